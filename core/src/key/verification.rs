use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{environment::Environment, error::ErrorCode};

/// What a harmless call with a key told about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Verification {
    /// Whether the platform took the key.
    pub outcome: VerificationOutcome,
    /// Why not, or why only in part.
    pub reason: Option<ErrorCode>,
    /// Where the key works, where its format or the platform's host tells.
    pub environment: Option<Environment>,
}

impl Verification {
    pub(crate) fn new(outcome: VerificationOutcome, reason: Option<ErrorCode>) -> Self {
        Self { outcome, reason, environment: None }
    }
}

/// Whether a platform took a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VerificationOutcome {
    /// The key works.
    Valid,
    /// The key is genuine, but lacks the permission for the harmless call.
    ValidWithoutPermission,
    /// The key was accepted, as far as an undocumented answer can tell.
    ProbablyValid,
    /// The key is missing, wrong, revoked or expired; no platform tells which.
    Invalid,
}

impl VerificationOutcome {
    /// `valid`, `valid_without_permission`, `probably_valid` or `invalid`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ValidWithoutPermission => "valid_without_permission",
            Self::ProbablyValid => "probably_valid",
            Self::Invalid => "invalid",
        }
    }
}

impl fmt::Display for VerificationOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
