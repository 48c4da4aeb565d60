use std::borrow::Cow;

use napi::{Env, bindgen_prelude::BufferSlice};
use napi_derive::napi;

use crate::{error, secret::Secret};

#[napi]
pub struct Redactor(keyhelm::Redactor);

#[napi]
impl Redactor {
    #[napi(factory)]
    pub fn own() -> Self {
        Self(keyhelm::Redactor::new())
    }

    #[napi(factory)]
    pub fn shared() -> Self {
        Self(keyhelm::Redactor::shared())
    }

    /// Gives the refusal, if it is refused.
    #[napi]
    pub fn add(&self, secret: &Secret) -> Option<String> {
        self.0.add(&secret.0).err().map(|error| error::facts(&error))
    }

    #[napi]
    pub fn remove(&self, secret: &Secret) {
        self.0.remove(&secret.0);
    }

    /// Nothing where the text stays as it is.
    #[napi]
    pub fn text(&self, text: String) -> Option<String> {
        match self.0.redact(&text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(redacted) => Some(redacted),
        }
    }

    /// Nothing where the bytes stay as they are.
    #[napi]
    pub fn bytes<'env>(&self, env: &'env Env, bytes: &[u8]) -> napi::Result<Option<BufferSlice<'env>>> {
        match self.0.redact_bytes(bytes) {
            Cow::Borrowed(_) => Ok(None),
            Cow::Owned(redacted) => BufferSlice::copy_from(env, redacted).map(Some),
        }
    }

    #[napi]
    pub fn stream(&self) -> RedactorStream {
        RedactorStream(self.0.stream())
    }
}

#[napi]
pub struct RedactorStream(keyhelm::RedactorStream);

#[napi]
impl RedactorStream {
    #[napi]
    pub fn push<'env>(&mut self, env: &'env Env, piece: &[u8]) -> napi::Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, self.0.push(piece))
    }

    #[napi]
    pub fn finish<'env>(&mut self, env: &'env Env) -> napi::Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, self.0.finish())
    }
}
