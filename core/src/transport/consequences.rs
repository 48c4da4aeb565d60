//! What an outcome means for the calls to come.

use std::time::Duration;

use ::http::header::RETRY_AFTER;

use super::{Outcome, Repeat, Shipment, Transport, rate_limit_header, refusals};
use crate::{adapter::Response, event::EventKind, rate_limit::Rate};

/// Whatever a platform asks for, this is no delay but a mistake.
const LONGEST_HOLD: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// The same for a reset whose window is not told.
const LONGEST_RESET: Duration = Duration::from_secs(60 * 60);

impl Transport {
    /// What an outcome means for the calls to come.
    pub(super) fn note(&self, shipment: &Shipment<'_>, outcome: &Outcome, repeat: Option<Repeat>) {
        let refusals = shipment.claim.as_ref().map(|claim| claim.pacer().refusals());
        match outcome {
            Outcome::Answered(_) => {
                if repeat.is_none_or(|repeat| repeat.is_paid) {
                    self.quota.refund(repeat.map(|repeat| repeat.cost));
                }
                if let Some(refusals) = refusals {
                    refusals.accepted();
                }
            }
            Outcome::Refused(refusal) if refusal.status == 401 && !refusal.token_expired => {
                let is_paused = refusals.is_some_and(|refusals| refusals.refused(self.world.instant()));
                if is_paused {
                    let message =
                        "the credential was refused several times in a row; nothing is sent for a moment";
                    self.tell(shipment, EventKind::Warning, 0, Some(refusals::PAUSE), message);
                }
            }
            // Whatever else the platform minds, it took the credential.
            Outcome::Refused(refusal) if matches!(refusal.status, 400 | 403..=428) => {
                if let Some(refusals) = refusals {
                    refusals.accepted();
                }
            }
            _ => {}
        }
    }

    /// A 429 holds back all calls of its key until its delay ends.
    pub(super) fn hold(&self, shipment: &Shipment<'_>, delay: Duration, attempt: u32) {
        self.tell(shipment, EventKind::RateLimited, attempt, Some(delay), "the platform's limit is reached");
        if let Some(claim) = &shipment.claim {
            let until = self.world.instant() + delay.min(LONGEST_HOLD);
            claim.pacer().hold(until);
            #[cfg(feature = "redis")]
            claim.hold_all_hosts(until);
        }
    }

    /// Takes the platform's word for its limit, from an answer's headers.
    pub(super) fn learn(&self, shipment: &Shipment<'_>, response: &Response) {
        let Some(pacer) = shipment.claim.as_ref().map(|claim| claim.pacer()) else { return };
        let Some(told) = rate_limit_header::read(&response.headers, response.received_at) else { return };
        let rates: Vec<Rate> =
            told.quotas.iter().filter_map(|quota| Rate::told(quota.requests, quota.window)).collect();
        if pacer.learn(&rates) {
            let limits = rates.iter().map(|rate| format!("{} in {:?}", rate.requests, rate.window));
            let message = format!("the platform's limit is {}", limits.collect::<Vec<_>>().join(" and "));
            self.tell(shipment, EventKind::LimitLearned, 0, None, &message);
        }
        // Where the answer names a delay, that one counts. A reset longer than its window was told in another unit.
        let names_delay = response.status == 429 || response.headers.contains_key(RETRY_AFTER);
        if let Some(left) = told.remaining.filter(|_| !names_delay) {
            let now = self.world.instant();
            let until = now + left.reset.min(left.window.unwrap_or(LONGEST_RESET));
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
}
