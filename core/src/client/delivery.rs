use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Client, Inner};
use crate::{error::Error, event::Event, operation::Operation};

/// The last stretch of an answer, from this crate to a caller in another language, which may cancel on it.
///
/// When it is dropped before [`done`](Delivery::done), and the call is not safe to repeat and was carried out or may
/// have been, an `outcome_unknown` event says so.
#[doc(hidden)]
#[must_use = "what is dropped is told as lost"]
pub struct Delivery {
    slot: Slot,
}

/// Where a call leaves what is to be told of it.
#[derive(Clone, Default)]
pub(super) struct Slot(Arc<Mutex<State>>);

#[derive(Default)]
enum State {
    #[default]
    UnderWay,
    Answered(Untold),
    /// The answer was taken, or nobody waits for one any more.
    Over,
}

/// What to tell if nobody takes the answer.
pub(super) struct Untold {
    pub(super) inner: Arc<Inner>,
    pub(super) operation: Operation,
    pub(super) error: Error,
}

impl Client {
    /// A clone for one call, and what watches over its answer.
    #[doc(hidden)]
    pub fn delivering(&self) -> (Self, Delivery) {
        let slot = Slot::default();
        let client = Self { inner: Arc::clone(&self.inner), slot: Some(slot.clone()) };
        (client, Delivery { slot })
    }
}

impl Delivery {
    /// The answer has reached its caller.
    #[doc(hidden)]
    pub fn done(self) {
        self.slot.close();
    }
}

impl Slot {
    /// Nobody may be there for the answer any more, because a call goes on until its runtime hears of its end.
    pub(super) fn leave(&self, untold: Untold) {
        let mut state = self.lock();
        if matches!(*state, State::Over) {
            drop(state);
            untold.tell();
        } else {
            *state = State::Answered(untold);
        }
    }

    fn close(&self) -> Option<Untold> {
        match std::mem::replace(&mut *self.lock(), State::Over) {
            State::Answered(untold) => Some(untold),
            State::UnderWay | State::Over => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Untold {
    fn tell(self) {
        let event = Event::outcome_unknown(self.inner.account.platform, self.operation, self.error);
        self.inner.transport.events.tell(&event);
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if let Some(untold) = self.slot.close() {
            untold.tell();
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").finish_non_exhaustive()
    }
}
