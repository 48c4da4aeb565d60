use std::time::Duration;

use tokio::sync::SemaphorePermit;

use super::{
    Ending, Held, Outcome, Repeat, Shipment, Transport,
    pace::{Permit, Place, TooLong, Turn, Unsent},
    quota::Cost,
};
use crate::{event::EventKind, operation::Operation};

/// What a request holds while it is under way.
pub(super) struct Released<'a> {
    pub(super) permit: Permit,
    _room: Option<SemaphorePermit<'a>>,
}

fn held(why: Held, wait: Option<Duration>) -> Ending {
    Ending { outcome: Outcome::Held(why), attempts: 0, retry_after: wait }
}

impl Transport {
    /// Waits until the request may go: first for the pace of its credential, then for room among this client's calls.
    pub(super) async fn release(
        &self,
        shipment: &Shipment<'_>,
        place: Option<Place>,
        repeat: Option<Repeat>,
    ) -> Result<Released<'_>, Ending> {
        loop {
            let unsent = Unsent(self.permit(shipment, place, repeat).await?);
            let room = self.room(shipment).await?;
            self.idle.settle(self.world.instant()).await;
            // Others may have been refused while this one waited for room.
            if let Some(paused) = self.paused(shipment) {
                return Err(paused);
            }
            let now = self.world.instant();
            if !shipment.claim.as_ref().is_some_and(|claim| claim.pacer().is_held(now)) {
                return Ok(Released { permit: unsent.released(), _room: room });
            }
        }
    }

    /// Why a credential that was refused too often in a row is left alone for a moment.
    fn paused(&self, shipment: &Shipment<'_>) -> Option<Ending> {
        // Verifying is the way to find out whether a refused key has come to life.
        let claim = shipment.claim.as_ref().filter(|_| shipment.operation != Operation::Verify)?;
        let pause = claim.pacer().refusals().pause(self.world.instant())?;
        Some(held(Held::Refusals, Some(pause)))
    }

    async fn permit(
        &self,
        shipment: &Shipment<'_>,
        place: Option<Place>,
        repeat: Option<Repeat>,
    ) -> Result<Permit, Ending> {
        let (Some(claim), Some(place)) = (&shipment.claim, place) else { return Ok(Permit::FREE) };
        if let Some(paused) = self.paused(shipment) {
            return Err(paused);
        }
        // The wait after a 429 has been told already.
        let is_told = repeat.is_some_and(|repeat| repeat.cost == Cost::Throttled);
        let attempt = shipment.sent.attempts();
        let too_long = |TooLong(wait)| held(Held::Queue, Some(wait));
        let permit = match claim.try_acquire(place, shipment.deadline).map_err(too_long)? {
            Turn::Now(permit) => permit,
            Turn::Later(expected) => {
                if !is_told {
                    let message = "waiting for a free place under the limit";
                    self.tell(shipment, EventKind::Wait, attempt, Some(expected), message);
                }
                claim.acquire(place, shipment.deadline).await.map_err(too_long)?
            }
        };
        #[cfg(feature = "redis")]
        let permit = {
            let tell = |kind: EventKind, delay: Option<Duration>, message: &str| {
                if kind != EventKind::Wait || !is_told {
                    self.tell(shipment, kind, attempt, delay, message);
                }
            };
            claim.share(permit, shipment.deadline, &tell).await.map_err(too_long)?
        };
        Ok(permit)
    }

    async fn room(&self, shipment: &Shipment<'_>) -> Result<Option<SemaphorePermit<'_>>, Ending> {
        let Some(concurrency) = &self.concurrency else { return Ok(None) };
        if let Ok(room) = concurrency.try_acquire() {
            return Ok(Some(room));
        }
        let message = "waiting until fewer calls of this client are under way";
        self.tell(shipment, EventKind::Wait, shipment.sent.attempts(), None, message);
        let remaining = shipment.deadline.saturating_duration_since(self.world.instant());
        tokio::select! {
            biased;
            room = concurrency.acquire() => Ok(room.ok()),
            () = self.world.sleep(remaining) => Err(held(Held::Concurrency, None)),
        }
    }
}
