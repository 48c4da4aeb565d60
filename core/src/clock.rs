//! The one place that reads the real clock, sleeps, or draws a random number.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant, SystemTime},
};

pub(crate) type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Time and chance, injected so that tests can move the one and fix the other.
pub(crate) trait World: Send + Sync {
    /// A time that only goes forward, for deadlines and waits.
    fn instant(&self) -> Instant;
    /// The calendar's time, for expiry dates.
    fn now(&self) -> SystemTime;
    /// Ends once `duration` is over, never early.
    fn sleep(&self, duration: Duration) -> Sleep;
    /// Fills `bytes` with what nobody can guess.
    fn fill(&self, bytes: &mut [u8]);

    /// A number from 0 up to, but without, 1.
    fn fraction(&self) -> f64 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }
}

/// The machine's own time and chance.
pub(crate) struct RealWorld;

#[expect(clippy::disallowed_methods, reason = "this is the one place the ban leaves open")]
impl World for RealWorld {
    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }

    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::getrandom(bytes).is_err() {
            // Without the system's randomness the time still spreads what it is used for: jitter and nonces.
            let seed =
                SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
            for (byte, value) in bytes.iter_mut().zip(seed.to_le_bytes().into_iter().cycle()) {
                *byte = value;
            }
        }
    }
}
