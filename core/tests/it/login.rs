use std::time::Duration;

use keyhelm::{ErrorCode, EventKind, Platform, RateLimit};
use keyhelm_sandbox::{Fault, FaultRule};

use crate::support::{Heard, bounded, client, fails, sandbox, seen, settings, soon};

fn answer(status: u16, body: &str) -> Fault {
    Fault::Answer { status, headers: vec![], body: body.to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_waiting_calls_make_one_login() {
    let sandbox = sandbox().await;
    sandbox.set_limit("certopay", None);
    let client = settings(&sandbox, Platform::CertoPay).rate_limit(RateLimit::UNLIMITED).build().unwrap();
    let calls: Vec<_> = (0..1000).map(|_| tokio::spawn(client.keys().current().into_future())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(seen(&sandbox, "/login").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_tried_once_however_many_calls_wait() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::CertoPay).password("EXAMPLE-WRONG-PASSWORD").build().unwrap();
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.keys().current().into_future())).collect();
    for call in calls {
        let refused = call.await.unwrap().unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Unauthenticated);
    }
    fails(client.keys().current(), ErrorCode::Unauthenticated).await;
    assert_eq!(seen(&sandbox, "/login").len(), 1);
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_sent_again() {
    let sandbox = sandbox().await;
    for (platform, own) in [(Platform::CertoPay, "/me"), (Platform::Caibo, "/apikey")] {
        let client = client(&sandbox, platform);
        client.keys().regenerate().await.unwrap();
        sandbox.advance(Duration::from_secs(2 * 60 * 60));
        client.keys().regenerate().await.unwrap();
        let logins = seen(&sandbox, "/login");
        assert_eq!(logins.len(), 2, "{platform}");
        assert!(seen(&sandbox, own).iter().any(|record| record.status == Some(401)), "{platform}");
        sandbox.reset();
    }
}

#[tokio::test]
async fn a_token_refused_twice_is_token_expired() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    let body = r#"{"error":"expired_token","message":"expired"}"#;
    sandbox.add_fault(FaultRule::new("certopay", answer(401, body)).path("/api-keys/me").times(9));
    let expired = fails(client.keys().current(), ErrorCode::TokenExpired).await;
    assert_eq!((expired.attempts(), expired.status()), (2, Some(401)));
    assert_eq!(expired.platform_code(), Some("expired_token"));
    assert_eq!((seen(&sandbox, "/login").len(), seen(&sandbox, "/me").len()), (2, 2));
}

#[tokio::test]
async fn a_refused_key_under_a_token_is_no_reason_to_log_in_again() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    let body = r#"{"error":"invalid_api_key","message":"no"}"#;
    sandbox.add_fault(FaultRule::new("certopay", answer(401, body)).path("/api-keys/me").times(9));
    fails(client.keys().current(), ErrorCode::Unauthenticated).await;
    assert_eq!(seen(&sandbox, "/login").len(), 1);
}

#[tokio::test]
async fn a_login_that_fails_in_passing_is_tried_again_by_the_next_call() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::CertoPay).max_attempts(1).build().unwrap();
    sandbox.add_fault(FaultRule::new("certopay", Fault::DropBefore).path("login"));
    let broken = fails(client.keys().current(), ErrorCode::ConnectionFailed).await;
    assert_eq!(broken.operation(), Some(keyhelm::Operation::Login));
    client.keys().current().await.unwrap();
}

#[tokio::test]
async fn a_login_without_a_token_is_malformed() {
    let sandbox = sandbox().await;
    for platform in [Platform::CertoPay, Platform::Caibo] {
        let client = client(&sandbox, platform);
        for body in
            ["", "{}", "[]", r#"{"accessToken":7}"#, r#"{"accessToken":""}"#, r#"{"accessToken":"a\nb"}"#]
        {
            sandbox.add_fault(FaultRule::new(platform.as_str(), answer(200, body)).path("login"));
            fails(client.keys().regenerate(), ErrorCode::MalformedResponse).await;
        }
        assert!(sandbox.requests().iter().all(|record| record.path.ends_with("/login")));
        sandbox.reset();
    }
}

#[tokio::test]
async fn a_token_whose_end_is_past_or_unreadable_is_used_once() {
    let sandbox = sandbox().await;
    for date in [r#""2001-01-01T00:00:00Z""#, r#""soon""#, "7", "null"] {
        let client = client(&sandbox, Platform::Caibo);
        let login = |times| {
            let body = format!(r#"{{"accessToken":"EXAMPLE-TOKEN","expireDate":{date}}}"#);
            FaultRule::new("caibo", answer(200, &body)).path("login").times(times)
        };
        sandbox.add_fault(login(2));
        sandbox.add_fault(
            FaultRule::new("caibo", answer(200, r#""caibo_test_sk_EXAMPLE""#)).path("apikey").times(2),
        );
        client.keys().regenerate().await.unwrap();
        client.keys().regenerate().await.unwrap();
        assert_eq!(seen(&sandbox, "/login").len(), 2, "{date}: a login a call, and no loop");
        sandbox.reset();
    }
}

#[tokio::test]
async fn a_caller_who_gives_up_leaves_the_login_to_the_next() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::CertoPay)).build().unwrap();
    sandbox.add_fault(FaultRule::new("certopay", Fault::Hang { hang_ms: 60_000 }).path("login"));
    let first = tokio::spawn(client.keys().current().into_future());
    soon("the login", || !seen(&sandbox, "/login").is_empty()).await;
    let second = tokio::spawn(client.keys().current().into_future());
    let third = fails(client.keys().current().timeout(Duration::from_millis(100)), ErrorCode::Timeout).await;
    assert_eq!(third.attempts(), 0, "it waited for the login and sent nothing");
    first.abort();
    bounded("the second call", second).await.unwrap().unwrap();
    assert_eq!(heard.kinds(), [EventKind::Login, EventKind::Login]);
}

#[tokio::test]
async fn a_refused_password_is_told_again_without_an_attempt() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::CertoPay).password("EXAMPLE-WRONG-PASSWORD").build().unwrap();
    assert_eq!(fails(client.keys().current(), ErrorCode::Unauthenticated).await.attempts(), 1);
    assert_eq!(fails(client.keys().current(), ErrorCode::Unauthenticated).await.attempts(), 0);
}

#[tokio::test]
async fn a_login_that_is_to_wait_is_not_tried_before() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    let headers = vec![("retry-after".to_owned(), "600".to_owned())];
    sandbox.add_fault(
        FaultRule::new("certopay", Fault::Answer { status: 429, headers, body: String::new() }).path("login"),
    );
    for attempts in [1, 0, 0] {
        let limited = fails(client.keys().current(), ErrorCode::RateLimited).await;
        assert_eq!(limited.attempts(), attempts);
        assert!(limited.retry_after().unwrap() > Duration::from_secs(590));
    }
    assert_eq!(seen(&sandbox, "/login").len(), 1);
}

#[tokio::test]
async fn a_login_that_hangs_for_another_call_does_not_cost_this_one_its_deadline() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    client.keys().current().await.unwrap();
    sandbox.advance(Duration::from_secs(60 * 60));
    // Both meet the ended token; the first then hangs in its login.
    sandbox.add_fault(FaultRule::new("certopay", Fault::Hang { hang_ms: 60_000 }).path("login"));
    let first = tokio::spawn(client.keys().current().timeout(Duration::from_secs(30)).into_future());
    soon("the second login", || seen(&sandbox, "/login").len() == 2).await;
    let second = client.keys().current().timeout(Duration::from_millis(200)).into_future();
    fails(Box::pin(bounded("the second call", second)), ErrorCode::Timeout).await;
    first.abort();
}
