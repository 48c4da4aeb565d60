use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{client::Client, error::Error, key::ApiKey, operation::Operation};

impl Keys {
    /// The key of the credential in use: at Adyen the one the call is made with, at `CertoPay` the account's.
    pub fn current(&self) -> CurrentKey {
        CurrentKey { client: self.client.clone(), timeout: None }
    }
}

/// See [`Keys::current`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct CurrentKey {
    client: Client,
    timeout: Option<Duration>,
}

impl CurrentKey {
    async fn run(self) -> Result<ApiKey, Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.current(&inner.account);
        let key = self.client.run(Operation::Current, call, self.timeout).await?;
        self.client.learn_limit(Operation::Current, &key);
        Ok(key)
    }
}

awaited_call!(CurrentKey => ApiKey);
