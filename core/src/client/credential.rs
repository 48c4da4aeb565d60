use std::sync::{Arc, PoisonError, RwLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue, header::AUTHORIZATION};
use zeroize::Zeroizing;

use crate::{
    adapter::Adapter,
    error::Error,
    secret::{Secret, scheme_header},
    transport::{Claim, Pacing},
};

/// What requests are signed with, with the header made once.
#[derive(Clone)]
pub(super) struct Credential {
    /// The key, or the password of a Basic pair.
    pub(super) secret: Secret,
    pub(super) is_key: bool,
    /// A Basic pair as it stands in its header, which shows both its halves.
    pub(super) encoded: Option<Secret>,
    /// The platform's own look at the account's key has shown that it is this one. Should an answer be lost later,
    /// the account's key is another one by then, and yet this is the key it took the place of.
    pub(super) is_the_accounts: bool,
    pub(super) header: (HeaderName, HeaderValue),
    pub(super) claim: Arc<Claim>,
}

impl Credential {
    pub(super) fn key(adapter: &dyn Adapter, key: Secret, pacing: &Pacing) -> Result<Self, Error> {
        let header =
            adapter.key_header(&key).ok_or_else(|| Error::config("`api_key` cannot stand in a header"))?;
        key.watch();
        let claim = Arc::new(pacing.of_key(&key));
        Ok(Self { secret: key, is_key: true, encoded: None, is_the_accounts: false, header, claim })
    }

    /// RFC 7617: user name, colon, password, in base64.
    pub(super) fn basic(username: &str, password: Secret, pacing: &Pacing) -> Result<Self, Error> {
        // EXPOSE: the password is half of the pair; both buffers are wiped.
        let pair = Zeroizing::new(format!("{username}:{}", password.reveal()));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        let value = scheme_header("Basic", &encoded)
            .ok_or_else(|| Error::config("`username` and `password` cannot stand in a header"))?;
        let claim = Arc::new(pacing.of_login(username));
        let encoded = Secret::password(encoded.as_str());
        password.watch();
        encoded.watch();
        Ok(Self {
            secret: password,
            is_key: false,
            encoded: Some(encoded),
            is_the_accounts: false,
            header: (AUTHORIZATION, value),
            claim,
        })
    }
}

impl Credential {
    /// Whether the key may be the one with this public start.
    pub(super) fn starts_with(&self, prefix: Option<&str>) -> bool {
        // EXPOSE: only to compare its public start.
        prefix.is_none_or(|prefix| self.secret.reveal().starts_with(prefix))
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

    /// Notes, before the account's key is replaced, whether it is the one in use. A prefix the platform does not tell
    /// speaks for it, as there is one key per account or user.
    pub(super) fn compare(&self, accounts_prefix: Option<&str>) {
        if let Some(own) = &mut *self.0.write().unwrap_or_else(PoisonError::into_inner) {
            own.is_the_accounts |= own.is_key && own.starts_with(accounts_prefix);
        }
    }

    pub(super) fn set(&self, adapter: &dyn Adapter, key: Secret, pacing: &Pacing) -> Result<(), Error> {
        let credential = Credential::key(adapter, key, pacing)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(credential);
        Ok(())
    }
}
