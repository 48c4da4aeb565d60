//! SHA-256 of a secret: what the sandbox keeps of every key it issues.

use sha2::{Digest as _, Sha256};

/// The digest of a key, password or token; enough to recognise it, not to use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn of(secret: &[u8]) -> Digest {
        Digest(Sha256::digest(secret).into())
    }

    /// The first 16 hex digits.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hex = String::with_capacity(16);
        for byte in &self.0[..8] {
            hex.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
            hex.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
        }
        hex
    }
}
