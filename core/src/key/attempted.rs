use serde::{Deserialize, Serialize};

use super::ApiKey;

/// What was known before a call that is not safe to repeat, kept in its error so that the call can be reconciled.
/// Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Attempted {
    /// A new key under this description; with a nonce in it, the description names one call only.
    Create { description: String, scopes: Vec<String>, nonce: bool },
    /// A new secret for the key, which looked like this before.
    Regenerate { before: Option<ApiKey>, id: Option<String> },
    /// A new client key for the credential.
    RegenerateClientKey { id: String },
    /// One more origin for the credential.
    AddOrigin { id: String, domain: String },
    /// One origin less for the credential.
    RemoveOrigin { id: String, origin: String },
}
