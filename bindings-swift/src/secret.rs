use std::sync::Arc;

use crate::error::Failure;

/// A value that is never shown. It is an object because the fields of a record show in Swift's `dump`.
#[derive(uniffi::Object)]
pub struct Secret(pub(crate) keyhelm::Secret);

#[uniffi::export]
impl Secret {
    #[uniffi::constructor]
    fn new(text: String) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self(keyhelm::Secret::new(text))))
    }

    #[uniffi::constructor]
    fn password(text: String) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self(keyhelm::Secret::password(text))))
    }

    fn expose(&self) -> Result<String, Failure> {
        // EXPOSE: the caller asks for it by this name.
        Ok(self.0.expose().to_owned())
    }

    fn masked(&self) -> Result<String, Failure> {
        Ok(self.0.masked())
    }

    fn fingerprint(&self) -> Result<Option<String>, Failure> {
        Ok(self.0.fingerprint())
    }

    /// In constant time.
    fn equals(&self, other: Arc<Self>) -> Result<bool, Failure> {
        Ok(self.0 == other.0)
    }
}

impl From<keyhelm::Secret> for Secret {
    fn from(secret: keyhelm::Secret) -> Self {
        Self(secret)
    }
}
