use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::rate_limit::Rate;

/// What is known of one key's recent requests.
///
/// A request under way counts from the moment it is released, because it may reach the platform at any time. Once its
/// answer is here the platform has counted it, at the latest now: one window later it cannot count any more. So
/// whatever the network delays, a request released when fewer than the limit count here is not the one too many there.
#[derive(Default)]
pub(super) struct Log {
    under_way: u32,
    /// When requests ended, in order of time.
    ended: VecDeque<Instant>,
    /// Nothing is released before.
    held_until: Option<Instant>,
}

/// When a request may be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Release {
    Now,
    /// Not before, as far as can be told now.
    At(Instant),
    /// Once a request that is under way has ended, and then a window later: not before this.
    AfterAnAnswer(Instant),
}

impl Log {
    pub(super) fn start(&mut self) {
        self.under_way += 1;
    }

    /// The answer is here, or there will be none any more.
    pub(super) fn end(&mut self, now: Instant) {
        self.under_way = self.under_way.saturating_sub(1);
        self.insert(now);
    }

    fn insert(&mut self, end: Instant) {
        // Mostly the latest of all; but two calls may end in one order and report in the other.
        if self.ended.back().is_none_or(|&last| last <= end) {
            self.ended.push_back(end);
        } else {
            let place = self.ended.partition_point(|&other| other <= end);
            self.ended.insert(place, end);
        }
    }

    /// How many of those that ended do not count against the rate any more.
    fn over(&self, rate: Rate, now: Instant) -> usize {
        let hold = rate.hold();
        if self.ended.front().is_none_or(|&oldest| oldest + hold > now) {
            return 0;
        }
        self.ended.partition_point(|&end| end + hold <= now)
    }

    /// The request never left.
    pub(super) fn withdraw(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Requests of others, seen in what the platform says is left, that count until then.
    pub(super) fn count_others(&mut self, others: u32, last: Instant) {
        for _ in 0..others {
            self.insert(last);
        }
    }

    pub(super) fn is_held(&self, now: Instant) -> bool {
        self.held_until.is_some_and(|until| until > now)
    }

    pub(super) fn hold(&mut self, until: Instant) {
        self.held_until = self.held_until.max(Some(until));
    }

    /// Forgets what ended longer ago than anybody counts.
    pub(super) fn forget(&mut self, now: Instant, memory: Duration) {
        while self.ended.front().is_some_and(|&end| end + memory <= now) {
            self.ended.pop_front();
        }
        if self.held_until.is_some_and(|until| until <= now) {
            self.held_until = None;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.under_way == 0 && self.ended.is_empty() && self.held_until.is_none()
    }

    /// Whether a request may go whatever the time is: all that is remembered fits, and nothing is held. Without a rate
    /// there would be no end to what is remembered, so then the time is looked at.
    pub(super) fn has_room(&self, rates: &[Rate]) -> bool {
        let fits = |rate: &Rate| self.remembered() < rate.requests as usize;
        self.held_until.is_none() && !rates.is_empty() && rates.iter().all(fits)
    }

    pub(super) fn remembered(&self) -> usize {
        self.ended.len() + self.under_way as usize
    }

    /// How many requests count against this rate.
    pub(super) fn counting(&self, rate: Rate, now: Instant) -> u32 {
        let over = self.over(rate, now);
        let recent = u32::try_from(self.ended.len() - over).unwrap_or(u32::MAX);
        self.under_way.saturating_add(recent)
    }

    /// When the request may go that has `ahead` others before it in the queue.
    pub(super) fn release(&self, now: Instant, ahead: usize, rates: &[Rate]) -> Release {
        let mut earliest = self.held_until.filter(|&until| until > now);
        let mut after_an_answer = false;
        for &rate in rates {
            match self.release_by(rate, now, ahead) {
                Release::Now => {}
                Release::At(time) => earliest = earliest.max(Some(time)),
                Release::AfterAnAnswer(time) => {
                    after_an_answer = true;
                    earliest = earliest.max(Some(time));
                }
            }
        }
        match earliest {
            None => Release::Now,
            Some(time) if after_an_answer => Release::AfterAnAnswer(time),
            Some(time) => Release::At(time),
        }
    }

    fn release_by(&self, rate: Rate, now: Instant, ahead: usize) -> Release {
        let under_way = self.under_way as usize;
        let limit = rate.requests as usize;
        let over = self.over(rate, now);
        let recent = self.ended.len() - over;
        // Each whole window full of others that go first costs one more window.
        let windows = u32::try_from(ahead / limit).unwrap_or(u32::MAX);
        let later = rate.hold().saturating_mul(windows);
        // So many of those that count now have to stop counting before.
        let in_the_way = (recent + under_way + ahead % limit + 1).saturating_sub(limit);
        let plus = |time: Instant, more: Duration| time.checked_add(more).unwrap_or(time);
        match in_the_way {
            0 if windows == 0 => Release::Now,
            0 => Release::At(plus(now, later)),
            _ if in_the_way <= recent => {
                Release::At(plus(self.ended[over + in_the_way - 1] + rate.hold(), later))
            }
            _ => Release::AfterAnAnswer(plus(now + rate.hold(), later)),
        }
    }
}
