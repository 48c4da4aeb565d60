use serde_json::json;

use crate::support::{Api, compago, start};

#[test]
fn payments_come_in_the_documented_envelope() {
    let sandbox = start();
    let answer = compago(&sandbox).get("/payment?limit=1").json();
    assert_eq!(answer["data"].as_array().unwrap().len(), 1);
    assert_eq!(answer["pagination"], json!({"limit": 1, "offset": 0, "count": 1}));
    let all = compago(&sandbox).get("/payment").json();
    assert_eq!(all["pagination"], json!({"limit": 20, "offset": 0, "count": 10}));
    let rest = compago(&sandbox).get("/payment?offset=8").json();
    assert_eq!(rest["pagination"]["count"], 2);
    assert_eq!(compago(&sandbox).status("/payment?limit=x"), 400);
}

#[test]
fn a_missing_or_wrong_key_is_401_with_an_empty_body() {
    let sandbox = start();
    let base = &sandbox.credentials().compago.base_url;
    for api in [Api::open(base), Api::key(base, "wrong")] {
        let answer = api.get("/payment");
        assert_eq!((answer.status, answer.body.len()), (401, 0));
    }
}

#[test]
fn nothing_else_is_there() {
    let sandbox = start();
    assert_eq!(compago(&sandbox).status("/api-keys"), 404);
    assert_eq!(compago(&sandbox).call("DELETE", "/payment", "").status, 405);
}
