//! The window that all hosts share which use a key: a log in Redis, kept by one script on Redis' own clock.
//!
//! A host asks for a place after its own window has granted one, so it never sends more than it may by itself, and so
//! there is something to go on with when Redis is away.

mod address;
mod journal;
mod lane;
mod link;
mod script;
mod settle;

use std::{sync::Arc, time::Instant};

use tokio::task::yield_now;

pub(super) use self::lane::{Lane, Member};
pub(crate) use self::link::Link;
use self::link::Tell;
use super::{
    pacer::{Claim, TooLong},
    permit::{Permit, Unsent},
    registry::Owner,
};

impl Claim {
    pub(super) fn shared_over(mut self, link: Option<&Arc<Link>>, owner: Owner) -> Self {
        self.lane = link.map(|link| Lane::new(link, &owner.shared_name()));
        self
    }

    /// Waits for a place in the window of all hosts, for a request that has one in this host's.
    pub(crate) async fn share(
        &self,
        permit: Permit,
        deadline: Instant,
        tell: &Tell<'_>,
    ) -> Result<Permit, TooLong> {
        let Some(lane) = &self.lane else { return Ok(permit) };
        let unsent = Unsent(permit);
        let member = lane.join(&|| self.rates(), deadline, tell).await?;
        let mut permit = unsent.released();
        permit.join(member);
        Ok(permit)
    }

    /// Lets what became of a request leave for Redis before the call ends: a runtime that only runs during calls would
    /// not send it before the next one. The first time the task that tells hands it to the connection, the second time
    /// the connection writes it.
    pub(crate) async fn let_settle(&self) {
        if self.lane.is_some() {
            yield_now().await;
            yield_now().await;
        }
    }

    /// Nobody sends before `until`.
    pub(crate) fn hold_all_hosts(&self, until: Instant) {
        if let Some(lane) = &self.lane {
            lane.hold(until);
        }
    }
}
