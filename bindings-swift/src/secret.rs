use std::sync::Arc;

use crate::{census::Counted, error::Failure};

/// A value that is never shown. It is an object because the fields of a record show in Swift's `dump`.
#[derive(uniffi::Object)]
pub struct Secret {
    pub(crate) value: keyhelm::Secret,
    _counted: Counted,
}

#[uniffi::export]
impl Secret {
    #[uniffi::constructor]
    fn new(text: String) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(keyhelm::Secret::new(text).into()))
    }

    #[uniffi::constructor]
    fn password(text: String) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(keyhelm::Secret::password(text).into()))
    }

    fn expose(&self) -> Result<String, Failure> {
        // EXPOSE: the caller asks for it by this name.
        Ok(self.value.expose().to_owned())
    }

    fn masked(&self) -> Result<String, Failure> {
        Ok(self.value.masked())
    }

    fn fingerprint(&self) -> Result<Option<String>, Failure> {
        Ok(self.value.fingerprint())
    }

    /// In constant time.
    fn equals(&self, other: Arc<Self>) -> Result<bool, Failure> {
        Ok(self.value == other.value)
    }
}

impl From<keyhelm::Secret> for Secret {
    fn from(secret: keyhelm::Secret) -> Self {
        Self { value: secret, _counted: Counted::new() }
    }
}
