//! The line breaks, the answer is garbage, or it never comes: what is safe is repeated, what is not says so.

use std::time::Duration;

use keyhelm::{Client, ErrorCode, EventKind, Keys, Platform};
use keyhelm_sandbox::{Fault, FaultRule, Sandbox};

use crate::support::{Heard, bounded, client, fails, sandbox, seen, settings, soon};

fn adyen(sandbox: &Sandbox) -> Keys {
    client(sandbox, Platform::Adyen).keys()
}

fn creations(sandbox: &Sandbox) -> usize {
    seen(sandbox, "/apiCredentials").iter().filter(|record| record.method == "POST").count()
}

fn answer(status: u16, body: &str) -> Fault {
    Fault::Answer { status, headers: vec![], body: body.to_owned() }
}

#[tokio::test]
async fn a_read_is_repeated_after_a_broken_line_a_cut_answer_and_a_5xx() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    for fault in [
        Fault::DropBefore,
        Fault::DropAfter,
        Fault::Truncate { bytes: 7 },
        answer(500, "{}"),
        answer(502, "<html>bad gateway</html>"),
        answer(503, ""),
    ] {
        sandbox.reset();
        sandbox.add_fault(FaultRule::new("adyen", fault).times(1));
        keys.current().await.unwrap();
        assert_eq!(sandbox.requests().len(), 2);
    }
}

#[tokio::test]
async fn the_attempts_of_a_read_are_bounded() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Adyen).max_attempts(2).build().unwrap();
    sandbox.add_fault(FaultRule::new("adyen", answer(500, "")).times(9));
    let failed = fails(client.keys().current(), ErrorCode::ServerError).await;
    assert_eq!((failed.attempts(), failed.status(), failed.retryable()), (2, Some(500), true));
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn an_update_is_repeated_because_it_sets_absolute_values() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    let id = keys.create("before").await.unwrap().key.id;
    sandbox.add_fault(FaultRule::new("adyen", Fault::DropAfter).method("PATCH"));
    assert_eq!(keys.update(&id).label("after").await.unwrap().label.as_deref(), Some("after"));
}

#[tokio::test]
async fn a_creation_that_may_have_happened_is_never_sent_again() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    for fault in [
        Fault::DropBefore,
        Fault::DropAfter,
        Fault::Truncate { bytes: 10 },
        Fault::Garbage,
        Fault::Endless,
        answer(500, r#"{"errorCode":"00_500","title":"Internal","status":500}"#),
        answer(503, "<html></html>"),
        answer(200, ""),
        answer(200, "{}"),
        answer(200, "[]"),
        answer(200, r#"{"id":"S2-1","apiKey":null}"#),
        answer(204, ""),
    ] {
        sandbox.reset();
        let name = format!("{fault:?}");
        sandbox.add_fault(FaultRule::new("adyen", fault).times(3));
        let lost = fails(bounded("an end", keys.create("x").into_future()), ErrorCode::OutcomeUnknown).await;
        assert_eq!((creations(&sandbox), lost.attempts()), (1, 1), "{name}");
        assert!(!lost.retryable() && lost.hint().unwrap().contains("reconcile"), "{lost}");
    }
}

#[tokio::test]
async fn a_creation_that_certainly_did_not_happen_is_sent_again() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    sandbox.add_fault(FaultRule::new("adyen", answer(429, "{}")).method("POST"));
    keys.create("x").await.unwrap();
    assert_eq!(creations(&sandbox), 2);
}

#[tokio::test]
async fn a_refused_creation_is_no_riddle() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    for (status, code) in [
        (400, ErrorCode::InvalidRequest),
        (401, ErrorCode::Unauthenticated),
        (403, ErrorCode::PermissionDenied),
        (404, ErrorCode::NotFound),
        (409, ErrorCode::Conflict),
        (418, ErrorCode::InvalidRequest),
        (422, ErrorCode::ValidationFailed),
        (302, ErrorCode::MalformedResponse),
    ] {
        sandbox.add_fault(FaultRule::new("adyen", answer(status, "<html></html>")));
        let refused = fails(keys.create("x"), code).await;
        assert_eq!((refused.status(), refused.attempts()), (Some(status), 1));
    }
}

#[tokio::test]
async fn a_dead_server_is_no_connection_and_nothing_is_lost() {
    let sandbox = sandbox().await;
    let dead = {
        let gone = crate::support::sandbox().await;
        gone.credentials().adyen.base_url.clone()
    };
    let client = settings(&sandbox, Platform::Adyen).base_url(dead).max_attempts(2).build().unwrap();
    for error in [
        fails(client.keys().current(), ErrorCode::ConnectionFailed).await,
        fails(client.keys().create("x"), ErrorCode::ConnectionFailed).await,
    ] {
        assert!(error.retryable() && error.attempts() == 2, "{error}");
        assert!(error.message().contains("refused"), "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout_for_a_read_and_unknown_for_a_creation() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }).times(2));
    let late = fails(keys.current().timeout(Duration::from_millis(150)), ErrorCode::Timeout).await;
    assert!(late.retryable());
    let lost = fails(keys.create("x").timeout(Duration::from_millis(150)), ErrorCode::OutcomeUnknown).await;
    assert_eq!(lost.attempts(), 1);
}

/// A listener that never accepts: the kernel completes the handshake of the first connections, so what is proved here
/// needs a full backlog, in which connecting hangs.
#[tokio::test]
async fn a_deadline_before_anything_was_sent_is_a_timeout_even_for_a_creation() {
    let sandbox = sandbox().await;
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut fillers = Vec::new();
    for _ in 0..8 {
        fillers.push(tokio::spawn(tokio::net::TcpStream::connect(address)));
    }
    soon("a full backlog", || fillers.iter().filter(|filler| filler.is_finished()).count() >= 2).await;
    let client =
        settings(&sandbox, Platform::Adyen).base_url(format!("http://{address}/v3")).build().unwrap();
    let late = fails(client.keys().create("x").timeout(Duration::from_millis(200)), ErrorCode::Timeout).await;
    assert!(late.retryable(), "{late}");
}

#[tokio::test]
async fn a_trickle_and_a_flood_end_with_the_deadline_and_the_limit() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    sandbox.add_fault(FaultRule::new("adyen", Fault::Slow { slow_ms_per_byte: 50 }));
    fails(keys.current().timeout(Duration::from_millis(200)), ErrorCode::Timeout).await;
    sandbox.add_fault(FaultRule::new("adyen", Fault::Endless));
    let flooded = fails(keys.current(), ErrorCode::MalformedResponse).await;
    assert!(flooded.message().contains("4 MiB"), "{flooded}");
}

#[tokio::test]
async fn garbage_in_answer_to_a_read_is_malformed_and_not_repeated() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    for fault in
        [Fault::Garbage, answer(200, "<html></html>"), answer(200, ""), answer(302, ""), answer(200, "{}")]
    {
        sandbox.reset();
        sandbox.add_fault(FaultRule::new("adyen", fault));
        fails(keys.current(), ErrorCode::MalformedResponse).await;
        assert_eq!(sandbox.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let sandbox = sandbox().await;
    let target = format!("{}/me", sandbox.credentials().adyen.base_url);
    let keys = adyen(&sandbox);
    for status in [301, 302, 303, 307, 308] {
        sandbox.reset();
        let headers = vec![("location".to_owned(), target.clone())];
        sandbox.add_fault(FaultRule::new("adyen", Fault::Answer { status, headers, body: String::new() }));
        fails(keys.current(), ErrorCode::MalformedResponse).await;
        assert_eq!(sandbox.requests().len(), 1, "the credential went no further");
    }
}

#[tokio::test]
async fn a_dropped_creation_tells_that_nobody_knows() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client: Client = heard.listening(settings(&sandbox, Platform::Adyen)).build().unwrap();
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }));
    let call = tokio::spawn(client.keys().create("cut off").nonce(true).into_future());
    soon("the request", || creations(&sandbox) == 1).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(heard.kinds(), [EventKind::OutcomeUnknown]);
    let error = heard.all().pop().unwrap().error.unwrap();
    let found = client.keys().reconcile(&error).await.unwrap();
    assert_eq!(found.key.unwrap().label.as_deref(), Some("cut off"));
}

#[tokio::test]
async fn a_dropped_read_tells_nothing() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::Adyen)).build().unwrap();
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }));
    let call = tokio::spawn(client.keys().current().into_future());
    soon("the request", || !sandbox.requests().is_empty()).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert!(heard.all().is_empty());
}

#[tokio::test]
async fn a_status_of_no_known_kind_does_not_say_that_nothing_happened() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    sandbox.add_fault(FaultRule::new("adyen", answer(799, "")));
    fails(keys.create("x"), ErrorCode::OutcomeUnknown).await;
}

#[tokio::test]
async fn a_dropped_creation_tells_how_often_it_was_tried() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::Adyen)).build().unwrap();
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }));
    let call = tokio::spawn(client.keys().create("x").into_future());
    soon("the request", || creations(&sandbox) == 1).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    let event = heard.all().pop().unwrap();
    assert_eq!((event.attempt, event.error.unwrap().attempts()), (1, 1));
}

#[tokio::test]
async fn an_answer_that_is_not_taken_is_told() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::Adyen)).build().unwrap();

    let (call, delivery) = client.delivering();
    call.keys().create("untaken").nonce(true).await.unwrap();
    assert_eq!(heard.kinds(), []);
    drop(delivery);
    let events = heard.all();
    assert_eq!(heard.kinds(), [EventKind::OutcomeUnknown]);
    let found = client.keys().reconcile(events[0].error.as_ref().unwrap()).await.unwrap();
    assert_eq!(found.key.unwrap().label.as_deref(), Some("untaken"));

    sandbox.add_fault(FaultRule::new("adyen", Fault::DropAfter).method("POST"));
    let (call, delivery) = client.delivering();
    fails(call.keys().create("lost"), ErrorCode::OutcomeUnknown).await;
    drop(delivery);
    assert_eq!(heard.all().len(), 2);

    let (call, delivery) = client.delivering();
    drop(delivery);
    call.keys().create("nobody waits").await.unwrap();
    assert_eq!(heard.all().len(), 3);
}

#[tokio::test]
async fn an_answer_that_was_taken_or_can_be_asked_for_again_is_not_told() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::Adyen)).build().unwrap();

    let (call, delivery) = client.delivering();
    call.keys().create("taken").await.unwrap();
    delivery.done();

    let (call, delivery) = client.delivering();
    call.keys().current().await.unwrap();
    drop(delivery);

    sandbox.add_fault(FaultRule::new("adyen", answer(403, "{}")));
    let (call, delivery) = client.delivering();
    fails(call.keys().create("refused"), ErrorCode::PermissionDenied).await;
    drop(delivery);
    assert_eq!(heard.kinds(), []);
}
