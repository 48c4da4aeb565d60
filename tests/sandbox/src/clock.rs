//! The sandbox's clock: the real one, moved by what `advance` adds.

use std::time::{Duration, Instant, SystemTime};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Sleep;

/// What the clock can be moved by in all: a hundred years.
pub(crate) const MAX_ADVANCE: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);

/// One reading: the time of day, and a time that never runs backwards for windows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    pub(crate) wall: Timestamp,
    pub(crate) elapsed: Duration,
}

impl Now {
    /// The time of day `by` later; the end of time if it does not fit.
    pub(crate) fn after(&self, by: Duration) -> Timestamp {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.wall.saturating_add(by).unwrap_or(Timestamp::MAX)
    }
}

#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    offset: Duration,
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clocks")]
impl Clock {
    pub(crate) fn new() -> Clock {
        Clock { started: Instant::now(), offset: Duration::ZERO }
    }

    pub(crate) fn now(&self) -> Now {
        let real = Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH);
        let elapsed = self.started.elapsed().saturating_add(self.offset);
        let wall = Now { wall: real, elapsed }.after(self.offset);
        Now { wall, elapsed }
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.offset = self.offset.saturating_add(by).min(MAX_ADVANCE);
    }

    pub(crate) fn reset(&mut self) {
        self.offset = Duration::ZERO;
    }
}

/// Real time, whatever the movable clock says: the faults that wait do so on the wire.
#[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
pub(crate) fn sleep(duration: Duration) -> Sleep {
    tokio::time::sleep(duration)
}

/// RFC 3339 in UTC with milliseconds, the form of every time the sandbox tells.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
