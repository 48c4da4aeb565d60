use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// What a client is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operation {
    /// A page of keys.
    List,
    /// One key by its id.
    Get,
    /// The key of the credential in use.
    Current,
    /// A new key.
    Create,
    /// A key's label, scopes and other public facts changed.
    Update,
    /// A new secret for an existing key.
    Regenerate,
    /// The end of a key.
    Revoke,
    /// Whether a key works.
    Verify,
    /// What became of a call whose answer was lost.
    Reconcile,
    /// A new client key (public, for browsers).
    RegenerateClientKey,
    /// The origins a client key may be used from.
    ListOrigins,
    /// One more origin.
    AddOrigin,
    /// One origin less.
    RemoveOrigin,
    /// A management token for an e-mail address and a password.
    Login,
    /// Any other call of the platform.
    Request,
}

impl Operation {
    /// Every operation a platform may or may not offer, in the order of the documentation. `login` and `request`
    /// are not among them: the first happens by itself, the second always works.
    pub const ALL: [Self; 13] = [
        Self::List,
        Self::Get,
        Self::Current,
        Self::Create,
        Self::Update,
        Self::Regenerate,
        Self::Revoke,
        Self::Verify,
        Self::Reconcile,
        Self::RegenerateClientKey,
        Self::ListOrigins,
        Self::AddOrigin,
        Self::RemoveOrigin,
    ];

    /// The name in errors and events: `list`, `regenerate`, `origins.add`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Current => "current",
            Self::Create => "create",
            Self::Update => "update",
            Self::Regenerate => "regenerate",
            Self::Revoke => "revoke",
            Self::Verify => "verify",
            Self::Reconcile => "reconcile",
            Self::RegenerateClientKey => "regenerate_client_key",
            Self::ListOrigins => "origins.list",
            Self::AddOrigin => "origins.add",
            Self::RemoveOrigin => "origins.remove",
            Self::Login => "login",
            Self::Request => "request",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::ALL
            .into_iter()
            .chain([Self::Login, Self::Request])
            .find(|operation| operation.as_str() == name)
            .ok_or_else(|| D::Error::custom("no such operation"))
    }
}
