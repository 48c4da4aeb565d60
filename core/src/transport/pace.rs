//! Pacing: a request goes out only when it provably cannot be the one too many, as far as this process's calls go.

mod log;
mod pacer;
mod permit;
mod registry;
#[cfg(feature = "redis")]
mod shared;
#[cfg(test)]
mod simulation;

use std::sync::Arc;

use self::registry::{Owner, pacer_of};
#[cfg(feature = "redis")]
pub(crate) use self::shared::Link;
pub(crate) use self::{
    pacer::{Claim, Place, TooLong, Turn},
    permit::{Permit, Unsent},
    registry::forget_pacers,
};
use crate::{clock::World, platform::Platform, rate_limit::Rate, secret::Secret};

/// How a client paces: the limit it was told, or its platform's documented one.
pub(crate) struct Pacing {
    pub(crate) platform: Platform,
    pub(crate) rate: Option<Rate>,
    /// The user set it.
    pub(crate) explicit: bool,
    /// Where logins count: one name may stand for two people at two places.
    pub(crate) base_url: String,
    pub(crate) world: Arc<dyn World>,
    /// The way to the window of all hosts, if they share one.
    #[cfg(feature = "redis")]
    pub(crate) shared: Option<Arc<Link>>,
}

impl Pacing {
    /// The client's part in the pace of a key. The environment does not matter: a key belongs to one.
    pub(crate) fn of_key(&self, key: &Secret) -> Claim {
        // EXPOSE: to be hashed.
        self.claim(Owner::of_key(self.platform, key.reveal()))
    }

    /// The client's part in the pace of all calls under one login.
    pub(crate) fn of_login(&self, name: &str) -> Claim {
        self.claim(Owner::of_login(self.platform, &self.base_url, name))
    }

    fn claim(&self, owner: Owner) -> Claim {
        let pacer = pacer_of(owner, self.world.instant());
        let claim = pacer.claim(self.rate, self.explicit, Arc::clone(&self.world));
        #[cfg(feature = "redis")]
        let claim = claim.shared_over(self.shared.as_ref(), owner);
        claim
    }
}
