use std::time::Duration;

use serde_json::json;

use crate::support::{adyen, bousol, caibo, caibo_login, certopay, certopay_login, compago, start};

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[test]
fn certopay_refuses_the_101st_call_of_a_minute_in_its_own_words() {
    let sandbox = start();
    let api = certopay(&sandbox);
    for _ in 0..100 {
        assert_eq!(api.status("/api/webhooks"), 200);
    }
    let refused = api.get("/api/webhooks");
    assert_eq!((refused.status, refused.text("error")), (429, "rate_limit_exceeded".to_owned()));
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(refused.json()["retryAfter"], wait);
    sandbox.advance(seconds(wait));
    assert_eq!(api.status("/api/webhooks"), 200);
}

#[test]
fn the_window_rolls_call_by_call() {
    let sandbox = start();
    let api = certopay(&sandbox);
    sandbox.set_limit("certopay", Some((2, seconds(1000))));
    assert_eq!(api.status("/api/webhooks"), 200);
    sandbox.advance(seconds(500));
    assert_eq!(api.status("/api/webhooks"), 200);
    assert_eq!(api.status("/api/webhooks"), 429);
    sandbox.advance(seconds(500));
    assert_eq!(api.status("/api/webhooks"), 200);
    assert_eq!(api.status("/api/webhooks"), 429);
    sandbox.advance(seconds(500));
    assert_eq!(api.status("/api/webhooks"), 200);
}

#[test]
fn a_refused_call_is_not_counted() {
    let sandbox = start();
    let api = certopay(&sandbox);
    sandbox.set_limit("certopay", Some((1, seconds(1000))));
    assert_eq!(api.status("/api/webhooks"), 200);
    sandbox.advance(seconds(999));
    for _ in 0..5 {
        let refused = api.get("/api/webhooks");
        assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    }
    sandbox.advance(seconds(1));
    assert_eq!(api.status("/api/webhooks"), 200);
}

#[test]
fn keys_and_logins_have_windows_of_their_own_and_logging_in_is_free() {
    let sandbox = start();
    sandbox.set_limit("certopay", Some((1, seconds(1000))));
    let login = certopay_login(&sandbox);
    assert_eq!(login.status("/api/api-keys/me"), 200);
    assert_eq!(login.status("/api/api-keys/me"), 429);
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 200);
    // A second token of the same login shares its window.
    assert_eq!(certopay_login(&sandbox).status("/api/api-keys/me"), 429);
}

#[test]
fn a_refused_regenerate_leaves_the_key_alone() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    sandbox.set_limit("certopay", Some((0, seconds(10))));
    let refused = login.call("POST", "/api/api-keys/me/regenerate", "");
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("10")));
    sandbox.set_limit("certopay", None);
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 200);
}

#[test]
fn me_tells_the_limit_in_force_where_it_comes_to_a_number_per_minute() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    let told = || login.get("/api/api-keys/me").json()["rateLimit"].clone();
    assert_eq!(told(), 100);
    sandbox.set_limit("certopay", Some((5, seconds(10))));
    assert_eq!(told(), 30);
    sandbox.set_limit("certopay", Some((5, seconds(7))));
    assert_eq!(told(), json!(null));
    sandbox.set_limit("certopay", None);
    assert_eq!(told(), json!(null));
}

#[test]
fn every_platform_can_be_limited_and_answers_with_retry_after() {
    let sandbox = start();
    let path = format!("/payment-requests/status/{}", sandbox.credentials().caibo.payment_request_id);
    let cases = [
        ("adyen", adyen(&sandbox), "/me"),
        ("bousol", bousol(&sandbox), "/invoices"),
        ("caibo", caibo(&sandbox), path.as_str()),
        ("compago", compago(&sandbox), "/payment"),
    ];
    for (platform, api, path) in cases {
        sandbox.set_limit(platform, Some((1, Duration::from_millis(1_500_500))));
        assert_eq!(api.status(path), 200, "{platform}");
        let refused = api.get(path);
        assert_eq!(refused.status, 429, "{platform}");
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=1501).contains(&wait), "{platform} {wait}");
        assert!(refused.json().is_object());
    }
    let login = caibo_login(&sandbox);
    let regenerate = format!("/users/{}/apikey", sandbox.credentials().caibo.user_id);
    assert_eq!(login.call("PUT", &regenerate, "").status, 200);
    assert_eq!(login.call("PUT", &regenerate, "").status, 429);
}

#[test]
fn an_unknown_key_is_401_even_when_the_window_is_full() {
    let sandbox = start();
    sandbox.set_limit("bousol", Some((0, seconds(10))));
    let base = &sandbox.credentials().bousol.base_url;
    assert_eq!(crate::support::Api::bearer(base, "sk_test_wrong").status("/invoices"), 401);
    assert_eq!(bousol(&sandbox).status("/invoices"), 429);
}

#[test]
#[should_panic(expected = "unknown platform")]
fn a_limit_for_no_platform_is_a_loud_mistake() {
    start().set_limit("stripe", None);
}
