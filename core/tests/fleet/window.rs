use std::time::Duration;

use keyhelm::{ErrorCode, EventKind};
use keyhelm_sandbox::{Fault, FaultRule};
use tokio::task::spawn_blocking;

use crate::{
    host::{Host, Orders, Report},
    server::Redis,
    support::{Heard, answered, orders, pause, sandbox, soon, timed},
};

const SECOND: Duration = Duration::from_secs(1);

/// A host's calls. The host lives on.
async fn work(mut host: Host) -> (Host, Report) {
    spawn_blocking(move || {
        let report = host.work();
        (host, report)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_keep_to_one_limit_and_use_all_of_it() {
    const EACH: u32 = 60;
    let (sandbox, redis) = (sandbox().await, Redis::start());
    sandbox.set_limit("adyen", Some((20, SECOND)));
    let orders = Orders { calls: EACH, ..orders(&sandbox, &redis, (20, SECOND)) };
    let mut hosts = [orders.host(), orders.host()];
    let (reports, time) = timed(spawn_blocking(move || {
        hosts.iter_mut().for_each(Host::go);
        hosts.map(|mut host| host.report())
    }))
    .await;
    for report in reports.unwrap() {
        assert_eq!(report, Report { answered: EACH, rate_limited: 0, failed: 0, warnings: 0 });
    }
    assert_eq!((answered(&sandbox, 200), answered(&sandbox, 429)), (120, 0));
    // Six windows full, of which the first is free at once.
    assert!(time >= 5 * SECOND && time < 6 * SECOND, "{time:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_beyond_the_deadline_ends_the_call_and_takes_no_place() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let one = orders(&sandbox, &redis, (2, 30 * SECOND));
    let (_host, report) = work(Orders { calls: 2, ..one.clone() }.host()).await;
    assert_eq!(report.answered, 2);
    let heard = Heard::default();
    let client = Orders { timeout: 5 * SECOND, ..one }.client(&heard);
    let (result, time) = timed(client.keys().current()).await;
    let error = result.unwrap_err();
    assert_eq!(error.code(), ErrorCode::RateLimited);
    let delay = error.retry_after().unwrap();
    assert!(delay > 25 * SECOND && delay <= 31 * SECOND, "{delay:?}");
    assert!(time < SECOND, "{time:?}");
    assert_eq!((sandbox.requests().len(), redis.counting()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stricter_of_two_hosts_limits_holds() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let generous = Orders { calls: 3, ..orders(&sandbox, &redis, (10, 30 * SECOND)) };
    let (_host, report) = work(generous.host()).await;
    assert_eq!(report.answered, 3);
    // Another number, and another window: both are looked up in the one log.
    for limit in [(3, 30 * SECOND), (3, 20 * SECOND)] {
        let strict = Orders { timeout: 5 * SECOND, limit, ..generous.clone() };
        let client = strict.client(&Heard::default());
        assert_eq!(client.keys().current().await.unwrap_err().code(), ErrorCode::RateLimited);
    }
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_dies_leaves_its_places_when_its_calls_would_have_ended() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let orders = Orders { timeout: 3 * SECOND, ..orders(&sandbox, &redis, (2, SECOND)) };
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }).times(2));
    let mut host = Orders { calls: 2, ..orders.clone() }.host();
    host.go();
    soon("both requests", || sandbox.requests().len() == 2).await;
    drop(host);
    let client = Orders { timeout: 20 * SECOND, ..orders }.client(&Heard::default());
    let (result, time) = timed(client.keys().current()).await;
    result.unwrap();
    // Three seconds of a call, of which some have passed, and a window.
    assert!(time > 2 * SECOND && time < 5 * SECOND, "{time:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_free_a_window_after_the_answer_and_not_after_the_request() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let one = orders(&sandbox, &redis, (1, SECOND));
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 1500 }));
    let mut host = one.host();
    host.go();
    soon("the request", || sandbox.requests().len() == 1).await;
    let (result, time) = timed(one.client(&Heard::default()).keys().current()).await;
    result.unwrap();
    assert!(time > 2 * SECOND && time < 4 * SECOND, "{time:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_holds_back_all_hosts() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let orders = Orders { max_attempts: 1, ..orders(&sandbox, &redis, (100, SECOND)) };
    let headers = vec![("retry-after".to_owned(), "3".to_owned())];
    sandbox.add_fault(FaultRule::new("adyen", Fault::Answer { status: 429, headers, body: String::new() }));
    let (_host, report) = work(orders.host()).await;
    assert_eq!(report.rate_limited, 1);
    soon("the settlement", || redis.command("KEYS keyhelm:*:held")[0] == "*1").await;
    let heard = Heard::default();
    let (result, time) = timed(orders.client(&heard).keys().current()).await;
    result.unwrap();
    assert!(time > 2 * SECOND && time < 4 * SECOND, "{time:?}");
    assert_eq!(heard.count(EventKind::Wait), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_dropped_leaves_nothing_behind() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let one = orders(&sandbox, &redis, (1, 20 * SECOND));
    let (_host, report) = work(one.host()).await;
    assert_eq!(report.answered, 1);
    let client = one.client(&Heard::default());
    for _ in 0..5 {
        tokio::select! {
            _ = client.keys().current().into_future() => panic!("there is no place"),
            () = pause(Duration::from_millis(50)) => {}
        }
    }
    assert_eq!((sandbox.requests().len(), redis.counting()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_never_left_counts_nowhere() {
    let redis = Redis::start();
    let sandbox = sandbox().await;
    let orders = Orders { max_attempts: 1, ..orders(&sandbox, &redis, (1, 20 * SECOND)) };
    drop(sandbox);
    let client = orders.client(&Heard::default());
    assert_eq!(client.keys().current().await.unwrap_err().code(), ErrorCode::ConnectionFailed);
    soon("the settlement", || redis.counting() == 0).await;
}

#[test]
fn a_runtime_that_stops_after_the_call_has_told_of_its_end() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (sandbox, redis) = (runtime.block_on(sandbox()), Redis::start());
    let one = orders(&sandbox, &redis, (1, SECOND));
    let client = one.client(&Heard::default());
    runtime.block_on(client.keys().current().into_future()).unwrap();
    let mut other = Orders { timeout: 5 * SECOND, ..one }.host();
    assert_eq!(other.work().answered, 1);
}
