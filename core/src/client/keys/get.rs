use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{client::Client, error::Error, key::ApiKey, operation::Operation};

impl Keys {
    /// The key with this id.
    pub fn get(&self, id: impl Into<String>) -> GetKey {
        GetKey { client: self.client.clone(), id: id.into(), timeout: None }
    }
}

/// See [`Keys::get`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct GetKey {
    client: Client,
    id: String,
    timeout: Option<Duration>,
}

impl GetKey {
    async fn run(self) -> Result<ApiKey, Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.get(&inner.account, &self.id);
        self.client.run(Operation::Get, call, self.timeout).await
    }
}

awaited_call!(GetKey => ApiKey);
