use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many 401s in a row stop further sending.
pub(crate) const TOLERATED: u32 = 5;

/// For so long. Short enough for a key that was just made and takes a moment to work.
pub(crate) const PAUSE: Duration = Duration::from_secs(10);

/// How often in a row a credential was refused: a dead key must not burn the account's limit.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<Row>);

#[derive(Default)]
struct Row {
    length: u32,
    last: Option<Instant>,
}

impl Refusals {
    /// One more. Tells whether nothing is to be sent now.
    pub(super) fn refused(&self, now: Instant) -> bool {
        let mut row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        row.length = row.length.saturating_add(1);
        row.last = Some(now);
        row.length >= TOLERATED
    }

    pub(super) fn accepted(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Row::default();
    }

    /// How long nothing is to be sent. After the pause sending goes on, and the next refusal starts the next pause.
    pub(super) fn pause(&self, now: Instant) -> Option<Duration> {
        let row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let end = row.last.filter(|_| row.length >= TOLERATED)? + PAUSE;
        Some(end.saturating_duration_since(now)).filter(|left| !left.is_zero())
    }
}
