use std::time::Duration;

use super::{Lost, LostCause, Outcome, quota::Cost};
use crate::adapter::Safety;

/// Whether an attempt is followed by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is nothing to gain, or something to lose, by sending again.
    Final { asked: Option<Duration> },
    /// Sending again is safe and may help, after the delay the platform asked for, if it did.
    Again { asked: Option<Duration>, cost: Cost },
}

impl Verdict {
    pub(super) fn asked_delay(self) -> Option<Duration> {
        match self {
            Self::Final { asked } | Self::Again { asked, .. } => asked,
        }
    }
}

/// A call that is not safe to repeat is sent again only when it was certainly not carried out: no byte of it left, or
/// the platform refused it with 429 before acting.
pub(super) fn verdict(outcome: &Outcome, safety: Safety) -> Verdict {
    match outcome {
        Outcome::Refused(refusal) => {
            let asked = refusal.retry_after;
            let passing = refusal.status >= 500 && safety == Safety::Repeatable;
            match refusal.status {
                429 => Verdict::Again { asked, cost: Cost::Throttled },
                _ if passing => Verdict::Again { asked, cost: Cost::Transient },
                _ => Verdict::Final { asked },
            }
        }
        Outcome::Lost(Lost { cause: LostCause::Connection, sent, .. })
            if !sent || safety == Safety::Repeatable =>
        {
            Verdict::Again { asked: None, cost: Cost::Transient }
        }
        Outcome::Answered(_) | Outcome::Lost(_) | Outcome::Held(_) => Verdict::Final { asked: None },
    }
}
