//! Random text for keys, passwords and ids.

use std::io;

use sha2::{Digest as _, Sha256};

pub(crate) const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
pub(crate) const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
pub(crate) const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
pub(crate) const HEX: &[u8] = b"0123456789abcdef";
pub(crate) const UPPER_HEX: &[u8] = b"0123456789ABCDEF";
pub(crate) const DIGITS: &[u8] = b"123456789";
pub(crate) const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// The punctuation seen in the last block of Adyen's keys.
pub(crate) const ADYEN_TAIL: &[u8] = b"<;&$*~abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A stream of random bytes: the machine's randomness once, hashed with a counter afterwards, so that no
/// later call can fail.
pub(crate) struct Chance {
    seed: [u8; 32],
    counter: u64,
}

impl Chance {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for chance")]
    pub(crate) fn new() -> io::Result<Chance> {
        let mut seed = [0; 32];
        getrandom::getrandom(&mut seed).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Chance { seed, counter: 0 })
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.counter += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.counter.to_be_bytes());
        hash.finalize().into()
    }

    /// `length` characters of `alphabet`, which is ASCII.
    pub(crate) fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            for byte in self.bytes().into_iter().take(length - text.len()) {
                // A small bias towards the first letters does no harm to keys that open nothing.
                text.push(char::from(alphabet[usize::from(byte) % alphabet.len()]));
            }
        }
        text
    }

    /// A random (version 4) UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.text(HEX, 31);
        format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[12..15], &hex[15..18], &hex[18..30])
    }
}
