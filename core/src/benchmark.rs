//! The pacing check alone, without a call around it.
//!
//! For the bench `pace`; not part of this crate's interface.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use crate::{
    clock::{RealWorld, Sleep, World},
    error::Error,
    platform::Platform,
    rate_limit::RateLimit,
    transport::{Claim, Pacing},
};

/// Keys of one platform, each with a client's part in its pace.
pub struct Keys {
    claims: Vec<Claim>,
    clock: Arc<Clock>,
    past: Instant,
}

impl Keys {
    /// So many keys that no other client of the process has: `name` tells them apart.
    pub fn new(name: &str, count: usize, limit: RateLimit) -> Result<Self, Error> {
        let clock = Arc::new(Clock { ahead: AtomicU64::new(0) });
        let pacing = Pacing {
            platform: Platform::CertoPay,
            rate: limit.checked()?,
            explicit: true,
            base_url: String::new(),
            world: Arc::clone(&clock) as Arc<dyn World>,
            #[cfg(feature = "redis")]
            shared: None,
        };
        let claims =
            (0..count).map(|key| pacing.of_key(&format!("EXAMPLE-NOT-A-KEY-{name}-{key}").into())).collect();
        Ok(Self { claims, past: clock.instant(), clock })
    }

    /// What pacing costs a call that need not wait: a place is taken, the request released and, at once, over. Tells
    /// whether it was released.
    pub fn check(&self, key: usize) -> bool {
        let claim = &self.claims[key];
        // With no time to wait, what is not released at once is refused.
        claim.try_acquire(claim.pacer().place(), self.past).is_ok()
    }

    /// Moves the keys' clock forward, beyond the time that passes anyway.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        // There is one who moves it, so nothing is lost between reading and writing.
        let ahead = self.clock.ahead.load(Ordering::Relaxed).saturating_add(by);
        self.clock.ahead.store(ahead, Ordering::Relaxed);
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("count", &self.claims.len()).finish_non_exhaustive()
    }
}

/// The real clock, which is read every time, and what it was moved by.
struct Clock {
    ahead: AtomicU64,
}

impl World for Clock {
    fn instant(&self) -> Instant {
        RealWorld.instant() + Duration::from_nanos(self.ahead.load(Ordering::Relaxed))
    }

    fn now(&self) -> SystemTime {
        RealWorld.now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        RealWorld.sleep(duration)
    }

    fn fill(&self, bytes: &mut [u8]) {
        RealWorld.fill(bytes);
    }
}
