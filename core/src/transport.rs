//! The one sending loop: it sends a request, waits and sends again as far as that is safe and fits the deadline.

mod backoff;
mod classify;
mod consequences;
mod counted;
mod http;
mod idle;
mod pace;
mod quota;
mod rate_limit_header;
mod refusals;
mod release;
mod report;
mod retry_after;
mod scrub;
mod sent;
#[cfg(test)]
mod simulation;
mod tls;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use ::http::{HeaderName, HeaderValue};
use tokio::sync::Semaphore;

pub use self::counted::Counted;
#[cfg(feature = "redis")]
pub(crate) use self::pace::Link;
use self::{classify::Verdict, quota::Cost, release::Released};
pub(crate) use self::{
    http::{Http, HttpSettings},
    idle::Idle,
    pace::{Claim, Pacing, forget_pacers},
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
};

/// What a `Retry-After` header asks for, for answers that never travelled.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn asked_delay(
    headers: &::http::HeaderMap,
    received_at: std::time::SystemTime,
) -> Option<Duration> {
    retry_after::read(headers, received_at)
}

/// Time enough for a task on another thread to finish what it has begun.
const AFTERMATH: Duration = Duration::from_millis(1);

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

/// How a shipment ended.
pub(crate) struct Ending {
    pub(crate) outcome: Outcome,
    pub(crate) attempts: u32,
    /// The delay the platform asked for with its last answer.
    pub(crate) retry_after: Option<Duration>,
}

/// Why a request is sent again.
#[derive(Clone, Copy)]
struct Repeat {
    cost: Cost,
    /// Whether the quota paid for it.
    is_paid: bool,
}

impl Ending {
    /// There was no time to send again. What came before says more than that, but for when to come back.
    fn after(self, last: Option<Self>) -> Self {
        match last {
            Some(last) => Self { retry_after: last.retry_after.max(self.retry_after), ..last },
            None => self,
        }
    }
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
        let mut repeat = None;
        let mut last: Option<Ending> = None;
        loop {
            let released = match self.release(&shipment, place, repeat).await {
                Ok(released) => released,
                Err(held) => return held.after(last),
            };
            let remaining = shipment.deadline.saturating_duration_since(self.world.instant());
            if remaining.is_zero() {
                released.permit.withdraw();
                let detail = "the deadline passed before anything was sent".to_owned();
                let outcome = Outcome::Lost(Lost { cause: LostCause::Deadline, sent: false, detail });
                return Ending { outcome, attempts: 0, retry_after: None }.after(last);
            }
            let attempts = shipment.sent.begin();
            let outcome = self.attempt(&shipment, released, remaining).await;
            self.note(&shipment, &outcome, repeat);
            let verdict = classify::verdict(&outcome, shipment.safety);
            let ending = Ending { outcome, attempts, retry_after: verdict.asked_delay() };
            #[cfg(feature = "redis")]
            self.let_settle(&shipment, &ending).await;
            let Verdict::Again { asked, cost } = verdict else { return ending };
            let delay = asked.unwrap_or_else(|| backoff::delay(attempts, self.world.fraction()));
            if cost == Cost::Throttled {
                self.hold(&shipment, delay, attempts);
            }
            if attempts >= self.max_attempts || !self.fits(delay, shipment.deadline) {
                return ending;
            }
            // A platform that names its delay is not stormed: the call comes back when it is told to.
            if asked.is_none() && !self.quota.pay(cost) {
                let refused = "too many calls of this client fail, so this one is not repeated";
                self.tell(&shipment, EventKind::QuotaRefused, attempts, Some(delay), refused);
                // A caller that comes back at once would storm it all the same.
                self.world.sleep(delay).await;
                return ending;
            }
            shipment.sent.clear();
            repeat = Some(Repeat { cost, is_paid: asked.is_none() });
            let (kind, message) = match asked {
                Some(_) => (EventKind::Wait, "waiting as long as the platform asks"),
                None => (EventKind::Retry, "trying again"),
            };
            self.tell(&shipment, kind, attempts, Some(delay), message);
            // After a 429 the pace holds the whole key back, this call in its old place.
            if cost == Cost::Transient || shipment.claim.is_none() {
                self.world.sleep(delay).await;
            }
            last = Some(ending);
        }
    }

    /// Lets what became of the request reach the other hosts. A secret that is there already is not put at the risk of
    /// a caller who gives up meanwhile.
    #[cfg(feature = "redis")]
    async fn let_settle(&self, shipment: &Shipment<'_>, ending: &Ending) {
        let holds_a_secret =
            shipment.safety == Safety::Once && matches!(ending.outcome, Outcome::Answered(_));
        if let Some(claim) = shipment.claim.as_ref().filter(|_| !holds_a_secret) {
            claim.let_settle().await;
        }
    }

    async fn attempt(&self, shipment: &Shipment<'_>, released: Released<'_>, remaining: Duration) -> Outcome {
        let mut answer = {
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
        if let Err(lost) = &mut answer
            && lost.cause == LostCause::Deadline
            && !lost.sent
        {
            // A connection's task may have taken the request up in the very moment in which it was given up.
            self.world.sleep(AFTERMATH).await;
            lost.sent = shipment.sent.is_set();
        }
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

    /// The longer of the two delays counts, should header and body disagree: never earlier than asked.
    fn read_refusal(&self, response: &Response, auth: &Auth) -> Refusal {
        let mut refusal = self.adapter.refusal(response, auth);
        let told = retry_after::read(&response.headers, response.received_at);
        refusal.retry_after = refusal.retry_after.and_then(whole_milliseconds).max(told);
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

/// A delay of nothing asks for nothing; any other is waited for in whole milliseconds, and never shorter.
fn whole_milliseconds(delay: Duration) -> Option<Duration> {
    let milliseconds = delay.as_nanos().div_ceil(1_000_000);
    (milliseconds > 0).then(|| u64::try_from(milliseconds).map_or(delay, Duration::from_millis))
}
