/// How texts of about one length are looked for: at every `stride`-th byte of the text, the `gram` bytes there are
/// looked up. A text of `shortest` bytes or more covers `stride` grams, one after the other, and one of them begins at
/// such a byte.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tier {
    pub(super) stride: usize,
    pub(super) gram: usize,
}

/// From the longest texts to the shortest, so that short ones do not slow down the search for long ones.
pub(super) const TIERS: [Tier; 3] =
    [Tier { stride: 16, gram: 8 }, Tier { stride: 8, gram: 8 }, Tier { stride: 4, gram: 5 }];

/// The shortest text that can be registered.
pub(crate) const SHORTEST: usize = TIERS[2].shortest();

impl Tier {
    pub(super) const fn shortest(self) -> usize {
        self.stride + self.gram - 1
    }

    /// The tier of a text of `length` bytes, which is not under `SHORTEST`.
    pub(super) fn of(length: usize) -> usize {
        TIERS.iter().position(|tier| length >= tier.shortest()).unwrap_or(TIERS.len() - 1)
    }

    /// The gram at `at`, in the low bytes of a word.
    #[inline]
    pub(super) fn load(self, text: &[u8], at: usize) -> u64 {
        let word = match text[at..].first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            None => text[at..].iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
        };
        if self.gram == 8 { word } else { word & ((1 << (8 * self.gram)) - 1) }
    }
}
