use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{Api, certopay, certopay_login, start};

#[test]
fn me_tells_prefix_mask_and_limit() {
    let sandbox = start();
    let me = certopay_login(&sandbox).get("/api/api-keys/me");
    assert_eq!(me.status, 200);
    let prefix = &sandbox.credentials().certopay.api_key[..16];
    assert_eq!(me.text("keyPrefix"), format!("{prefix}..."));
    assert!(me.text("maskedKey").starts_with(&format!("{prefix}...\u{2022}")));
    assert_eq!(me.json()["active"], true);
    assert_eq!(me.json()["rateLimit"], 100);
    assert_eq!(me.text("id").len(), 36);
}

#[test]
fn last_used_is_absent_until_the_key_is_used() {
    let sandbox = start();
    let api = certopay_login(&sandbox);
    assert!(api.get("/api/api-keys/me").json().get("lastUsedAt").is_none());
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 200);
    assert!(api.get("/api/api-keys/me").text("lastUsedAt").ends_with('Z'));
    api.call("POST", "/api/api-keys/me/regenerate", "");
    assert!(api.get("/api/api-keys/me").json().get("lastUsedAt").is_none());
}

#[test]
fn regenerate_keeps_the_id_and_kills_the_old_key_at_once() {
    let sandbox = start();
    let api = certopay_login(&sandbox);
    let before = api.get("/api/api-keys/me");
    let new = api.call("POST", "/api/api-keys/me/regenerate", "");
    assert_eq!(new.status, 200);
    assert!(new.text("fullKey").starts_with("sk_test_"));
    assert_eq!(new.text("id"), before.text("id"));
    assert_ne!(new.text("createdAt"), before.text("createdAt"));
    let fields = ["active", "createdAt", "fullKey", "id", "label"];
    assert_eq!(new.json().as_object().unwrap().keys().collect::<Vec<_>>(), fields);
    let after = api.get("/api/api-keys/me");
    assert_eq!(after.text("keyPrefix"), format!("{}...", &new.text("fullKey")[..16]));
    assert_eq!(after.text("createdAt"), new.text("createdAt"));
    let old = certopay(&sandbox).get("/api/webhooks");
    assert_eq!((old.status, old.text("error")), (401, "invalid_api_key".to_owned()));
    let base = &sandbox.credentials().certopay.base_url;
    assert_eq!(Api::key(base, &new.text("fullKey")).status("/api/webhooks"), 200);
}

#[test]
fn a_token_is_a_jwt_that_ends_after_15_minutes() {
    let sandbox = start();
    let credentials = &sandbox.credentials().certopay;
    let login = json!({"email": credentials.email, "password": credentials.password});
    let token = Api::open(&credentials.base_url).post("/api/auth/login", &login).text("accessToken");
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3);
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
    let api = Api::bearer(&credentials.base_url, &token);
    sandbox.advance(Duration::from_secs(890));
    assert_eq!(api.status("/api/api-keys/me"), 200);
    sandbox.advance(Duration::from_secs(10));
    let expired = api.get("/api/api-keys/me");
    assert_eq!((expired.status, expired.text("error")), (401, "expired_token".to_owned()));
}

#[test]
fn keys_and_tokens_are_not_accepted_in_each_others_place() {
    let sandbox = start();
    for answer in [
        certopay(&sandbox).get("/api/api-keys/me"),
        certopay_login(&sandbox).get("/api/customers"),
        certopay_login(&sandbox).get("/api/webhooks"),
        Api::open(&sandbox.credentials().certopay.base_url).get("/api/webhooks"),
    ] {
        assert_eq!((answer.status, answer.text("error")), (401, "invalid_api_key".to_owned()));
        assert!(answer.json().get("statusCode").is_none());
    }
}

#[test]
fn payment_endpoints_answer_to_the_key() {
    let sandbox = start();
    let webhook = certopay(&sandbox).get("/api/webhooks").json();
    assert_eq!(webhook["status"], "ACTIVE");
    assert!(webhook["url"].as_str().unwrap().starts_with("https://"));
    let customers = certopay(&sandbox).get("/api/customers").json();
    assert!(!customers.as_array().unwrap().is_empty());
}

#[test]
fn other_errors_have_the_shape_of_the_errors_page() {
    let sandbox = start();
    let open = Api::open(&sandbox.credentials().certopay.base_url);
    let wrong = json!({"email": sandbox.credentials().certopay.email, "password": "wrong"});
    let cases = [
        (open.post("/api/auth/login", &wrong), 401, "Unauthorized"),
        (open.post("/api/auth/login", &json!([])), 400, "Bad Request"),
        (open.get("/api/api-keys"), 404, "Not Found"),
        (open.get("/api/auth/login"), 405, "Method Not Allowed"),
    ];
    for (answer, status, phrase) in cases {
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["statusCode"], status);
        assert_eq!(answer.json()["error"], phrase);
    }
}
