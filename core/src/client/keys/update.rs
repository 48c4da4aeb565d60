use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{adapter::KeyChange, client::Client, error::Error, key::ApiKey, operation::Operation};

impl Keys {
    /// Changes what is given and leaves the rest. Lists are whole new lists.
    ///
    /// Safe to repeat, because it sets absolute values. A change of nothing is
    /// [`ValidationFailed`](crate::ErrorCode::ValidationFailed).
    pub fn update(&self, id: impl Into<String>) -> UpdateKey {
        UpdateKey { client: self.client.clone(), id: id.into(), change: KeyChange::default(), timeout: None }
    }
}

/// See [`Keys::update`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct UpdateKey {
    client: Client,
    id: String,
    change: KeyChange,
    timeout: Option<Duration>,
}

impl UpdateKey {
    /// A new label; at most 50 characters at Adyen.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.change.label = Some(label.into());
        self
    }

    /// All scopes (roles at Adyen) it has from now on.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item: Into<String>>) -> Self {
        self.change.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// All origins its client key may be used from, from now on.
    pub fn allowed_origins(mut self, origins: impl IntoIterator<Item: Into<String>>) -> Self {
        self.change.allowed_origins = Some(origins.into_iter().map(Into::into).collect());
        self
    }

    /// All merchant accounts it has access to from now on, at company level.
    pub fn accounts(mut self, accounts: impl IntoIterator<Item: Into<String>>) -> Self {
        self.change.accounts = Some(accounts.into_iter().map(Into::into).collect());
        self
    }

    async fn run(self) -> Result<ApiKey, Error> {
        let client = &self.client;
        let inner = &client.inner;
        let deadline = client.named(Operation::Update, client.deadline(self.timeout))?;
        let change =
            client.named(Operation::Update, inner.adapter.update(&inner.account, &self.id, &self.change))?;
        match client.perform(&change, deadline).await? {
            Some(key) => Ok(key),
            None => {
                // Done, but the answer was empty: what the key looks like now is read on the rest of the time.
                let mut look =
                    client.named(Operation::Update, inner.adapter.get(&inner.account, &self.id))?;
                look.operation = Operation::Update;
                client.perform(&look, deadline).await
            }
        }
    }
}

awaited_call!(UpdateKey => ApiKey);
