use std::sync::{Mutex, PoisonError};

/// The figures of the AWS SDKs' standard mode.
const CAPACITY: u32 = 500;
const FIRST_TRY_REFUND: u32 = 1;

/// What repeating costs: a failing platform must not be stormed, and one that only says "later" is less in danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    Transient,
    Throttled,
}

impl Cost {
    const fn tokens(self) -> u32 {
        match self {
            Self::Transient => 14,
            Self::Throttled => 5,
        }
    }
}

/// The repeats that all calls of a client may make together. Success refills it, failure empties it: when most calls
/// fail, repeats stop and first tries go on.
pub(crate) struct Quota(Mutex<u32>);

impl Default for Quota {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl Quota {
    /// Pays for a repeat, or tells that there is nothing left to pay with.
    pub(super) fn pay(&self, cost: Cost) -> bool {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match tokens.checked_sub(cost.tokens()) {
            Some(rest) => {
                *tokens = rest;
                true
            }
            None => false,
        }
    }

    /// A call succeeded: the price of its last repeat comes back, or a little for a first try.
    pub(super) fn refund(&self, last: Option<Cost>) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = (*tokens + last.map_or(FIRST_TRY_REFUND, Cost::tokens)).min(CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_empty_it_and_successes_refill_it() {
        let quota = Quota::default();
        let paid = (0..100).filter(|_| quota.pay(Cost::Transient)).count();
        assert_eq!(paid, 35, "500 tokens at 14 each");
        assert!(quota.pay(Cost::Throttled) && quota.pay(Cost::Throttled) && !quota.pay(Cost::Throttled));
        quota.refund(Some(Cost::Transient));
        assert!(quota.pay(Cost::Transient) && !quota.pay(Cost::Transient));
        (0..1000).for_each(|_| quota.refund(None));
        assert_eq!((0..100).filter(|_| quota.pay(Cost::Transient)).count(), 35, "never more than it holds");
    }
}
