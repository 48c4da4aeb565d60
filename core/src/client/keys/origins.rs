use std::time::Duration;

use super::awaited_call;
use crate::{adapter::Origin, client::Client, error::Error, operation::Operation};

/// The origins that an Adyen credential's client key may be used from. A removed one is refused at once.
#[derive(Clone, Debug)]
pub struct Origins {
    client: Client,
}

impl Origins {
    pub(super) fn new(client: Client) -> Self {
        Self { client }
    }

    /// All origins of a credential.
    pub fn list(&self, id: impl Into<String>) -> ListOrigins {
        ListOrigins { client: self.client.clone(), id: id.into(), timeout: None }
    }

    /// One more, `https://shop.example` for instance.
    ///
    /// Adyen does not say what a second one of the same domain does, so it is never sent twice.
    pub fn add(&self, id: impl Into<String>, domain: impl Into<String>) -> AddOrigin {
        AddOrigin { client: self.client.clone(), id: id.into(), domain: domain.into(), timeout: None }
    }

    /// One less, by the id that [`list`](Origins::list) gave.
    pub fn remove(&self, id: impl Into<String>, origin_id: impl Into<String>) -> RemoveOrigin {
        RemoveOrigin {
            client: self.client.clone(),
            id: id.into(),
            origin_id: origin_id.into(),
            timeout: None,
        }
    }
}

/// See [`Origins::list`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct ListOrigins {
    client: Client,
    id: String,
    timeout: Option<Duration>,
}

impl ListOrigins {
    async fn run(self) -> Result<Vec<Origin>, Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.list_origins(&inner.account, &self.id);
        self.client.run(Operation::ListOrigins, call, self.timeout).await
    }
}

awaited_call!(ListOrigins => Vec<Origin>);

/// See [`Origins::add`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct AddOrigin {
    client: Client,
    id: String,
    domain: String,
    timeout: Option<Duration>,
}

impl AddOrigin {
    async fn run(self) -> Result<Origin, Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.add_origin(&inner.account, &self.id, &self.domain);
        self.client.run(Operation::AddOrigin, call, self.timeout).await
    }
}

awaited_call!(AddOrigin => Origin);

/// See [`Origins::remove`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct RemoveOrigin {
    client: Client,
    id: String,
    origin_id: String,
    timeout: Option<Duration>,
}

impl RemoveOrigin {
    async fn run(self) -> Result<(), Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.remove_origin(&inner.account, &self.id, &self.origin_id);
        self.client.run(Operation::RemoveOrigin, call, self.timeout).await
    }
}

awaited_call!(RemoveOrigin => ());
