use std::sync::Arc;

use super::pacer::Pacer;
#[cfg(feature = "redis")]
use super::shared::Member;
use crate::clock::World;

/// The right to send one request, which counts until a window after it ended. Dropping it ends it: whoever drops a
/// call closes its connection.
pub(crate) struct Permit(Option<Released>);

struct Released {
    pacer: Arc<Pacer>,
    world: Arc<dyn World>,
    /// The place in the window of all hosts.
    #[cfg(feature = "redis")]
    member: Option<Member>,
}

impl Permit {
    pub(super) fn new(pacer: Arc<Pacer>, world: Arc<dyn World>) -> Self {
        Self(Some(Released {
            pacer,
            world,
            #[cfg(feature = "redis")]
            member: None,
        }))
    }

    /// For requests that nobody counts.
    pub(crate) const FREE: Self = Self(None);

    /// The request has a place in the window of all hosts, too.
    #[cfg(feature = "redis")]
    pub(super) fn join(&mut self, member: Member) {
        if let Some(released) = &mut self.0 {
            released.member = Some(member);
        }
    }

    /// The request never left, so it does not count.
    pub(crate) fn withdraw(mut self) {
        if let Some(released) = self.0.take() {
            #[cfg(feature = "redis")]
            if let Some(member) = released.member {
                member.withdraw();
            }
            let mut state = released.pacer.state();
            state.log.withdraw();
            state.wake_first();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(Released { pacer, world, .. }) = self.0.take() {
            let mut state = pacer.state();
            state.log.end(world.instant());
            state.wake_first();
        }
    }
}

/// A permit that is given back unless the request may really go.
pub(crate) struct Unsent(pub(crate) Permit);

impl Unsent {
    pub(crate) fn released(mut self) -> Permit {
        Permit(self.0.0.take())
    }
}

impl Drop for Unsent {
    fn drop(&mut self) {
        Permit(self.0.0.take()).withdraw();
    }
}
