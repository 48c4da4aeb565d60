//! The rolling limit of one platform.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// Counts the calls let through per key over a rolling window; a refused call is not counted.
#[derive(Debug)]
pub(crate) struct Limit {
    rule: Option<(u32, Duration)>,
    calls: HashMap<String, VecDeque<Duration>>,
}

impl Limit {
    pub(crate) fn new(rule: Option<(u32, Duration)>) -> Limit {
        Limit { rule, calls: HashMap::new() }
    }

    /// Requests per minute, where the rule comes to a whole number of them.
    pub(crate) fn per_minute(&self) -> Option<u64> {
        let (requests, window) = self.rule?;
        let scaled = u128::from(requests) * 60_000_000_000;
        let window = window.as_nanos();
        if window == 0 || !scaled.is_multiple_of(window) {
            return None;
        }
        u64::try_from(scaled / window).ok()
    }

    /// Lets a call of `who` through, or says how long until one would be.
    pub(crate) fn admit(&mut self, who: &str, now: Duration) -> Result<(), Duration> {
        let Some((requests, window)) = self.rule else { return Ok(()) };
        let calls = self.calls.entry(who.to_owned()).or_default();
        while calls.front().is_some_and(|call| call.saturating_add(window) <= now) {
            calls.pop_front();
        }
        if u32::try_from(calls.len()).is_ok_and(|count| count < requests) {
            calls.push_back(now);
            return Ok(());
        }
        // With a limit of nothing no call ever ends the wait; the window is the least misleading answer.
        Err(calls.front().map_or(window, |oldest| oldest.saturating_add(window).saturating_sub(now)))
    }
}

/// Whole seconds, rounded up, at least one: the value of `Retry-After`.
pub(crate) fn retry_after(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}
