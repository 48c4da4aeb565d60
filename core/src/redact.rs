//! A placeholder with the face of the redactor that is being built.

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

use crate::{error::Error, secret::Secret};

/// Takes secrets out of texts.
#[derive(Clone, Default)]
pub struct Redactor(Arc<Mutex<Vec<Secret>>>);

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    /// A new one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The process-wide one.
    pub fn shared() -> Self {
        static SHARED: LazyLock<Redactor> = LazyLock::new(Redactor::new);
        SHARED.clone()
    }

    fn known(&self) -> MutexGuard<'_, Vec<Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a secret.
    pub fn add(&self, secret: &Secret) -> Result<(), Error> {
        if secret.expose().len() < 8 {
            return Err(Error::config("a value shorter than 8 bytes is not redacted"));
        }
        self.known().push(secret.clone());
        Ok(())
    }

    /// Forgets a secret.
    pub fn remove(&self, secret: &Secret) {
        self.known().retain(|known| known != secret);
    }

    /// The text without secrets.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut redacted = Cow::Borrowed(text);
        for secret in &*self.known() {
            if redacted.contains(secret.expose()) {
                redacted = redacted.replace(secret.expose(), "[REDACTED]").into();
            }
        }
        redacted
    }

    /// The bytes without secrets.
    pub fn redact_bytes<'t>(&self, bytes: &'t [u8]) -> Cow<'t, [u8]> {
        let mut redacted = bytes.to_vec();
        for secret in &*self.known() {
            let text = secret.expose().as_bytes();
            while let Some(at) = redacted.windows(text.len()).position(|part| part == text) {
                redacted.splice(at..at + text.len(), *b"[REDACTED]");
            }
        }
        if redacted == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(redacted) }
    }

    /// For streams.
    pub fn stream(&self) -> RedactorStream {
        RedactorStream { redactor: self.clone(), held: Vec::new() }
    }
}

/// See [`Redactor::stream`].
#[derive(Debug)]
pub struct RedactorStream {
    redactor: Redactor,
    held: Vec<u8>,
}

impl RedactorStream {
    /// The bytes that are safe to pass on.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.held.extend_from_slice(bytes);
        Vec::new()
    }

    /// The rest.
    pub fn finish(&mut self) -> Vec<u8> {
        let held = std::mem::take(&mut self.held);
        self.redactor.redact_bytes(&held).into_owned()
    }
}
