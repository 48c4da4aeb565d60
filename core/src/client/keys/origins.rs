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
    pub async fn list(&self, id: &str) -> Result<Vec<Origin>, Error> {
        let inner = &self.client.inner;
        self.client.run(Operation::ListOrigins, inner.adapter.list_origins(&inner.account, id), None).await
    }

    /// One more, `https://shop.example` for instance.
    ///
    /// Adyen does not say what a second one of the same domain does, so it is never sent twice.
    pub async fn add(&self, id: &str, domain: &str) -> Result<Origin, Error> {
        let inner = &self.client.inner;
        self.client
            .run(Operation::AddOrigin, inner.adapter.add_origin(&inner.account, id, domain), None)
            .await
    }

    /// One less, by the id that [`list`](Origins::list) gave.
    pub async fn remove(&self, id: &str, origin_id: &str) -> Result<(), Error> {
        let inner = &self.client.inner;
        self.client
            .run(Operation::RemoveOrigin, inner.adapter.remove_origin(&inner.account, id, origin_id), None)
            .await
    }
}
