use std::sync::{Arc, Mutex, PoisonError};

use keyhelm::Error;

use crate::{call::Cancel, census::Counted, error::Failure, records::MaybeKey};

/// A sequence of keys, away while somebody waits for its next one.
#[derive(uniffi::Object)]
pub struct AllKeys(Slot, Counted);

type Slot = Arc<Mutex<Option<keyhelm::AllKeys>>>;

/// Puts the sequence back, whatever becomes of the wait.
struct Lent {
    slot: Slot,
    keys: Option<keyhelm::AllKeys>,
}

impl Lent {
    async fn next(mut self) -> Result<Option<keyhelm::ApiKey>, Error> {
        match &mut self.keys {
            Some(keys) => keys.next().await.transpose(),
            None => Ok(None),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = self.keys.take();
    }
}

impl AllKeys {
    pub(crate) fn new(keys: keyhelm::AllKeys) -> Self {
        Self(Arc::new(Mutex::new(Some(keys))), Counted::new())
    }
}

#[uniffi::export]
impl AllKeys {
    /// The next key if it has come already; asks for nothing.
    fn fetched(&self) -> Result<MaybeKey, Failure> {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(keys.as_mut().and_then(keyhelm::AllKeys::fetched).into())
    }

    async fn next(&self, cancel: Arc<Cancel>) -> Result<MaybeKey, Failure> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let busy = || Error::of_argument("iterator", "is waiting for its next key already");
        let lent = Lent { slot: Arc::clone(&self.0), keys: Some(keys.ok_or_else(busy)?) };
        cancel.run(Box::pin(lent.next())).await
    }
}
