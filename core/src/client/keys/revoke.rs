use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{client::Client, error::Error, key::ApiKey, operation::Operation};

impl Keys {
    /// Ends a key. Doing it twice is a success. Adyen has no deletion: the credential is switched off
    /// (`active: false`).
    ///
    /// Gives the key as it is now, or nothing where the platform answers without it.
    pub fn revoke(&self, id: impl Into<String>) -> RevokeKey {
        RevokeKey { client: self.client.clone(), id: id.into(), timeout: None }
    }
}

/// See [`Keys::revoke`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct RevokeKey {
    client: Client,
    id: String,
    timeout: Option<Duration>,
}

impl RevokeKey {
    async fn run(self) -> Result<Option<ApiKey>, Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.revoke(&inner.account, &self.id);
        self.client.run(Operation::Revoke, call, self.timeout).await
    }
}

awaited_call!(RevokeKey => Option<ApiKey>);
