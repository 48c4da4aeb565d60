use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep};

/// Calls whose deadline is later than this find a timer that ends before theirs.
const BEAT: Duration = Duration::from_secs(5);

/// A timer that is there while calls are made. Tokio wakes its own thread for every timer that ends before all others,
/// as the deadline of the only call does: a tenth of what a call costs.
pub(crate) struct Pulse(Pin<Box<Sleep>>);

impl Pulse {
    #[expect(clippy::disallowed_methods, reason = "nothing depends on this time")]
    pub(crate) fn new() -> Self {
        Self(Box::pin(sleep(BEAT)))
    }

    /// A call begins.
    #[expect(clippy::disallowed_methods, reason = "nothing depends on this time")]
    pub(crate) fn keep(&mut self, context: &mut Context<'_>) {
        let beat = &mut self.0;
        if let Poll::Ready(()) = beat.as_mut().poll(context) {
            beat.as_mut().reset(Instant::now() + BEAT);
            let _ = beat.as_mut().poll(context);
        }
    }
}
