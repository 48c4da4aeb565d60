use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{
    adapter::{NewKey, Nonce},
    client::Client,
    error::Error,
    key::IssuedKey,
    operation::Operation,
};

impl Keys {
    /// A new key under this label. Adyen calls the label description and allows 50 characters.
    ///
    /// Never sent twice unless it certainly was not carried out. When its answer is lost the error is
    /// [`OutcomeUnknown`](crate::ErrorCode::OutcomeUnknown): give it to [`Keys::reconcile`]. With
    /// [`nonce`](CreateKey::nonce) the key can then be found for sure.
    pub fn create(&self, label: impl Into<String>) -> CreateKey {
        let key = NewKey { label: label.into(), ..NewKey::default() };
        CreateKey { client: self.client.clone(), key, nonce: false, timeout: None }
    }
}

/// See [`Keys::create`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct CreateKey {
    client: Client,
    key: NewKey,
    nonce: bool,
    timeout: Option<Duration>,
}

impl CreateKey {
    /// What the key may do: roles at Adyen.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item: Into<String>>) -> Self {
        self.key.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The origins that browsers may use the client key from.
    pub fn allowed_origins(mut self, origins: impl IntoIterator<Item: Into<String>>) -> Self {
        self.key.allowed_origins = origins.into_iter().map(Into::into).collect();
        self
    }

    /// The merchant accounts the key has access to, at company level.
    pub fn accounts(mut self, accounts: impl IntoIterator<Item: Into<String>>) -> Self {
        self.key.accounts = accounts.into_iter().map(Into::into).collect();
        self
    }

    /// Adds ` kh-` and eight random characters to the description, so that `reconcile` can tell this key from all
    /// others. The label is then at most 38 characters; the label given back is without the addition.
    pub fn nonce(mut self, nonce: bool) -> Self {
        self.nonce = nonce;
        self
    }

    async fn run(mut self) -> Result<IssuedKey, Error> {
        let inner = &self.client.inner;
        if self.nonce {
            let mut random = [0; 8];
            inner.transport.world.fill(&mut random);
            self.key.nonce = Some(Nonce::new(random));
        }
        let call = inner.adapter.create(&inner.account, &self.key);
        let issued = self.client.run(Operation::Create, call, self.timeout).await?;
        self.client.watch_issued(Operation::Create, &issued);
        Ok(issued)
    }
}

awaited_call!(CreateKey => IssuedKey);
