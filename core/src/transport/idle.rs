use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::task::yield_now;

/// After a pause this long a connection in the pool may have been closed by the other side.
const PAUSE: Duration = Duration::from_millis(5);

/// When a client's connections were last in use.
#[derive(Default)]
pub(crate) struct Idle {
    last_use: Mutex<Option<Instant>>,
}

impl Idle {
    pub(super) fn used(&self, now: Instant) {
        *self.last_use.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    /// Lets the runtime notice closed connections before one is chosen.
    ///
    /// On a runtime that only runs during calls nobody reads the farewell of a connection that was closed in between.
    /// The next call would be written to it and get no answer: a read would wait for nothing, and a call that is not
    /// safe to repeat would be a riddle that is none. A task that yields lets the I/O driver look first; the second
    /// time around the connection has told the pool.
    pub(super) async fn settle(&self, now: Instant) {
        let last_use = *self.last_use.lock().unwrap_or_else(PoisonError::into_inner);
        if last_use.is_some_and(|last_use| now.saturating_duration_since(last_use) >= PAUSE) {
            yield_now().await;
            yield_now().await;
        }
    }
}
