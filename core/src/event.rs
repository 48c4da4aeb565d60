use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use serde::{Serialize, Serializer};

use crate::{error::Error, operation::Operation, platform::Platform};

/// Something a client did or met on the way of a call, told while it happens. It holds no secret.
///
/// Every event goes to `tracing` under the target `keyhelm`, and to the listener of
/// [`ClientBuilder::on_event`](crate::ClientBuilder::on_event) if there is one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The platform of the call.
    pub platform: Platform,
    /// The call.
    pub operation: Operation,
    /// Which attempt of the call it was, counted from 1; 0 where nothing was sent yet.
    pub attempt: u32,
    /// How long the client waits now.
    pub delay: Option<Duration>,
    /// One line for people.
    pub message: String,
    /// With [`EventKind::OutcomeUnknown`]: the error to reconcile.
    pub error: Option<Error>,
}

impl Event {
    /// That nobody knows what became of a call, and how to find out.
    pub(crate) fn outcome_unknown(platform: Platform, operation: Operation, error: Error) -> Self {
        Self {
            kind: EventKind::OutcomeUnknown,
            platform,
            operation,
            attempt: error.attempts(),
            delay: None,
            message: error.message().to_owned(),
            error: Some(error),
        }
    }
}

/// The kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// The client waits for a time the platform named.
    Wait,
    /// The client sends the call again, after a delay of its own choice.
    Retry,
    /// The platform answered 429.
    RateLimited,
    /// The client logs in for a management token.
    Login,
    /// A call is not repeated, because too many calls of the client fail.
    QuotaRefused,
    /// The platform told its limit.
    LimitLearned,
    /// A call that is not safe to repeat was cut off, and may have been carried out.
    OutcomeUnknown,
    /// Something a person should look at.
    Warning,
}

impl EventKind {
    /// The name in every language: `wait`, `retry`, `rate_limited`, `login`, `quota_refused`,
    /// `limit_learned`, `outcome_unknown` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Retry => "retry",
            Self::RateLimited => "rate_limited",
            Self::Login => "login",
            Self::QuotaRefused => "quota_refused",
            Self::LimitLearned => "limit_learned",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

pub(crate) type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// Where a client's events go.
#[derive(Clone, Default)]
pub(crate) struct Events {
    listener: Option<Listener>,
}

impl Events {
    pub(crate) fn new(listener: Option<Listener>) -> Self {
        Self { listener }
    }

    pub(crate) fn tell(&self, event: &Event) {
        let Event { kind, platform, operation, attempt, delay, message, .. } = event;
        let delay_ms = delay.map(|delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
        macro_rules! log {
            ($level:ident) => {
                tracing::$level!(
                    target: "keyhelm",
                    event = kind.as_str(),
                    platform = platform.as_str(),
                    operation = operation.as_str(),
                    attempt,
                    delay_ms,
                    "{message}"
                )
            };
        }
        match kind {
            EventKind::Warning
            | EventKind::OutcomeUnknown
            | EventKind::RateLimited
            | EventKind::QuotaRefused => log!(warn),
            EventKind::Wait | EventKind::Retry | EventKind::LimitLearned => log!(info),
            EventKind::Login => log!(debug),
        }
        if let Some(listener) = &self.listener {
            // A listener that panics must not cost the caller the answer, nor, in a drop, the process its life.
            if catch_unwind(AssertUnwindSafe(|| listener(event))).is_err() {
                tracing::error!(target: "keyhelm", "an event listener panicked");
            }
        }
    }
}
