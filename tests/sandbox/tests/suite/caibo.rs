use std::time::Duration;

use serde_json::json;

use crate::support::{Api, caibo, caibo_login, start};

#[test]
fn regenerating_gives_a_bare_string_and_kills_the_old_key_at_once() {
    let sandbox = start();
    let credentials = &sandbox.credentials().caibo;
    let probe = format!("/payment-requests/status/{}", credentials.payment_request_id);
    assert_eq!(caibo(&sandbox).status(&probe), 200);
    let path = format!("/users/{}/apikey", credentials.user_id);
    let answer = caibo_login(&sandbox).call("PUT", &path, "");
    assert_eq!(answer.status, 200);
    let key = answer.json().as_str().unwrap().to_owned();
    assert!(key.starts_with("caibo_test_sk_"));
    assert_eq!(caibo(&sandbox).status(&probe), 401);
    assert_eq!(Api::key(&credentials.base_url, &key).status(&probe), 200);
}

#[test]
fn a_token_ends_at_its_expire_date() {
    let sandbox = start();
    let credentials = &sandbox.credentials().caibo;
    let login = json!({"email": credentials.email, "password": credentials.password});
    let answer = Api::open(&credentials.base_url).post("/auth/login", &login);
    assert!(answer.text("expireDate").ends_with('Z'));
    let path = format!("/users/{}/apikey", credentials.user_id);
    let api = Api::bearer(&credentials.base_url, &answer.text("accessToken"));
    sandbox.advance(Duration::from_secs(3590));
    assert_eq!(api.call("PUT", &path, "").status, 200);
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(api.call("PUT", &path, "").status, 401);
}

#[test]
fn login_and_regenerate_refuse_what_is_not_theirs() {
    let sandbox = start();
    let credentials = &sandbox.credentials().caibo;
    let open = Api::open(&credentials.base_url);
    let wrong = json!({"email": credentials.email, "password": "wrong"});
    assert_eq!(open.post("/auth/login", &wrong).status, 401);
    assert_eq!(open.post("/auth/login", &json!({})).status, 400);
    assert_eq!(caibo_login(&sandbox).call("PUT", "/users/other/apikey", "").status, 403);
    let path = format!("/users/{}/apikey", credentials.user_id);
    assert_eq!(caibo(&sandbox).call("PUT", &path, "").status, 401);
    assert_eq!(open.call("PUT", &path, "").status, 401);
    assert_eq!(caibo_login(&sandbox).call("POST", &path, "").status, 405);
}

#[test]
fn payment_requests_are_read_with_the_key_alone() {
    let sandbox = start();
    let id = &sandbox.credentials().caibo.payment_request_id;
    let read = caibo(&sandbox).get(&format!("/payment-requests/{id}"));
    assert_eq!(read.status, 200);
    assert_eq!(read.json()["id"], id.parse::<u64>().unwrap());
    assert_eq!(caibo(&sandbox).status("/payment-requests/0"), 404);
    assert_eq!(caibo(&sandbox).status("/payment-requests/status/0"), 404);
    assert_eq!(caibo_login(&sandbox).status(&format!("/payment-requests/{id}")), 401);
    let session = caibo(&sandbox).post(&format!("/payment-requests/{id}/checkout-session"), &json!({}));
    assert_eq!(session.json()["ttlSeconds"], 900);
}
