use std::fmt;

use serde::{Deserialize, Serialize};

use super::ApiKey;

/// What became of a call whose answer was lost, as far as the platform lets one look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reconciliation {
    /// Whether it was carried out.
    pub outcome: Outcome,
    /// The key it made or changed, where exactly one fits. Its secret is lost.
    pub key: Option<ApiKey>,
    /// The keys it may have made, where more than one fits, or one fits without proof.
    pub candidates: Vec<ApiKey>,
    /// What to do now, in one line.
    pub advice: String,
}

impl Reconciliation {
    pub(crate) fn new(outcome: Outcome, advice: impl Into<String>) -> Self {
        Self { outcome, key: None, candidates: Vec::new(), advice: advice.into() }
    }
}

/// Whether a call whose answer was lost was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing of it is to be seen. The platform may still be working on it, so look again before calling again.
    NotSeen,
    /// It was carried out; the secret it issued is lost.
    Happened,
    /// The platform offers no way to look.
    CannotTell,
}

impl Outcome {
    /// `not_seen`, `happened` or `cannot_tell`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSeen => "not_seen",
            Self::Happened => "happened",
            Self::CannotTell => "cannot_tell",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
