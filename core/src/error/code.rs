use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What went wrong, as a stable code that is the same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// The client was set up wrong; nothing was sent. Correct the setting the message names.
    Config,
    /// A test key on live, or the reverse; nothing was sent, or the platform said so.
    EnvironmentMismatch,
    /// The platform has no such call; the hint says where a person does it.
    UnsupportedOperation,
    /// Key or login missing, wrong, revoked or expired.
    Unauthenticated,
    /// The management token expired and logging in again did not help.
    TokenExpired,
    /// The credential lacks a scope or role.
    PermissionDenied,
    /// The platform could not read the request; any other 4xx.
    InvalidRequest,
    /// The platform, or a local check, refused a value; see the error's fields.
    ValidationFailed,
    /// No such key or resource.
    NotFound,
    /// A clash of states or names.
    Conflict,
    /// 429, and the wait does not fit the deadline; `retry_after` says how long.
    RateLimited,
    /// 5xx to a call that is safe to repeat, and repeating did not help.
    ServerError,
    /// No answer within the deadline, and the call is safe to repeat or nothing was sent.
    Timeout,
    /// Could not connect, or the line broke, and the call is safe to repeat or nothing was sent.
    ConnectionFailed,
    /// A call that is not safe to repeat may have been carried out. Reconcile before doing it again.
    OutcomeUnknown,
    /// The answer to a call that is safe to repeat could not be understood; or a redirect.
    MalformedResponse,
    /// The caller cancelled the call.
    Cancelled,
}

impl ErrorCode {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::Config,
        Self::EnvironmentMismatch,
        Self::UnsupportedOperation,
        Self::Unauthenticated,
        Self::TokenExpired,
        Self::PermissionDenied,
        Self::InvalidRequest,
        Self::ValidationFailed,
        Self::NotFound,
        Self::Conflict,
        Self::RateLimited,
        Self::ServerError,
        Self::Timeout,
        Self::ConnectionFailed,
        Self::OutcomeUnknown,
        Self::MalformedResponse,
        Self::Cancelled,
    ];

    /// The code as it is written in every language, `rate_limited` for instance.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::EnvironmentMismatch => "environment_mismatch",
            Self::UnsupportedOperation => "unsupported_operation",
            Self::Unauthenticated => "unauthenticated",
            Self::TokenExpired => "token_expired",
            Self::PermissionDenied => "permission_denied",
            Self::InvalidRequest => "invalid_request",
            Self::ValidationFailed => "validation_failed",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::ServerError => "server_error",
            Self::Timeout => "timeout",
            Self::ConnectionFailed => "connection_failed",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::MalformedResponse => "malformed_response",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the same call, made again later, may succeed without anything being changed first.
    /// Never true for [`OutcomeUnknown`](Self::OutcomeUnknown): that one is reconciled first.
    pub const fn retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::ServerError | Self::Timeout | Self::ConnectionFailed)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ErrorCode {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|code| code.as_str() == name).ok_or(())
    }
}
