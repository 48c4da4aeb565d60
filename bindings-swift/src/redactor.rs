use std::sync::{Arc, Mutex, PoisonError};

use crate::{error::Failure, secret::Secret};

#[derive(uniffi::Object)]
pub struct Redactor(keyhelm::Redactor);

#[uniffi::export]
impl Redactor {
    #[uniffi::constructor]
    fn new() -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self(keyhelm::Redactor::new())))
    }

    #[uniffi::constructor]
    fn shared() -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self(keyhelm::Redactor::shared())))
    }

    fn add(&self, secret: Arc<Secret>) -> Result<(), Failure> {
        Ok(self.0.add(&secret.value)?)
    }

    fn remove(&self, secret: Arc<Secret>) -> Result<(), Failure> {
        self.0.remove(&secret.value);
        Ok(())
    }

    /// Nothing, where there was nothing to take out.
    fn redact(&self, text: String) -> Result<Option<String>, Failure> {
        Ok(match self.0.redact(&text) {
            std::borrow::Cow::Borrowed(_) => None,
            std::borrow::Cow::Owned(redacted) => Some(redacted),
        })
    }

    /// Nothing, where there was nothing to take out.
    fn redact_bytes(&self, bytes: Vec<u8>) -> Result<Option<Vec<u8>>, Failure> {
        Ok(match self.0.redact_bytes(&bytes) {
            std::borrow::Cow::Borrowed(_) => None,
            std::borrow::Cow::Owned(redacted) => Some(redacted),
        })
    }

    fn stream(&self) -> Result<Arc<RedactorStream>, Failure> {
        Ok(Arc::new(RedactorStream(Mutex::new(self.0.stream()))))
    }
}

#[derive(uniffi::Object)]
pub struct RedactorStream(Mutex<keyhelm::RedactorStream>);

#[uniffi::export]
impl RedactorStream {
    fn push(&self, piece: Vec<u8>) -> Result<Vec<u8>, Failure> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).push(&piece))
    }

    fn finish(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).finish())
    }
}
