//! The one sending loop: it sends a request, waits and sends again as far as that is safe and fits the deadline.

mod backoff;
mod classify;
mod http;
mod idle;
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

use self::classify::Verdict;
pub(crate) use self::{
    http::{Http, HttpSettings},
    idle::Idle,
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
pub(crate) fn asked_delay(headers: &::http::HeaderMap) -> Option<Duration> {
    retry_after::read(headers)
}

pub(crate) struct Transport {
    pub(crate) http: Http,
    pub(crate) adapter: &'static dyn Adapter,
    pub(crate) world: Arc<dyn World>,
    pub(crate) events: Events,
    pub(crate) max_attempts: u32,
    pub(crate) idle: Idle,
}

/// A request on its way, with all that does not change from attempt to attempt.
pub(crate) struct Shipment<'a> {
    pub(crate) operation: Operation,
    pub(crate) request: &'a Request,
    pub(crate) safety: Safety,
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
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

/// What became of one attempt.
pub(crate) enum Outcome {
    /// An answer with a 2xx status.
    Answered(Response),
    /// An answer with any other status.
    Refused(Refusal),
    /// No whole answer.
    Lost(Lost),
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
        let mut attempts = 0;
        loop {
            attempts += 1;
            let outcome = self.attempt(&shipment).await;
            let verdict = classify::verdict(&outcome, shipment.safety);
            let retry_after = verdict.asked_delay();
            if let Verdict::Again { asked } = verdict {
                if let Outcome::Refused(refusal) = &outcome
                    && refusal.status == 429
                {
                    self.tell(
                        &shipment,
                        EventKind::RateLimited,
                        attempts,
                        asked,
                        "the platform's limit is reached",
                    );
                }
                let delay = asked.unwrap_or_else(|| backoff::delay(attempts, self.world.fraction()));
                if attempts < self.max_attempts && self.fits(delay, shipment.deadline) {
                    let (kind, message) = match asked {
                        Some(_) => (EventKind::Wait, "waiting as long as the platform asks"),
                        None => (EventKind::Retry, "trying again"),
                    };
                    self.tell(&shipment, kind, attempts, Some(delay), message);
                    self.world.sleep(delay).await;
                    shipment.sent.clear();
                    continue;
                }
            }
            return Ending { outcome, attempts, retry_after };
        }
    }

    async fn attempt(&self, shipment: &Shipment<'_>) -> Outcome {
        let remaining = shipment.deadline.saturating_duration_since(self.world.instant());
        if remaining.is_zero() {
            let detail = "the deadline passed before anything was sent".to_owned();
            return Outcome::Lost(Lost { cause: LostCause::Deadline, sent: false, detail });
        }
        self.idle.settle(self.world.instant()).await;
        let exchange =
            self.http.exchange(shipment.request, shipment.header.clone(), shipment.sent, &*self.world);
        let answer = tokio::select! {
            biased;
            answer = exchange => answer,
            () = self.world.sleep(remaining) => Err(Lost {
                cause: LostCause::Deadline,
                sent: shipment.sent.is_set() || shipment.safety == Safety::Repeatable,
                detail: "no answer within the deadline".to_owned(),
            }),
        };
        self.idle.used(self.world.instant());
        match answer {
            Ok(response) if response.is_success() => Outcome::Answered(response),
            Ok(response) => Outcome::Refused(self.read_refusal(&response, &shipment.request.auth)),
            Err(lost) => Outcome::Lost(lost),
        }
    }

    /// The longer of the two delays counts, should header and body disagree: never earlier than asked.
    fn read_refusal(&self, response: &Response, auth: &Auth) -> Refusal {
        let mut refusal = self.adapter.refusal(response, auth);
        refusal.retry_after = refusal.retry_after.max(retry_after::read(&response.headers));
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
