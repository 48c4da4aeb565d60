//! What is known about keys, without any I/O.

mod attempted;
pub(crate) mod expiry;
pub(crate) mod format;
mod issued;
mod page;
mod reconciliation;
pub mod scope;
pub(crate) mod timestamp;
mod verification;

use std::{fmt, time::SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use attempted::Attempted;
pub use issued::{ClientKey, IssuedKey, Previous};
pub use page::Page;
pub use reconciliation::{Outcome, Reconciliation};
pub use verification::{Verification, VerificationOutcome};

use crate::{environment::Environment, platform::Platform};

/// What a platform tells about a key, never its secret.
///
/// What the platform does not tell is absent. `Serialize` gives the same names in every language, times as
/// RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApiKey {
    /// The name by which the platform addresses the key. At Caibo, which has one key per user, the user's id.
    pub id: String,
    /// The platform that issued it.
    pub platform: Platform,
    /// Where it works, as far as the client or the key's prefix tells.
    pub environment: Option<Environment>,
    /// The name a person gave it.
    pub label: Option<String>,
    /// The public start of the key, without the dots some platforms add.
    pub prefix: Option<String>,
    /// The key with its middle hidden, as the platform gives it; may hold characters beyond ASCII.
    pub masked: Option<String>,
    /// Whether it can be used.
    pub status: KeyStatus,
    /// What it may do: scopes or roles in the platform's spelling.
    pub scopes: Vec<String>,
    /// When it was made.
    #[serde(with = "timestamp")]
    pub created_at: Option<SystemTime>,
    /// When it was last used.
    #[serde(with = "timestamp")]
    pub last_used_at: Option<SystemTime>,
    /// When it ends.
    #[serde(with = "timestamp")]
    pub expires_at: Option<SystemTime>,
    /// Requests per minute.
    pub rate_limit: Option<u64>,
    /// Further public facts under the platform's own names.
    pub details: Map<String, Value>,
}

impl ApiKey {
    pub(crate) fn new(platform: Platform, environment: Option<Environment>, id: String) -> Self {
        Self {
            id,
            platform,
            environment,
            label: None,
            prefix: None,
            masked: None,
            status: KeyStatus::Unknown,
            scopes: Vec::new(),
            created_at: None,
            last_used_at: None,
            expires_at: None,
            rate_limit: None,
            details: Map::new(),
        }
    }
}

/// Whether a key can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum KeyStatus {
    /// It works.
    Active,
    /// It is switched off and can be switched on again.
    Inactive,
    /// It was ended for good.
    Revoked,
    /// Its time is over.
    Expired,
    /// The platform does not say.
    Unknown,
}

impl KeyStatus {
    /// `active`, `inactive`, `revoked`, `expired` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) fn from_active(active: Option<bool>) -> Self {
        match active {
            Some(true) => Self::Active,
            Some(false) => Self::Inactive,
            None => Self::Unknown,
        }
    }
}

impl fmt::Display for KeyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
