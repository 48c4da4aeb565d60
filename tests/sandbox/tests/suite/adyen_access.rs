use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyhelm_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Answer, Api, adyen, start};

fn create(sandbox: &Sandbox, roles: &[&str]) -> Answer {
    let path = format!("/companies/{}/apiCredentials", sandbox.credentials().adyen.company_id);
    adyen(sandbox).post(&path, &json!({ "roles": roles }))
}

fn with_key(sandbox: &Sandbox, key: &str) -> Api {
    Api::key(&sandbox.credentials().adyen.base_url, key)
}

#[test]
fn a_wrong_key_is_401_without_detail_as_observed() {
    let sandbox = start();
    let refused = with_key(&sandbox, "AQEwrong").get("/me");
    assert_eq!(refused.status, 401);
    let expected = json!({
        "type": "https://docs.adyen.com/errors/unauthorized",
        "errorCode": "00_401", "title": "Unauthorized", "status": 401,
    });
    assert_eq!(refused.json(), expected);
    assert_eq!(Api::open(&sandbox.credentials().adyen.base_url).status("/me"), 401);
}

#[test]
fn a_payments_key_is_genuine_but_forbidden() {
    let sandbox = start();
    let key = create(&sandbox, &["Checkout webservice role"]).text("apiKey");
    let refused = with_key(&sandbox, &key).get("/me");
    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["errorCode"], "00_403");
    assert_eq!(refused.json()["detail"], "Not allowed");
}

#[test]
fn any_management_role_may_ask_me_but_only_one_may_manage_credentials() {
    let sandbox = start();
    let company = format!("/companies/{}/apiCredentials", sandbox.credentials().adyen.company_id);
    let reader = with_key(&sandbox, &create(&sandbox, &["Management API — Webhooks read"]).text("apiKey"));
    assert_eq!(reader.status("/me"), 200);
    assert_eq!(reader.status("/me/allowedOrigins"), 200);
    assert_eq!(reader.call("POST", "/me/generateClientKey", "").status, 403);
    assert_eq!(reader.status(&company), 403);
    for role in [
        "Management API—API credentials read and write",
        "Management API - API credentials read and write",
        "Management API – API  credentials read and write",
    ] {
        let created = create(&sandbox, &[role]);
        assert_eq!(created.json()["roles"], json!([role]));
        let manager = with_key(&sandbox, &created.text("apiKey"));
        assert_eq!(manager.status(&company), 200);
        assert_eq!(manager.call("POST", "/me/generateClientKey", "").status, 200);
    }
}

#[test]
fn a_credential_can_use_its_name_and_password_instead_of_its_key() {
    let sandbox = start();
    let created = create(&sandbox, &["Management API—API credentials read and write"]);
    let basic = |password: &str| {
        let pair = STANDARD.encode(format!("{}:{password}", created.text("username")));
        Api::open(&sandbox.credentials().adyen.base_url).header("authorization", &format!("Basic {pair}"))
    };
    let me = basic(&created.text("password")).get("/me");
    assert_eq!((me.status, &me.json()["id"]), (200, &created.json()["id"]));
    assert_eq!(basic("wrong").status("/me"), 401);
    assert_eq!(basic(&created.text("apiKey")).status("/me"), 401);
}

#[test]
fn a_foreign_company_or_merchant_is_403_and_an_unknown_id_404() {
    let sandbox = start();
    let api = adyen(&sandbox);
    assert_eq!(api.status("/companies/Other/apiCredentials"), 403);
    assert_eq!(api.status("/merchants/Other/apiCredentials"), 403);
    let path = format!("/companies/{}/apiCredentials/S2-0", sandbox.credentials().adyen.company_id);
    let unknown = api.get(&path);
    assert_eq!((unknown.status, &unknown.json()["errorCode"]), (404, &json!("00_404")));
}

#[test]
fn what_the_api_does_not_have_is_404_or_405() {
    let sandbox = start();
    let api = adyen(&sandbox);
    let id = api.get("/me").text("id");
    let path = format!("/companies/{}/apiCredentials/{id}", sandbox.credentials().adyen.company_id);
    let deleted = api.call("DELETE", &path, "");
    assert_eq!((deleted.status, deleted.header("allow")), (405, Some("GET, PATCH")));
    assert_eq!(deleted.json()["status"], 405);
    assert_eq!(api.call("POST", "/me/generateApiKey", "").status, 404);
    assert_eq!(api.status("/me/"), 404);
    assert_eq!(api.status("/me/allowedOrigins/1/2"), 404);
}

#[test]
fn ids_are_read_percent_decoded_as_one_segment() {
    let sandbox = start();
    let company = sandbox.credentials().adyen.company_id.replace('K', "%4B");
    assert_eq!(adyen(&sandbox).status(&format!("/companies/{company}/apiCredentials")), 200);
    assert_eq!(adyen(&sandbox).status("/companies/a%2Fb/apiCredentials"), 403);
}
