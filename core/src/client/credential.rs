use std::sync::{PoisonError, RwLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue, header::AUTHORIZATION};
use zeroize::Zeroizing;

use crate::{
    adapter::Adapter,
    error::Error,
    secret::{Secret, scheme_header},
};

/// What requests are signed with, with the header made once.
#[derive(Clone)]
pub(super) struct Credential {
    /// The key, or the password of a Basic pair.
    pub(super) secret: Secret,
    pub(super) is_key: bool,
    pub(super) header: (HeaderName, HeaderValue),
}

impl Credential {
    pub(super) fn key(adapter: &dyn Adapter, key: Secret) -> Result<Self, Error> {
        let header =
            adapter.key_header(&key).ok_or_else(|| Error::config("`api_key` cannot stand in a header"))?;
        Ok(Self { secret: key, is_key: true, header })
    }

    /// RFC 7617: user name, colon, password, in base64.
    pub(super) fn basic(username: &str, password: Secret) -> Result<Self, Error> {
        // EXPOSE: the password is half of the pair; both buffers are wiped.
        let pair = Zeroizing::new(format!("{username}:{}", password.expose()));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        let value = scheme_header("Basic", &encoded)
            .ok_or_else(|| Error::config("`username` and `password` cannot stand in a header"))?;
        Ok(Self { secret: password, is_key: false, header: (AUTHORIZATION, value) })
    }
}

/// The credential of a client and all its clones.
pub(super) struct CredentialCell(RwLock<Option<Credential>>);

impl CredentialCell {
    pub(super) fn new(credential: Option<Credential>) -> Self {
        Self(RwLock::new(credential))
    }

    pub(super) fn get(&self) -> Option<Credential> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, adapter: &dyn Adapter, key: Secret) -> Result<(), Error> {
        let credential = Credential::key(adapter, key)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(credential);
        Ok(())
    }
}
