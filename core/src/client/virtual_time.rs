//! The client in a world whose time moves by itself: waits cost nothing and are looked at exactly.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use keyhelm_sandbox::{Fault, FaultRule, Sandbox};

use super::{Client, ClientBuilder};
use crate::{
    clock::{RealWorld, Sleep, World},
    environment::Environment,
    error::ErrorCode,
    event::EventKind,
    platform::Platform,
};

/// A sleep up to here is over at once and moves the time. A longer one, and one up to the deadline of a call that began
/// at the start, is somebody's patience and never ends.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const DEADLINE: Duration = Duration::from_secs(100);

struct FastWorld {
    start: Instant,
    fraction: f64,
    waits: Mutex<Vec<Duration>>,
}

impl FastWorld {
    fn new(fraction: f64) -> Arc<Self> {
        Arc::new(Self { start: RealWorld.instant(), fraction, waits: Mutex::default() })
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn waited(&self) -> Duration {
        self.waits().iter().sum()
    }
}

impl World for FastWorld {
    fn instant(&self) -> Instant {
        self.start + self.waited()
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_900_000_000) + self.waited()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        if duration > LONGEST_WAIT || self.instant() + duration == self.start + DEADLINE {
            return Box::pin(std::future::pending());
        }
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
        Box::pin(std::future::ready(()))
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }

    fn fraction(&self) -> f64 {
        self.fraction
    }
}

fn adyen(sandbox: &Sandbox, world: &Arc<FastWorld>) -> ClientBuilder {
    let given = &sandbox.credentials().adyen;
    Client::builder(Platform::Adyen)
        .base_url(&given.base_url)
        .api_key(given.api_key.as_str())
        .environment(Environment::Test)
        .company_id(&given.company_id)
        .timeout(DEADLINE)
        .world(Arc::clone(world) as Arc<dyn World>)
}

fn answer(status: u16, retry_after: Option<&str>) -> Fault {
    let headers = retry_after.map(|delay| ("retry-after".to_owned(), delay.to_owned())).into_iter().collect();
    Fault::Answer { status, headers, body: String::new() }
}

#[tokio::test]
async fn a_failing_read_waits_longer_each_time_with_full_jitter() {
    let sandbox = Sandbox::start().await.unwrap();
    for (fraction, expected) in [(1.0, [500, 1000, 2000, 4000]), (0.5, [250, 500, 1000, 2000])] {
        let world = FastWorld::new(fraction);
        let client = adyen(&sandbox, &world).max_attempts(5).build().unwrap();
        sandbox.add_fault(FaultRule::new("adyen", answer(500, None)).times(5));
        let failed = client.keys().current().await.unwrap_err();
        assert_eq!((failed.code(), failed.attempts()), (ErrorCode::ServerError, 5));
        assert_eq!(world.waits(), expected.map(Duration::from_millis));
    }
}

#[tokio::test]
async fn a_named_delay_is_waited_exactly() {
    let sandbox = Sandbox::start().await.unwrap();
    for status in [429, 503] {
        let world = FastWorld::new(1.0);
        let client = adyen(&sandbox, &world).build().unwrap();
        sandbox.add_fault(FaultRule::new("adyen", answer(status, Some("17"))));
        client.keys().current().await.unwrap();
        assert_eq!(world.waits(), [Duration::from_secs(17)]);
    }
}

#[tokio::test]
async fn a_wait_up_to_the_deadline_is_made_and_one_beyond_it_is_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let world = FastWorld::new(1.0);
    let client = adyen(&sandbox, &world).max_attempts(9).build().unwrap();
    sandbox.add_fault(FaultRule::new("adyen", answer(429, Some("40"))).times(9));
    let limited = client.keys().current().await.unwrap_err();
    assert_eq!(limited.code(), ErrorCode::RateLimited);
    assert_eq!(limited.retry_after(), Some(Duration::from_secs(40)));
    assert_eq!(
        world.waits(),
        [Duration::from_secs(40), Duration::from_secs(40)],
        "the third would end at 120 s"
    );
    assert_eq!(limited.attempts(), 3);
}

#[tokio::test]
async fn a_429_without_a_delay_backs_off() {
    let sandbox = Sandbox::start().await.unwrap();
    let world = FastWorld::new(1.0);
    let client = adyen(&sandbox, &world).build().unwrap();
    sandbox.add_fault(FaultRule::new("adyen", answer(429, Some("0"))).times(2));
    client.keys().create("x").await.unwrap();
    assert_eq!(world.waits(), [Duration::from_millis(500), Duration::from_secs(1)]);
}

#[tokio::test]
async fn every_wait_and_repeat_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let hearing = Arc::clone(&told);
    let client = adyen(&sandbox, &FastWorld::new(1.0))
        .on_event(move |event| {
            hearing.lock().unwrap_or_else(PoisonError::into_inner).push((
                event.kind,
                event.attempt,
                event.delay,
            ));
        })
        .build()
        .unwrap();
    sandbox.add_fault(FaultRule::new("adyen", answer(500, None)));
    sandbox.add_fault(FaultRule::new("adyen", answer(429, Some("3"))));
    client.keys().current().await.unwrap();
    let told = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let three = Some(Duration::from_secs(3));
    assert_eq!(
        told,
        [
            (EventKind::Retry, 1, Some(Duration::from_millis(500))),
            (EventKind::RateLimited, 2, three),
            (EventKind::Wait, 2, three),
        ]
    );
}

#[tokio::test]
async fn the_end_of_a_grace_is_told_by_the_time_of_the_answer() {
    let sandbox = Sandbox::start().await.unwrap();
    let world = FastWorld::new(1.0);
    let keys = adyen(&sandbox, &world).build().unwrap().keys();
    let id = keys.create("x").await.unwrap().key.id;
    let issued = keys.regenerate().id(id).await.unwrap();
    assert_eq!(issued.previous_ends_at, Some(world.now() + Duration::from_secs(24 * 60 * 60)));
}

#[tokio::test]
async fn a_nonce_comes_from_the_injected_chance() {
    let sandbox = Sandbox::start().await.unwrap();
    let keys = adyen(&sandbox, &FastWorld::new(1.0)).build().unwrap().keys();
    let issued = keys.create("x").nonce(true).await.unwrap();
    assert_eq!(issued.key.label.as_deref(), Some("x"));
    assert_eq!(issued.key.details["description"], "x kh-hhhhhhhh");
}

#[tokio::test]
async fn a_failing_platform_is_not_stormed() {
    let sandbox = Sandbox::start().await.unwrap();
    let told = Arc::new(Mutex::new(0));
    let refusals = Arc::clone(&told);
    let client = adyen(&sandbox, &FastWorld::new(0.0))
        .on_event(move |event| {
            *refusals.lock().unwrap_or_else(PoisonError::into_inner) +=
                u32::from(event.kind == EventKind::QuotaRefused);
        })
        .build()
        .unwrap();
    sandbox.add_fault(FaultRule::new("adyen", answer(500, None)).times(1000));
    for _ in 0..100 {
        assert_eq!(client.keys().current().await.unwrap_err().code(), ErrorCode::ServerError);
    }
    assert_eq!(
        sandbox.requests().len(),
        100 + 500 / 14,
        "every first try, and the repeats that 500 tokens pay for"
    );
    assert!(*told.lock().unwrap_or_else(PoisonError::into_inner) > 0);
    sandbox.clear_faults();
    client.keys().current().await.unwrap();
}

#[tokio::test]
async fn a_refused_credential_is_tried_again_after_the_pause() {
    let sandbox = Sandbox::start().await.unwrap();
    let world = FastWorld::new(1.0);
    let client = adyen(&sandbox, &world).api_key("AQE-DEAD-IN-TIME-EXAMPLE").build().unwrap();
    let attempts = async || client.keys().current().await.unwrap_err().attempts();
    for _ in 0..5 {
        assert_eq!(attempts().await, 1);
    }
    assert_eq!(attempts().await, 0);
    world.sleep(Duration::from_secs(10)).await;
    assert_eq!((attempts().await, attempts().await), (1, 0), "one look, and the next pause");
}
