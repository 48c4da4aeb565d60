use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use keyhelm::{ClientBuilder, Event, EventKind};
use keyhelm_sandbox::Sandbox;

use crate::{host::Orders, server::Redis};

/// A platform of each test's own, and so a key that no other test paces.
pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

/// Orders for one call at this platform under this limit.
pub(crate) fn orders(sandbox: &Sandbox, redis: &Redis, limit: (u32, Duration)) -> Orders {
    let given = &sandbox.credentials().adyen;
    Orders {
        base_url: given.base_url.clone(),
        api_key: given.api_key.clone(),
        redis: redis.url(),
        limit,
        timeout: Duration::from_secs(30),
        max_attempts: 3,
        calls: 1,
    }
}

/// How many requests the platform answered with this status.
pub(crate) fn answered(sandbox: &Sandbox, status: u16) -> usize {
    sandbox.requests().iter().filter(|record| record.status == Some(status)).count()
}

/// The events of one client, in order.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<Event>>>);

impl Heard {
    pub(crate) fn listening(&self, builder: ClientBuilder) -> ClientBuilder {
        let events = Arc::clone(&self.0);
        builder.on_event(move |event| {
            events.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
        })
    }

    pub(crate) fn count(&self, kind: EventKind) -> usize {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter(|event| event.kind == kind)
            .count()
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let warnings = events.iter().filter(|event| event.kind == EventKind::Warning);
        warnings.map(|event| event.message.clone()).collect()
    }
}

pub(crate) async fn timed<T>(future: impl IntoFuture<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let value = future.await;
    (value, start.elapsed())
}

/// Waits for something that comes soon, and fails should it never come.
pub(crate) async fn soon(what: &str, is_there: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(10);
    while !is_there() {
        assert!(Instant::now() < patience, "{what} did not come");
        pause(Duration::from_millis(2)).await;
    }
}

pub(crate) fn pause(duration: Duration) -> impl Future<Output = ()> {
    tokio::time::sleep(duration)
}
