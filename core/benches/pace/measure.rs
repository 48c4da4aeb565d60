//! Clocks, medians, chance, and enough open files.

use std::time::{Duration, Instant};

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "a bench waits real time")]
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// The calendar's time in milliseconds, as the sandbox's log tells it.
pub(crate) fn calendar_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// The middle value; of an even number of values the upper of the two. Not a number if there are none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Counts here are far below where a float stops being exact.
#[expect(clippy::cast_precision_loss, reason = "see above")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

/// Pseudo-random numbers from a seed (xorshift), the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: usize) -> Self {
        Self((seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number from 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        f64::from(u32::try_from(self.roll() >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
    }
}

/// Each call at once has a connection, with both its ends in this process.
#[cfg(unix)]
pub(crate) fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    const NEEDED: u64 = 4_000;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < NEEDED) {
        let current = Some(maximum.map_or(NEEDED, |maximum| maximum.min(NEEDED)));
        // Where it cannot be raised, the calls that find no file say so.
        let _ = setrlimit(Resource::Nofile, Rlimit { current, maximum });
    }
}

#[cfg(not(unix))]
pub(crate) fn raise_open_files() {}
