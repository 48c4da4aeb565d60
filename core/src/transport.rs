//! The one sending loop: it sends a request, waits and sends again as far as that is safe and fits the deadline.

mod backoff;
mod classify;
mod http;
mod idle;
mod pace;
mod quota;
mod rate_limit_header;
mod refusals;
mod report;
mod retry_after;
mod scrub;
mod sent;
mod tls;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use ::http::{HeaderName, HeaderValue};
use tokio::sync::{Semaphore, SemaphorePermit};

#[cfg(feature = "redis")]
pub(crate) use self::pace::Link;
use self::{
    classify::Verdict,
    pace::{Permit, Place, TooLong, Turn},
    quota::Cost,
};
pub(crate) use self::{
    http::{Http, HttpSettings},
    idle::Idle,
    pace::{Claim, Pacing},
    quota::Quota,
    report::Report,
    scrub::Scrub,
    sent::Sent,
};
use crate::{
    adapter::{Adapter, Auth, Refusal, Request, Response, Safety},
    clock::World,
    event::{Event, EventKind, Events},
    operation::Operation,
    rate_limit::Rate,
};

/// What a `Retry-After` header asks for, for answers that never travelled.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn asked_delay(
    headers: &::http::HeaderMap,
    received_at: std::time::SystemTime,
) -> Option<Duration> {
    retry_after::read(headers, received_at)
}

/// A platform that names a longer delay is asked again after this all the same.
const LONGEST_HOLD: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) struct Transport {
    pub(crate) http: Http,
    pub(crate) adapter: &'static dyn Adapter,
    pub(crate) world: Arc<dyn World>,
    pub(crate) events: Events,
    pub(crate) max_attempts: u32,
    pub(crate) pacing: Pacing,
    pub(crate) quota: Quota,
    /// How many requests may be under way at once, if there is a limit to it.
    pub(crate) concurrency: Option<Semaphore>,
    pub(crate) idle: Idle,
}

/// A request on its way, with all that does not change from attempt to attempt.
pub(crate) struct Shipment<'a> {
    pub(crate) operation: Operation,
    pub(crate) request: &'a Request,
    pub(crate) safety: Safety,
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
    /// The pace of the credential. A login has none.
    pub(crate) claim: Option<Arc<Claim>>,
    pub(crate) deadline: Instant,
    /// Whether any byte may have left, known also to whoever drops the call.
    pub(crate) sent: &'a Sent,
}

/// What a request holds while it is under way.
struct Released<'a> {
    permit: Permit,
    _concurrency: Option<SemaphorePermit<'a>>,
}

/// How a shipment ended.
pub(crate) struct Ending {
    pub(crate) outcome: Outcome,
    pub(crate) attempts: u32,
    /// The delay the platform asked for with its last answer.
    pub(crate) retry_after: Option<Duration>,
}

/// What became of one attempt.
pub(crate) enum Outcome {
    /// An answer with a 2xx status.
    Answered(Response),
    /// An answer with any other status.
    Refused(Refusal),
    /// No whole answer.
    Lost(Lost),
    /// Nothing was sent this time.
    Held(Held),
}

/// Why nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// The queue for a free place is longer than the call has time.
    Queue,
    /// The deadline passed while other calls of the client were under way.
    Concurrency,
    /// The credential was refused too often in a row.
    Refusals,
}

/// Why there is no whole answer.
#[derive(Debug, thiserror::Error)]
#[error("{detail}")]
pub(crate) struct Lost {
    pub(crate) cause: LostCause,
    /// Whether the request may have reached the platform.
    pub(crate) sent: bool,
    pub(crate) detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LostCause {
    /// The deadline passed.
    Deadline,
    /// No connection, or it broke.
    Connection,
    /// The answer was larger than any answer may be.
    TooLarge,
}

impl Transport {
    pub(crate) fn now(&self) -> Instant {
        self.world.instant()
    }

    /// Sends until there is an answer, or sending again would not be safe, not help, or not fit the deadline.
    pub(crate) async fn send(&self, shipment: Shipment<'_>) -> Ending {
        let place = shipment.claim.as_ref().map(|claim| claim.pacer().place());
        let mut attempts = 0;
        let mut paid = None;
        let mut last: Option<Ending> = None;
        loop {
            let released = match self.release(&shipment, place, paid).await {
                Ok(released) => released,
                // What came before says more than that there is no time to try again.
                Err(held) => return last.unwrap_or(held),
            };
            attempts += 1;
            let outcome = self.attempt(&shipment, released).await;
            #[cfg(feature = "redis")]
            if let Some(claim) = &shipment.claim {
                claim.let_settle().await;
            }
            self.note(&shipment, &outcome, paid);
            let verdict = classify::verdict(&outcome, shipment.safety);
            let ending = Ending { outcome, attempts, retry_after: verdict.asked_delay() };
            let Verdict::Again { asked, cost } = verdict else { return ending };
            let delay = asked.unwrap_or_else(|| backoff::delay(attempts, self.world.fraction()));
            if cost == Cost::Throttled {
                self.hold(&shipment, delay, attempts);
            }
            if attempts >= self.max_attempts || !self.fits(delay, shipment.deadline) {
                return ending;
            }
            if !self.quota.pay(cost) {
                let refused = "too many calls of this client fail, so this one is not repeated";
                self.tell(&shipment, EventKind::QuotaRefused, attempts, None, refused);
                return ending;
            }
            paid = Some(cost);
            let (kind, message) = match asked {
                Some(_) => (EventKind::Wait, "waiting as long as the platform asks"),
                None => (EventKind::Retry, "trying again"),
            };
            self.tell(&shipment, kind, attempts, Some(delay), message);
            // After a 429 the pace holds the whole key back, this call in its old place.
            if cost == Cost::Transient || shipment.claim.is_none() {
                self.world.sleep(delay).await;
            }
            shipment.sent.clear();
            last = Some(ending);
        }
    }

    /// Waits until the request may go.
    async fn release(
        &self,
        shipment: &Shipment<'_>,
        place: Option<Place>,
        paid: Option<Cost>,
    ) -> Result<Released<'_>, Ending> {
        let now = self.world.instant();
        let held = |why, wait| Ending { outcome: Outcome::Held(why), attempts: 0, retry_after: wait };
        let concurrency = match &self.concurrency {
            Some(concurrency) => tokio::select! {
                biased;
                place = concurrency.acquire() => place.ok(),
                () = self.world.sleep(shipment.deadline.saturating_duration_since(now)) => {
                    return Err(held(Held::Concurrency, None));
                }
            },
            None => None,
        };
        let (Some(claim), Some(place)) = (&shipment.claim, place) else {
            return Ok(Released { permit: Permit::FREE, _concurrency: concurrency });
        };
        // Verifying is the way to find out whether a refused key has come to life.
        if shipment.operation != Operation::Verify
            && let Some(pause) = claim.pacer().refusals().pause(self.world.instant())
        {
            return Err(held(Held::Refusals, Some(pause)));
        }
        let too_long = |TooLong(wait)| held(Held::Queue, Some(wait));
        let permit = match claim.try_acquire(place, shipment.deadline).map_err(too_long)? {
            Turn::Now(permit) => permit,
            Turn::Later(expected) => {
                // The wait after a 429 has been told already.
                if paid != Some(Cost::Throttled) {
                    let message = "waiting for a free place under the limit";
                    self.tell(shipment, EventKind::Wait, 0, Some(expected), message);
                }
                claim.acquire(place, shipment.deadline).await.map_err(too_long)?
            }
        };
        #[cfg(feature = "redis")]
        let permit = {
            let tell = |kind: EventKind, delay: Option<Duration>, message: &str| {
                if kind != EventKind::Wait || paid != Some(Cost::Throttled) {
                    self.tell(shipment, kind, 0, delay, message);
                }
            };
            claim.share(permit, shipment.deadline, &tell).await.map_err(too_long)?
        };
        Ok(Released { permit, _concurrency: concurrency })
    }

    async fn attempt(&self, shipment: &Shipment<'_>, released: Released<'_>) -> Outcome {
        let remaining = shipment.deadline.saturating_duration_since(self.world.instant());
        if remaining.is_zero() {
            released.permit.withdraw();
            let detail = "the deadline passed before anything was sent".to_owned();
            return Outcome::Lost(Lost { cause: LostCause::Deadline, sent: false, detail });
        }
        self.idle.settle(self.world.instant()).await;
        let answer = {
            let exchange =
                self.http.exchange(shipment.request, shipment.header.clone(), shipment.sent, &*self.world);
            tokio::select! {
                biased;
                answer = exchange => answer,
                () = self.world.sleep(remaining) => Err(Lost {
                    cause: LostCause::Deadline,
                    sent: shipment.sent.is_set() || shipment.safety == Safety::Repeatable,
                    detail: "no answer within the deadline".to_owned(),
                }),
            }
        };
        self.idle.used(self.world.instant());
        match answer {
            Ok(response) => {
                self.learn(shipment, &response);
                if response.is_success() {
                    Outcome::Answered(response)
                } else {
                    Outcome::Refused(self.read_refusal(&response, &shipment.request.auth))
                }
            }
            Err(lost) => {
                if !lost.sent {
                    released.permit.withdraw();
                }
                Outcome::Lost(lost)
            }
        }
    }

    /// What an outcome means for the calls to come.
    fn note(&self, shipment: &Shipment<'_>, outcome: &Outcome, paid: Option<Cost>) {
        let refusals = shipment.claim.as_ref().map(|claim| claim.pacer().refusals());
        match outcome {
            Outcome::Answered(_) => {
                self.quota.refund(paid);
                refusals.inspect(|refusals| refusals.accepted());
            }
            Outcome::Refused(refusal) if refusal.status == 401 && !refusal.token_expired => {
                refusals.inspect(|refusals| refusals.refused(self.world.instant()));
            }
            // Whatever else the platform minds, it took the credential.
            Outcome::Refused(refusal) if matches!(refusal.status, 400 | 403..=428) => {
                refusals.inspect(|refusals| refusals.accepted());
            }
            _ => {}
        }
    }

    /// A 429 holds back all calls of its key until its delay ends.
    fn hold(&self, shipment: &Shipment<'_>, delay: Duration, attempt: u32) {
        self.tell(shipment, EventKind::RateLimited, attempt, Some(delay), "the platform's limit is reached");
        if let Some(claim) = &shipment.claim {
            let until = self.world.instant() + delay.min(LONGEST_HOLD);
            claim.pacer().hold(until);
            #[cfg(feature = "redis")]
            claim.hold_all_hosts(until);
        }
    }

    /// Takes the platform's word for its limit, from an answer's headers.
    fn learn(&self, shipment: &Shipment<'_>, response: &Response) {
        let Some(pacer) = shipment.claim.as_ref().map(|claim| claim.pacer()) else { return };
        let Some(told) = rate_limit_header::read(&response.headers, response.received_at) else { return };
        let rates: Vec<Rate> =
            told.quotas.iter().filter_map(|quota| Rate::told(quota.requests, quota.window)).collect();
        if pacer.learn(&rates) {
            let limits = rates.iter().map(|rate| format!("{} in {:?}", rate.requests, rate.window));
            let message = format!("the platform's limit is {}", limits.collect::<Vec<_>>().join(" and "));
            self.tell(shipment, EventKind::LimitLearned, 0, None, &message);
        }
        if let Some(left) = told.remaining {
            let now = self.world.instant();
            let until = now + left.reset.min(LONGEST_HOLD);
            let of = left.of.zip(left.window).and_then(|(of, window)| Rate::told(of, window));
            match (left.requests, of) {
                (0, _) => pacer.hold(until),
                (requests, Some(rate)) => {
                    pacer.learn_remaining(rate, u32::try_from(requests).unwrap_or(u32::MAX), until, now);
                }
                _ => {}
            }
        }
    }

    /// The longer of the two delays counts, should header and body disagree: never earlier than asked.
    fn read_refusal(&self, response: &Response, auth: &Auth) -> Refusal {
        let mut refusal = self.adapter.refusal(response, auth);
        refusal.retry_after =
            refusal.retry_after.max(retry_after::read(&response.headers, response.received_at));
        refusal
    }

    fn fits(&self, delay: Duration, deadline: Instant) -> bool {
        delay < deadline.saturating_duration_since(self.world.instant())
    }

    fn tell(
        &self,
        shipment: &Shipment<'_>,
        kind: EventKind,
        attempt: u32,
        delay: Option<Duration>,
        message: &str,
    ) {
        self.events.tell(&Event {
            kind,
            platform: self.adapter.platform(),
            operation: shipment.operation,
            attempt,
            delay,
            message: message.to_owned(),
            error: None,
        });
    }
}
