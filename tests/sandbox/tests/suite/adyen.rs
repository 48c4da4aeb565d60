use std::time::Duration;

use keyhelm_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Api, adyen, start};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn company(sandbox: &Sandbox) -> String {
    format!("/companies/{}/apiCredentials", sandbox.credentials().adyen.company_id)
}

fn merchant(sandbox: &Sandbox) -> String {
    format!("/merchants/{}/apiCredentials", sandbox.credentials().adyen.merchant_id)
}

fn with_key(sandbox: &Sandbox, key: &str) -> Api {
    Api::key(&sandbox.credentials().adyen.base_url, key)
}

#[test]
fn me_tells_the_credential_without_a_secret() {
    let sandbox = start();
    let me = adyen(&sandbox).get("/me");
    assert_eq!(me.status, 200);
    let body = me.json();
    assert!(body["id"].as_str().unwrap().starts_with("S2-"));
    assert_eq!(body["username"], format!("ws@Company.{}", sandbox.credentials().adyen.company_id));
    assert!(body["clientKey"].as_str().unwrap().starts_with("test_"));
    assert_eq!(body["active"], true);
    assert_eq!(body["allowedIpAddresses"], json!([]));
    assert!(body["companyName"].is_string());
    let roles = body["roles"].as_array().unwrap();
    assert!(roles.contains(&json!("Management API - API credentials read and write")));
    assert!(roles.contains(&json!("Checkout webservice role")));
    assert!(body.get("apiKey").is_none() && body.get("password").is_none());
}

#[test]
fn create_gives_a_key_and_a_password_once() {
    let sandbox = start();
    let wanted = json!({
        "description": "billing-worker",
        "roles": ["Checkout webservice role"],
        "associatedMerchantAccounts": [sandbox.credentials().adyen.merchant_id],
        "allowedOrigins": ["https://shop.example"],
    });
    let created = adyen(&sandbox).post(&company(&sandbox), &wanted);
    assert_eq!(created.status, 200);
    let body = created.json();
    assert!(created.text("apiKey").starts_with("AQE"));
    assert!(created.text("apiKey").contains("<;&$*~"));
    assert!(created.text("password").len() >= 16);
    assert_eq!(body["description"], "billing-worker");
    assert_eq!(body["roles"], wanted["roles"]);
    assert_eq!(body["associatedMerchantAccounts"], wanted["associatedMerchantAccounts"]);
    assert_eq!(body["allowedOrigins"][0]["domain"], "https://shop.example");
    assert!(body["allowedOrigins"][0]["id"].is_string());
    assert_eq!(body["active"], true);
    let id = created.text("id");
    let read = adyen(&sandbox).get(&format!("{}/{id}", company(&sandbox)));
    assert_eq!(read.status, 200);
    assert_eq!(read.json()["username"], body["username"]);
    assert!(read.json().get("apiKey").is_none() && read.json().get("password").is_none());
}

#[test]
fn create_with_nothing_asked_for_gives_the_default_roles() {
    let sandbox = start();
    let created = adyen(&sandbox).call("POST", &company(&sandbox), "");
    assert_eq!(created.status, 200);
    assert_eq!(created.json()["roles"].as_array().unwrap().len(), 4);
    assert!(created.json().get("description").is_none());
    assert!(created.json().get("allowedOrigins").is_none());
}

#[test]
fn links_point_at_version_one_which_answers_nothing() {
    let sandbox = start();
    let me = adyen(&sandbox).get("/me").json();
    let href = me["_links"]["self"]["href"].as_str().unwrap().to_owned();
    let origin = sandbox.control_url().strip_suffix("/control").unwrap();
    assert_eq!(href, format!("{origin}/adyen/v1/me"));
    let key = &sandbox.credentials().adyen.api_key;
    let answer = Api::key(&href, key).get("");
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["errorCode"], "00_404");
}

#[test]
fn twenty_five_credentials_make_three_pages_and_the_last_has_no_next() {
    let sandbox = start();
    let api = adyen(&sandbox);
    for number in 1..25 {
        let body = json!({"description": format!("number {number}")});
        assert_eq!(api.post(&company(&sandbox), &body).status, 200);
    }
    let first = api.get(&company(&sandbox)).json();
    assert_eq!(first["itemsTotal"], 25);
    assert_eq!(first["pagesTotal"], 3);
    assert_eq!(first["data"].as_array().unwrap().len(), 10);
    assert!(first["_links"]["next"]["href"].as_str().unwrap().contains("/adyen/v1/companies/"));
    assert!(first["_links"].get("prev").is_none());
    let last = api.get(&format!("{}?pageNumber=3&pageSize=10", company(&sandbox))).json();
    assert_eq!(last["data"].as_array().unwrap().len(), 5);
    assert_eq!(last["data"][4]["description"], "number 24");
    assert!(last["_links"].get("next").is_none());
    assert!(last["_links"]["prev"].is_object());
    let beyond = api.get(&format!("{}?pageNumber=4", company(&sandbox)));
    assert_eq!(beyond.status, 200);
    assert!(beyond.json().get("data").is_none());
    let all = api.get(&format!("{}?pageSize=100", company(&sandbox))).json();
    assert_eq!(all["data"].as_array().unwrap().len(), 25);
}

#[test]
fn impossible_values_are_422_in_the_flat_shape() {
    let sandbox = start();
    let api = adyen(&sandbox);
    let refused = |answer: crate::support::Answer, field: &str| {
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json()["errorCode"], "00_422");
        assert_eq!(answer.json()["invalidFields"][0]["name"], field);
        assert!(answer.json()["requestId"].is_string());
    };
    refused(api.get(&format!("{}?pageSize=101", company(&sandbox))), "pageSize");
    refused(api.get(&format!("{}?pageNumber=0", company(&sandbox))), "pageNumber");
    refused(api.post(&company(&sandbox), &json!({"description": "x".repeat(51)})), "description");
    refused(api.post(&company(&sandbox), &json!({"roles": ["Nope"]})), "roles");
    refused(api.post(&company(&sandbox), &json!({"allowedOrigins": ["shop"]})), "allowedOrigins");
    let unreadable = api.call("POST", &company(&sandbox), "{");
    assert_eq!(unreadable.status, 400);
    assert_eq!(unreadable.json()["errorCode"], "00_400");
}

#[test]
fn a_replaced_key_lives_on_for_24_hours() {
    let sandbox = start();
    let created =
        adyen(&sandbox).post(&company(&sandbox), &json!({"roles": ["Management API—Webhooks read"]}));
    let path = format!("{}/{}/generateApiKey", company(&sandbox), created.text("id"));
    let rotated = adyen(&sandbox).call("POST", &path, "");
    assert_eq!(rotated.status, 200);
    assert_eq!(rotated.json().as_object().unwrap().len(), 1);
    let old = with_key(&sandbox, &created.text("apiKey"));
    let new = with_key(&sandbox, &rotated.text("apiKey"));
    assert_eq!((old.status("/me"), new.status("/me")), (200, 200));
    sandbox.advance(Duration::from_secs(24 * 60 * 60 - 60));
    assert_eq!((old.status("/me"), new.status("/me")), (200, 200));
    sandbox.advance(Duration::from_secs(60));
    assert_eq!((old.status("/me"), new.status("/me")), (401, 200));
}

#[test]
fn a_second_rotation_does_not_extend_the_first_key() {
    let sandbox = start();
    let created =
        adyen(&sandbox).post(&company(&sandbox), &json!({"roles": ["Management API—Webhooks read"]}));
    let path = format!("{}/{}/generateApiKey", company(&sandbox), created.text("id"));
    let second = adyen(&sandbox).call("POST", &path, "").text("apiKey");
    sandbox.advance(DAY / 2);
    adyen(&sandbox).call("POST", &path, "");
    sandbox.advance(DAY / 2);
    assert_eq!(with_key(&sandbox, &created.text("apiKey")).status("/me"), 401);
    assert_eq!(with_key(&sandbox, &second).status("/me"), 200);
}

#[test]
fn an_update_changes_what_it_names_and_can_switch_a_credential_off_and_on() {
    let sandbox = start();
    let body = json!({"description": "one", "roles": ["Management API—Stores read"]});
    let created = adyen(&sandbox).post(&company(&sandbox), &body);
    let path = format!("{}/{}", company(&sandbox), created.text("id"));
    let api = with_key(&sandbox, &created.text("apiKey"));
    let off = adyen(&sandbox).call("PATCH", &path, r#"{"active": false}"#);
    assert_eq!((off.status, &off.json()["active"]), (200, &json!(false)));
    assert_eq!(off.json()["description"], "one");
    assert_eq!(api.status("/me"), 401);
    let on = adyen(&sandbox).call("PATCH", &path, r#"{"active": true, "description": "two"}"#);
    assert_eq!(on.json()["description"], "two");
    assert_eq!(on.json()["roles"], body["roles"]);
    assert_eq!(api.status("/me"), 200);
}

#[test]
fn origins_are_added_listed_read_and_removed() {
    let sandbox = start();
    let api = adyen(&sandbox);
    let domain = json!({"domain": "https://a.example"});
    let added = api.post("/me/allowedOrigins", &domain);
    assert_eq!(added.status, 200);
    let path = format!("/me/allowedOrigins/{}", added.text("id"));
    assert_eq!(api.get("/me/allowedOrigins").json()["data"][0]["domain"], domain["domain"]);
    assert_eq!(api.get(&path).json()["id"], added.text("id"));
    let removed = api.call("DELETE", &path, "");
    assert_eq!((removed.status, removed.body.len()), (204, 0));
    assert_eq!(api.call("DELETE", &path, "").status, 404);
    assert_eq!(api.get("/me/allowedOrigins").json()["data"], json!([]));
    assert_eq!(api.post("/me/allowedOrigins", &json!({"domain": ""})).status, 422);
}

#[test]
fn a_merchant_level_origin_is_answered_without_its_id() {
    let sandbox = start();
    let api = adyen(&sandbox);
    let created = api.post(&merchant(&sandbox), &json!({}));
    let origins = format!("{}/{}/allowedOrigins", merchant(&sandbox), created.text("id"));
    let added = api.post(&origins, &json!({"domain": "https://a.example"}));
    assert_eq!(added.status, 200);
    assert!(added.json().get("id").is_none());
    assert!(api.get(&origins).json()["data"][0]["id"].is_string());
}

#[test]
fn a_client_key_is_replaced_and_can_be_read_back() {
    let sandbox = start();
    let api = adyen(&sandbox);
    let before = api.get("/me").text("clientKey");
    let new = api.call("POST", "/me/generateClientKey", "").text("clientKey");
    assert_ne!(before, new);
    assert_eq!(api.get("/me").text("clientKey"), new);
    let id = api.get("/me").text("id");
    let newer = api.call("POST", &format!("{}/{id}/generateClientKey", company(&sandbox)), "");
    assert_eq!(api.get("/me").json()["clientKey"], newer.json()["clientKey"]);
}

#[test]
fn a_merchant_sees_the_credentials_that_cover_it() {
    let sandbox = start();
    let api = adyen(&sandbox);
    let made = api.post(&merchant(&sandbox), &json!({}));
    assert_eq!(made.status, 200);
    assert!(made.json().get("associatedMerchantAccounts").is_none());
    assert!(made.text("password").len() >= 16);
    let elsewhere = json!({"associatedMerchantAccounts": ["SomewhereElse"]});
    let other = api.post(&company(&sandbox), &elsewhere).text("id");
    let seen = api.get(&merchant(&sandbox)).json();
    let ids: Vec<&Value> = seen["data"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&api.get("/me").json()["id"], &made.json()["id"]]);
    assert_eq!(api.status(&format!("{}/{other}", merchant(&sandbox))), 404);
    assert_eq!(api.get(&company(&sandbox)).json()["itemsTotal"], 3);
    let rotate = format!("{}/{}/generateApiKey", merchant(&sandbox), made.text("id"));
    assert!(api.call("POST", &rotate, "").text("apiKey").starts_with("AQE"));
}
