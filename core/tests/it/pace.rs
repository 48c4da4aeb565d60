//! The pace of a key against a sandbox that counts.

use std::time::Duration;

use keyhelm::{Client, ErrorCode, EventKind, Platform, RateLimit};
use keyhelm_sandbox::{Fault, FaultRule, Sandbox};

use crate::support::{Heard, fails, sandbox, seen, settings, soon};

const WINDOW: Duration = Duration::from_millis(300);

fn limited(sandbox: &Sandbox, requests: u32) -> Client {
    settings(sandbox, Platform::CertoPay).rate_limit(RateLimit::new(requests, WINDOW)).build().unwrap()
}

fn refused_by_the_limit(sandbox: &Sandbox) -> usize {
    sandbox.requests().iter().filter(|record| record.status == Some(429)).count()
}

#[tokio::test]
async fn two_clients_of_one_key_share_its_pace_and_meet_no_429() {
    let sandbox = sandbox().await;
    sandbox.set_limit("certopay", Some((5, WINDOW)));
    let clients = [limited(&sandbox, 5), limited(&sandbox, 5)];
    let calls: Vec<_> = (0..20)
        .map(|call| tokio::spawn(clients[call % 2].keys().verify().timeout(WINDOW * 20).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(refused_by_the_limit(&sandbox), 0);
    assert_eq!(sandbox.requests().len(), 20);
}

#[tokio::test]
async fn a_client_built_anew_goes_on_where_the_last_one_stopped() {
    let sandbox = sandbox().await;
    sandbox.set_limit("certopay", Some((1, WINDOW)));
    for _ in 0..3 {
        limited(&sandbox, 1).keys().verify().await.unwrap();
    }
    assert_eq!(refused_by_the_limit(&sandbox), 0);
}

#[tokio::test]
async fn a_queue_longer_than_the_call_has_time_is_rate_limited_and_sends_nothing() {
    let sandbox = sandbox().await;
    let limit = RateLimit::new(1, Duration::from_secs(3600));
    let client = settings(&sandbox, Platform::CertoPay).rate_limit(limit).build().unwrap();
    client.keys().verify().await.unwrap();
    let refused = fails(client.keys().verify(), ErrorCode::RateLimited).await;
    assert_eq!((refused.attempts(), refused.status(), sandbox.requests().len()), (0, None, 1));
    assert!(refused.retry_after().unwrap() > Duration::from_secs(3590));
}

#[tokio::test]
async fn a_wait_for_a_place_is_told() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let builder = settings(&sandbox, Platform::CertoPay).rate_limit(RateLimit::new(1, WINDOW));
    let client = heard.listening(builder).build().unwrap();
    client.keys().verify().await.unwrap();
    client.keys().verify().await.unwrap();
    assert_eq!(heard.kinds(), [EventKind::Wait]);
    let delay = heard.all()[0].delay.unwrap();
    assert!(delay > Duration::ZERO && delay <= WINDOW * 2);
}

#[tokio::test]
async fn a_429_holds_back_the_other_calls_of_its_key_until_its_delay_ends() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Adyen).build().unwrap();
    let headers = vec![("retry-after".to_owned(), "1".to_owned())];
    sandbox.add_fault(FaultRule::new("adyen", Fault::Answer { status: 429, headers, body: String::new() }));
    let first = tokio::spawn(client.keys().current().into_future());
    soon("the 429", || refused_by_the_limit(&sandbox) == 1).await;
    // The answer is on its way to the client; a call that does not fit into the delay ends at once when it is there.
    while client.keys().current().timeout(Duration::from_millis(500)).await.is_ok() {}
    let sent = sandbox.requests().len();
    let held =
        fails(client.keys().current().timeout(Duration::from_millis(400)), ErrorCode::RateLimited).await;
    assert!(held.retry_after().unwrap() <= Duration::from_secs(1));
    assert_eq!(sandbox.requests().len(), sent, "nothing more was sent");
    first.await.unwrap().unwrap();
    client.keys().current().await.unwrap();
}

#[tokio::test]
async fn certopays_own_word_for_its_limit_is_taken() {
    let sandbox = sandbox().await;
    sandbox.set_limit("certopay", Some((7, Duration::from_secs(60))));
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::CertoPay)).build().unwrap();
    assert_eq!(client.keys().current().await.unwrap().rate_limit, Some(7));
    assert_eq!(heard.kinds(), [EventKind::Login, EventKind::LimitLearned]);
    for _ in 0..7 {
        client.keys().verify().await.unwrap();
    }
    fails(client.keys().verify().timeout(Duration::from_secs(2)), ErrorCode::RateLimited).await;
    assert_eq!(refused_by_the_limit(&sandbox), 0, "the eighth was never sent");
}

#[tokio::test]
async fn at_most_so_many_requests_are_under_way_and_a_dropped_one_makes_room() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Adyen).max_concurrency(2).build().unwrap();
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }).times(2));
    let hanging: Vec<_> = (0..2).map(|_| tokio::spawn(client.keys().current().into_future())).collect();
    soon("two requests", || seen(&sandbox, "/me").len() == 2).await;
    let full = fails(client.keys().current().timeout(Duration::from_millis(100)), ErrorCode::Timeout).await;
    assert_eq!((full.attempts(), seen(&sandbox, "/me").len()), (0, 2));
    hanging[0].abort();
    client.keys().current().await.unwrap();
    hanging[1].abort();
}

#[tokio::test]
async fn a_dead_key_is_not_tried_for_ever() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Adyen).api_key("AQE-DEAD-EXAMPLE").build().unwrap();
    for _ in 0..5 {
        fails(client.keys().current(), ErrorCode::Unauthenticated).await;
    }
    let paused = fails(client.keys().current(), ErrorCode::Unauthenticated).await;
    assert_eq!((paused.attempts(), seen(&sandbox, "/me").len()), (0, 5));
    assert!(paused.retry_after().unwrap() <= Duration::from_secs(10));
    client.keys().verify().await.unwrap();
    assert_eq!(seen(&sandbox, "/me").len(), 6, "verifying looks all the same");
    client.set_api_key(sandbox.credentials().adyen.api_key.as_str()).unwrap();
    client.keys().current().await.unwrap();
}

#[test]
fn absurd_limits_are_refused() {
    let build = |limit| {
        Client::builder(Platform::Bousol).api_key("sk_test_EXAMPLE").rate_limit(limit).build().map(drop)
    };
    for limit in [
        RateLimit::new(0, Duration::from_secs(60)),
        RateLimit::new(u32::MAX, Duration::from_secs(60)),
        RateLimit::new(1, Duration::ZERO),
        RateLimit::new(1, Duration::MAX),
    ] {
        assert_eq!(build(limit).unwrap_err().code(), ErrorCode::Config, "{limit:?}");
    }
    build(RateLimit::UNLIMITED).unwrap();
    let none = Client::builder(Platform::Bousol).api_key("sk_test_EXAMPLE").max_concurrency(0).build();
    assert_eq!(none.unwrap_err().code(), ErrorCode::Config);
}

#[tokio::test]
async fn a_limit_told_in_headers_is_kept() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::Bousol)).build().unwrap();
    let told = |headers: &[(&str, &str)]| {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let body = r#"{"data":[],"pagination":{}}"#.to_owned();
        FaultRule::new("bousol", Fault::Answer { status: 200, headers, body })
    };
    sandbox.add_fault(told(&[
        ("ratelimit-policy", r#""minute";q=3;w=60"#),
        ("ratelimit", r#""minute";r=2;t=60"#),
    ]));
    for _ in 0..3 {
        client.keys().verify().await.unwrap();
    }
    assert_eq!(heard.kinds(), [EventKind::LimitLearned]);
    fails(client.keys().verify().timeout(Duration::from_secs(5)), ErrorCode::RateLimited).await;
    assert_eq!(sandbox.requests().len(), 3, "the fourth was never sent");
}

#[tokio::test]
async fn others_on_the_same_key_count_as_far_as_the_platform_tells() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Bousol).build().unwrap();
    for (name, value, left) in [("ratelimit", r#""minute";r=0;t=3600"#, 0), ("x-ratelimit-remaining", "0", 0)]
    {
        let headers = vec![
            (name.to_owned(), value.to_owned()),
            ("x-ratelimit-limit".to_owned(), "100".to_owned()),
            ("x-ratelimit-reset".to_owned(), "3600".to_owned()),
        ];
        let body = r#"{"data":[],"pagination":{}}"#.to_owned();
        sandbox.reset();
        sandbox.add_fault(FaultRule::new("bousol", Fault::Answer { status: 200, headers, body }));
        client.set_api_key(format!("sk_test_EXAMPLE{}", name.len())).unwrap();
        client.keys().verify().await.unwrap();
        let held = fails(client.keys().verify(), ErrorCode::RateLimited).await;
        assert!(held.retry_after().unwrap() > Duration::from_secs(3500), "{name}");
        assert_eq!(sandbox.requests().len(), 1 + left);
    }
}

#[tokio::test]
async fn who_waits_for_the_pace_takes_no_room_from_others() {
    let sandbox = sandbox().await;
    let limit = RateLimit::new(1, Duration::from_secs(3600));
    let builder = settings(&sandbox, Platform::CertoPay).rate_limit(limit).max_concurrency(1);
    let client = builder.timeout(Duration::from_secs(7200)).build().unwrap();
    client.keys().verify().await.unwrap();
    let waiting = tokio::spawn(client.keys().verify().into_future());
    tokio::task::yield_now().await;
    fails(client.keys().verify().timeout(Duration::from_secs(5)), ErrorCode::RateLimited).await;
    client.keys().verify().secret("sk_test_ROOM0EXAMPLE0KEY").timeout(Duration::from_secs(5)).await.unwrap();
    waiting.abort();
}

#[tokio::test]
async fn a_named_delay_wins_over_a_reset() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Bousol).max_attempts(1).build().unwrap();
    let headers = [("retry-after", "1"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "60000")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    sandbox.add_fault(FaultRule::new("bousol", Fault::Answer { status: 429, headers, body: String::new() }));
    fails(client.keys().verify(), ErrorCode::RateLimited).await;
    client.keys().verify().await.unwrap();
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn a_delay_of_nothing_in_the_body_is_no_delay() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::CertoPay).max_attempts(1).build().unwrap();
    for delay in ["0", "1e-9"] {
        let body = format!(r#"{{"error":"rate_limit_exceeded","message":"x","retryAfter":{delay}}}"#);
        sandbox.add_fault(FaultRule::new("certopay", Fault::Answer { status: 429, headers: vec![], body }));
        let limited =
            fails(client.keys().verify().timeout(Duration::from_secs(2)), ErrorCode::RateLimited).await;
        assert!(limited.retry_after().is_none_or(|delay| delay >= Duration::from_millis(1)));
    }
}
