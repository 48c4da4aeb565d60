use std::{net::TcpListener, time::Duration};

use keyhelm::EventKind;

use crate::{
    host::Orders,
    server::{Redis, free_port},
    support::{Heard, orders, pause, sandbox, soon, timed},
};

const WINDOW: Duration = Duration::from_secs(30);
/// Redis is left alone for a second after a failure.
const RETRY: Duration = Duration::from_millis(1100);

#[tokio::test(flavor = "multi_thread")]
async fn calls_go_on_when_redis_stops_and_are_shared_again_when_it_is_back() {
    let (sandbox, mut redis) = (sandbox().await, Redis::start());
    let heard = Heard::default();
    let client = orders(&sandbox, &redis, (100, WINDOW)).client(&heard);
    for _ in 0..3 {
        client.keys().current().await.unwrap();
    }
    soon("the settlement", || redis.counting() == 3).await;
    assert_eq!(heard.warnings(), [""; 0]);

    redis.stop();
    let ((), time) = timed(async {
        for _ in 0..20 {
            client.keys().current().await.unwrap();
        }
    })
    .await;
    assert!(time < Duration::from_secs(2), "{time:?}");
    let [away] = &heard.warnings()[..] else { panic!("{:?}", heard.warnings()) };
    assert!(away.contains("is away"), "{away}");

    redis.start_again();
    pause(RETRY).await;
    client.keys().current().await.unwrap();
    let [_, back] = &heard.warnings()[..] else { panic!("{:?}", heard.warnings()) };
    assert!(back.contains("is back"), "{back}");
    // Redis came back empty, and knows again of all that this host has sent.
    soon("the settlement", || redis.counting() == 24).await;
    assert_eq!(heard.count(EventKind::RateLimited), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_counts_what_was_sent_during_the_outage() {
    let (sandbox, mut redis) = (sandbox().await, Redis::start());
    let five = orders(&sandbox, &redis, (5, WINDOW));
    let client = five.client(&Heard::default());
    client.keys().current().await.unwrap();
    redis.stop();
    for _ in 0..3 {
        client.keys().current().await.unwrap();
    }
    redis.start_again();
    pause(RETRY).await;
    client.keys().current().await.unwrap();
    let mut other = Orders { timeout: Duration::from_secs(5), ..five }.host();
    let report = tokio::task::spawn_blocking(move || other.work()).await.unwrap();
    assert_eq!((report.answered, report.rate_limited), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_was_never_there_is_told_once_and_the_own_window_holds() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let heard = Heard::default();
    let nowhere = format!("redis://127.0.0.1:{}", free_port());
    let limit = (3, Duration::from_secs(1));
    let client = Orders { redis: nowhere, ..orders(&sandbox, &redis, limit) }.client(&heard);
    let ((), time) = timed(async {
        for _ in 0..7 {
            client.keys().current().await.unwrap();
        }
    })
    .await;
    assert!(time >= Duration::from_secs(2), "{time:?}");
    assert_eq!(heard.warnings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_says_nothing_slows_down_one_call_a_second() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    // The system takes the connection; nobody ever reads from it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let heard = Heard::default();
    let url = format!("redis://{}", silent.local_addr().unwrap());
    let client = Orders { redis: url, ..orders(&sandbox, &redis, (100, WINDOW)) }.client(&heard);
    let (first, slow) = timed(client.keys().current()).await;
    first.unwrap();
    assert!(slow >= Duration::from_millis(250) && slow < Duration::from_millis(750), "{slow:?}");
    let ((), quick) = timed(async {
        for _ in 0..5 {
            client.keys().current().await.unwrap();
        }
    })
    .await;
    assert!(quick < Duration::from_millis(250), "{quick:?}");
    let [away] = &heard.warnings()[..] else { panic!("{:?}", heard.warnings()) };
    assert!(away.contains("no answer in time"), "{away}");
}
