use std::time::Duration;

use crate::error::Error;

/// How many requests a platform allows in a rolling window of time.
///
/// ```
/// use std::time::Duration;
/// use keyhelm::RateLimit;
///
/// let limit = RateLimit::new(100, Duration::from_secs(60));
/// assert_ne!(limit, RateLimit::UNLIMITED);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RateLimit(Option<Rate>);

/// So many requests in any stretch of time of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rate {
    pub(crate) requests: u32,
    pub(crate) window: Duration,
}

/// Larger windows and counts than these are mistakes, not limits.
const LONGEST_WINDOW: Duration = Duration::from_secs(31 * 24 * 60 * 60);
const MOST_REQUESTS: u32 = 1_000_000;

impl RateLimit {
    /// No pacing: requests are sent as they come. A 429 still holds back the key's calls until its delay ends.
    pub const UNLIMITED: Self = Self(None);

    /// At most `requests` in any stretch of time as long as `window`. Checked when the client is built: 1 to 1,000,000
    /// requests, and a window up to 31 days that is not zero.
    pub const fn new(requests: u32, window: Duration) -> Self {
        Self(Some(Rate { requests, window }))
    }

    pub(crate) fn checked(self) -> Result<Option<Rate>, Error> {
        let Some(rate) = self.0 else { return Ok(None) };
        if !(1..=MOST_REQUESTS).contains(&rate.requests) {
            return Err(Error::config(
                "`rate_limit` allows 1 to 1,000,000 requests; `UNLIMITED` switches pacing off",
            ));
        }
        if rate.window.is_zero() || rate.window > LONGEST_WINDOW {
            return Err(Error::config("`rate_limit` has a window of more than nothing and at most 31 days"));
        }
        Ok(Some(rate))
    }
}

impl Rate {
    /// A limit somebody else named, if it makes sense.
    pub(crate) fn told(requests: u64, window: Duration) -> Option<Self> {
        let requests = u32::try_from(requests).ok()?;
        let rate = Self { requests, window };
        RateLimit(Some(rate)).checked().ok().flatten()
    }

    /// How long a request counts by this machine's clock: a thousandth longer than by the platform's, because two
    /// clocks do not run at quite the same speed.
    pub(crate) fn hold(self) -> Duration {
        self.window + self.window / 1000
    }
}
