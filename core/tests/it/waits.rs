use std::time::{Duration, Instant};

use keyhelm::{Counted, ErrorCode, EventKind, Platform};
use keyhelm_sandbox::{Fault, FaultRule};

use crate::support::{Heard, fails, sandbox, settings};

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the promise is about real time")]
async fn a_wait_that_fits_is_waited_out_and_never_cut_short() {
    let sandbox = sandbox().await;
    sandbox.set_limit("certopay", Some((1, Duration::from_secs(1))));
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::CertoPay)).build().unwrap();
    client.keys().verify().await.unwrap();
    let start = Instant::now();
    client.keys().verify().await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(heard.kinds(), [EventKind::RateLimited, EventKind::Wait]);
    assert_eq!(heard.all()[1].delay, Some(Duration::from_secs(1)));
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test]
async fn a_wait_that_does_not_fit_ends_the_call_at_once() {
    let sandbox = sandbox().await;
    sandbox.set_limit("certopay", Some((1, Duration::from_secs(3600))));
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::CertoPay)).build().unwrap();
    client.keys().verify().await.unwrap();
    let limited = fails(client.keys().verify(), ErrorCode::RateLimited).await;
    let delay = limited.retry_after().unwrap();
    assert!(delay > Duration::from_secs(3500), "{delay:?}");
    assert!(limited.retryable() && limited.attempts() == 1);
    assert_eq!(limited.platform_code(), Some("rate_limit_exceeded"));
    assert_eq!(heard.kinds(), [EventKind::RateLimited]);
}

#[tokio::test]
async fn the_later_of_two_delays_counts() {
    for (header, body, expected) in [(Some("120"), 90, 120), (Some("60"), 90, 90), (None, 90, 90)] {
        // Another sandbox has another key, which no 429 holds back yet.
        let sandbox = sandbox().await;
        let client = settings(&sandbox, Platform::CertoPay).build().unwrap();
        let headers = header.map(|value| ("retry-after".to_owned(), value.to_owned())).into_iter().collect();
        let body = format!(r#"{{"error":"rate_limit_exceeded","message":"x","retryAfter":{body}}}"#);
        sandbox.add_fault(FaultRule::new("certopay", Fault::Answer { status: 429, headers, body }));
        let limited = fails(client.keys().verify(), ErrorCode::RateLimited).await;
        assert_eq!(limited.retry_after(), Some(Duration::from_secs(expected)));
    }
}

#[tokio::test]
async fn a_server_that_names_a_delay_with_its_5xx_is_obeyed_too() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Adyen).build().unwrap();
    let headers = vec![("retry-after".to_owned(), "600".to_owned())];
    sandbox.add_fault(FaultRule::new("adyen", Fault::Answer { status: 503, headers, body: String::new() }));
    let failed = fails(client.keys().current(), ErrorCode::ServerError).await;
    assert_eq!((failed.retry_after(), failed.attempts()), (Some(Duration::from_secs(600)), 1));
}

#[tokio::test]
async fn a_call_that_is_given_up_tells_its_attempts() {
    let sandbox = sandbox().await;
    sandbox.add_fault(FaultRule::new("adyen", Fault::DropBefore));
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }));
    let client = settings(&sandbox, Platform::Adyen).build().unwrap();
    let mut call = Counted::new(client.keys().current().into_future());
    assert_eq!(call.attempts(), 0);
    let has_arrived = async {
        while sandbox.requests().len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        end = &mut call => panic!("it ended: {end:?}"),
        () = has_arrived => assert_eq!(call.attempts(), 2),
    }
}
