use serde_json::json;

use crate::support::{Api, bousol, start};

#[test]
fn lists_come_in_the_documented_envelope() {
    let sandbox = start();
    let api = bousol(&sandbox);
    let invoices = api.get("/invoices?limit=1").json();
    assert_eq!(invoices["data"].as_array().unwrap().len(), 1);
    assert_eq!(invoices["pagination"], json!({"total": 45, "page": 1, "limit": 1, "totalPages": 45}));
    let payouts = api.get("/payouts?page=3").json();
    assert_eq!(payouts["data"].as_array().unwrap().len(), 5);
    assert!(payouts["counts"].is_object());
    let disbursements = api.get("/disbursements?page=2").json();
    assert_eq!(disbursements["pagination"]["hasNextPage"], true);
    assert_eq!(disbursements["pagination"]["hasPrevPage"], true);
}

#[test]
fn errors_are_status_message_and_phrase() {
    let sandbox = start();
    let api = bousol(&sandbox);
    let base = &sandbox.credentials().bousol.base_url;
    assert!(sandbox.credentials().bousol.api_key.starts_with("sk_test_"));
    let cases = [
        (api.get("/invoices?limit=101"), 400, "Bad Request"),
        (api.get("/invoices?page=x"), 400, "Bad Request"),
        (Api::open(base).get("/invoices"), 401, "Unauthorized"),
        (Api::bearer(base, "sk_test_wrong").get("/invoices"), 401, "Unauthorized"),
        (Api::key(base, &sandbox.credentials().bousol.api_key).get("/invoices"), 401, "Unauthorized"),
        (api.get("/api-keys"), 404, "Not Found"),
        (api.call("POST", "/invoices", "{}"), 405, "Method Not Allowed"),
    ];
    for (answer, status, phrase) in cases {
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["statusCode"], status);
        assert_eq!(answer.json()["error"], phrase);
        assert!(answer.json()["message"].is_string());
    }
}
