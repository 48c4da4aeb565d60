use std::hash::{BuildHasher as _, RandomState};

const WORD: usize = 8;

/// The hashes by which registered texts are known. They are keyed anew in each process, so nobody can prepare a text
/// whose hashes collide, and what is kept of a secret tells nothing in another process.
#[derive(Clone, Copy)]
pub(super) struct Hasher {
    seed: u64,
    factor: u64,
}

impl Hasher {
    pub(super) fn new() -> Self {
        let random = |of: u8| RandomState::new().hash_one(of);
        Self { seed: random(1), factor: random(2) | 1 }
    }

    /// Of one gram, in the low bytes of a word: as little work as will do, since this is done for all of a text.
    #[inline]
    pub(super) fn gram(self, gram: u64) -> u32 {
        fold(gram.wrapping_mul(self.factor))
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the halves of the product are folded together")]
    fn mix(self, word: u64) -> u64 {
        let product = u128::from(word ^ self.seed) * u128::from(self.factor);
        (product as u64) ^ ((product >> 64) as u64)
    }

    /// Of a text, with its marks on the way.
    pub(super) fn chain(self) -> Chain {
        Chain { hasher: self, state: self.seed }
    }

    pub(super) fn whole(self, text: &[u8]) -> u64 {
        let (words, rest) = text.as_chunks::<WORD>();
        let mut chain = self.chain();
        for word in words {
            chain.word(*word);
        }
        chain.end(rest)
    }

    /// Of a text of fewer bytes than a word: a text and the same text with zero bytes after it differ.
    pub(super) fn short(self, text: &[u8]) -> u32 {
        let whole = self.chain().end(text);
        fold(whole)
    }
}

/// A text hashed word by word. After each word there is a mark, so that two texts can be told apart early.
pub(super) struct Chain {
    hasher: Hasher,
    state: u64,
}

impl Chain {
    pub(super) const WORD: usize = WORD;

    #[inline]
    pub(super) fn word(&mut self, word: [u8; WORD]) -> u32 {
        self.state = self.hasher.mix(self.state.rotate_left(29) ^ u64::from_le_bytes(word));
        fold(self.state)
    }

    /// The hash of the whole, whose last bytes, fewer than a word, are `rest`.
    #[inline]
    pub(super) fn end(self, rest: &[u8]) -> u64 {
        let length = rest.len() as u64;
        let tail = rest.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        self.hasher.mix(self.state.rotate_left(13) ^ tail ^ ((length + 1) << 56))
    }
}

fn fold(hash: u64) -> u32 {
    (hash >> 32) as u32
}
