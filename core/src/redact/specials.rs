use std::sync::atomic::{AtomicU64, Ordering};

use super::{escape::Escapes, hash::Hasher};

/// How many bytes are looked at together.
const GRAM: usize = 4;
const WORDS: usize = 4096;

/// What stands around those bytes of registered texts that are no letters and digits: only these are escaped as a rule,
/// and most escapes in a text are soon told to be none of these.
///
/// The first escape in a registered text has plain characters before it. So either what follows it, or, near the end,
/// what stands before it, is noted here.
pub(super) struct Specials {
    hasher: Hasher,
    followed: Box<[AtomicU64]>,
    preceded: Box<[AtomicU64]>,
}

impl Specials {
    pub(super) fn new(hasher: Hasher) -> Self {
        let none = || (0..WORDS).map(|_| AtomicU64::new(0)).collect();
        Self { hasher, followed: none(), preceded: none() }
    }

    /// Notes a registered text. It is not forgotten with the text, which costs some time at most.
    pub(super) fn note(&self, text: &[u8]) {
        for (at, _) in text.iter().enumerate().filter(|(_, byte)| is_special(**byte)) {
            match text.get(at..at + GRAM) {
                Some(following) => self.set(&self.followed, gram(following)),
                None => self.set(&self.preceded, gram(&text[at + 1 - GRAM..=at])),
            }
        }
    }

    /// Whether a registered text may have its first escape here, of this kind and length, which stands for this byte.
    /// Says yes to all that is not simple.
    #[inline]
    pub(super) fn may_have(&self, text: &[u8], at: usize, kind: Escapes, length: usize, byte: u8) -> bool {
        let is_nested = at > 0 && is_sign(text[at - 1]);
        if is_nested || !is_special(byte) {
            return true;
        }
        let mut following = u32::from(byte);
        let mut next = at + length;
        for _ in 1..GRAM {
            let byte = match text.get(next) {
                Some(byte) if !is_sign(*byte) => {
                    next += 1;
                    *byte
                }
                Some(sign) if *sign == kind.sign() => match kind.usual(&text[next..]) {
                    Some((byte, length)) if !is_sign(byte) => {
                        next += length;
                        byte
                    }
                    _ => return true,
                },
                _ => return true,
            };
            following = (following << 8) | u32::from(byte);
        }
        let is_followed = self.has(&self.followed, following);
        is_followed
            || at >= GRAM - 1
                && self.has(&self.preceded, gram(&text[at + 1 - GRAM..at]) << 8 | u32::from(byte))
    }

    fn set(&self, words: &[AtomicU64], gram: u32) {
        let hash = self.hasher.gram(u64::from(gram));
        words[(hash >> 6) as usize % WORDS].fetch_or(1 << (hash & 63), Ordering::Release);
    }

    #[inline]
    fn has(&self, words: &[AtomicU64], gram: u32) -> bool {
        let hash = self.hasher.gram(u64::from(gram));
        words[(hash >> 6) as usize % WORDS].load(Ordering::Relaxed) >> (hash & 63) & 1 == 1
    }
}

fn gram(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |gram, byte| (gram << 8) | u32::from(*byte))
}

fn is_special(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric()
}

pub(super) fn is_sign(byte: u8) -> bool {
    byte == Escapes::Json.sign() || byte == Escapes::Percent.sign()
}
