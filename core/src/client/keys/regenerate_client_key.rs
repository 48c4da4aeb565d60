use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{client::Client, error::Error, key::ClientKey, operation::Operation};

impl Keys {
    /// A new client key for a credential; the old one works on for 24 hours. Adyen only.
    ///
    /// The client key is public. After a lost answer it can be read with [`Keys::get`].
    pub fn regenerate_client_key(&self, id: impl Into<String>) -> RegenerateClientKey {
        RegenerateClientKey { client: self.client.clone(), id: id.into(), timeout: None }
    }
}

/// See [`Keys::regenerate_client_key`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct RegenerateClientKey {
    client: Client,
    id: String,
    timeout: Option<Duration>,
}

impl RegenerateClientKey {
    async fn run(self) -> Result<ClientKey, Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.regenerate_client_key(&inner.account, &self.id);
        self.client.run(Operation::RegenerateClientKey, call, self.timeout).await
    }
}

awaited_call!(RegenerateClientKey => ClientKey);
