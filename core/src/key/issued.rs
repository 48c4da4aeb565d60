use std::{fmt, time::SystemTime};

use serde::{Deserialize, Serialize};

use super::ApiKey;
use crate::secret::Secret;

/// A fresh secret and the key it belongs to. The platform shows the secret this once: store it before anything else.
///
/// `Debug` shows the secret as `[REDACTED]`; there is no `Serialize`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct IssuedKey {
    /// What the platform tells about the key.
    pub key: ApiKey,
    /// The new secret.
    pub secret: Secret,
    /// The password that comes with a new Adyen credential.
    pub password: Option<Secret>,
    /// What becomes of the secret before this one.
    pub previous: Previous,
    /// When the secret before this one stops working, with [`Previous::Grace`].
    pub previous_ends_at: Option<SystemTime>,
}

impl IssuedKey {
    pub(crate) fn new(key: ApiKey, secret: Secret, previous: Previous) -> Self {
        Self { key, secret, password: None, previous, previous_ends_at: None }
    }
}

impl fmt::Debug for IssuedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedKey")
            .field("key", &self.key)
            .field("secret", &self.secret)
            .field("password", &self.password)
            .field("previous", &self.previous)
            .field("previous_ends_at", &self.previous_ends_at)
            .finish()
    }
}

/// What becomes of the secret before a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Previous {
    /// It stopped working the moment the new one was made.
    Dead,
    /// It works on for a while: until `previous_ends_at`.
    Grace,
    /// It works until somebody revokes it.
    UntilRevoked,
    /// There was none.
    None,
}

impl Previous {
    /// `dead`, `grace`, `until_revoked` or `none`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Grace => "grace",
            Self::UntilRevoked => "until_revoked",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Previous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A fresh client key at Adyen. It is public: browsers send it, and every later read of the key shows it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClientKey {
    /// The credential it belongs to.
    pub id: String,
    /// The client key, `test_…` or `live_…`.
    pub client_key: String,
    /// When the client key before this one stops working: 24 hours after the change.
    #[serde(with = "super::timestamp")]
    pub previous_ends_at: Option<SystemTime>,
}
