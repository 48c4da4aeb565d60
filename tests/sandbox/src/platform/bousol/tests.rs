use http::{Request as HttpRequest, StatusCode};

use super::*;
use crate::clock::Clock;
use crate::limit::Limit;

fn list(state: &mut State, key: &str, path: &str) -> Option<StatusCode> {
    let request = HttpRequest::builder().uri(path).header("authorization", format!("Bearer {key}"));
    let (head, ()) = request.body(()).unwrap().into_parts();
    let request = Request::new(head, path, bytes::Bytes::new());
    let (mut limit, mut chance) = (Limit::new(None), Chance::new().unwrap());
    let now = Clock::new().now();
    let mut turn = Turn { now, limit: &mut limit, chance: &mut chance, origin: "" };
    match state.handle(&mut turn, &request) {
        Ok(response) | Err(Refusal::Answer(response)) => Some(response.status),
        Err(_) => None,
    }
}

#[test]
fn a_genuine_key_without_the_scope_is_forbidden_rather_than_unauthenticated() {
    let key = new_key(&mut Chance::new().unwrap());
    let mut state = State { key: Digest::of(key.as_bytes()), scopes: vec!["payouts:read", "invoices:write"] };
    assert_eq!(list(&mut state, &key, "/payouts"), Some(StatusCode::OK));
    assert_eq!(list(&mut state, &key, "/invoices"), Some(StatusCode::FORBIDDEN));
    assert_eq!(list(&mut state, "sk_test_other", "/payouts"), Some(StatusCode::UNAUTHORIZED));
}
