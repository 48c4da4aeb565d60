use super::Keys;
use crate::{error::Error, key::ClientKey, operation::Operation};

impl Keys {
    /// A new client key for a credential; the old one works on for 24 hours. Adyen only.
    ///
    /// The client key is public. After a lost answer it can be read with [`Keys::get`].
    pub async fn regenerate_client_key(&self, id: &str) -> Result<ClientKey, Error> {
        let inner = &self.client.inner;
        self.client
            .run(
                Operation::RegenerateClientKey,
                inner.adapter.regenerate_client_key(&inner.account, id),
                None,
            )
            .await
    }
}
