use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use zeroize::Zeroize as _;

/// Table places per filter word: about half of the places are taken at most, so a gram has 23 bits of the filter or more.
const PLACES_PER_WORD: usize = 4;
const SMALLEST: usize = 8192;

/// A filter word has so many bits as so many bits can count.
const BIT_BITS: u32 = 6;

const EMPTY: u64 = 0;
const GONE: u64 = 1;

/// Where a gram stands: in which form of which secret, and where in the form's window. Or that too many share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Form { slot: u32, form: u8, step: u8 },
    Crowd,
}

impl Place {
    pub(super) const SLOTS: u32 = 1 << 20;

    fn pack(self, hash: u32) -> u64 {
        let low = match self {
            Self::Form { slot, form, step } => {
                (u64::from(slot) << 12) | (u64::from(form) << 8) | (u64::from(step) << 4) | 2
            }
            Self::Crowd => 3,
        };
        (u64::from(hash) << 32) | low
    }

    #[expect(clippy::cast_possible_truncation, reason = "each part is cut to its bits")]
    fn unpack(entry: u64) -> Self {
        if entry & 15 == 3 {
            return Self::Crowd;
        }
        let part = |shift: u32, bits: u32| (entry >> shift) & ((1 << bits) - 1);
        Self::Form { slot: part(12, 20) as u32, form: part(8, 4) as u8, step: part(4, 4) as u8 }
    }
}

/// The grams of all windows: a small filter that says no for nearly all texts, and a table for what passes it.
///
/// One thread writes at a time; readers need no lock. They see a gram or not yet, never half of it.
pub(super) struct Grams {
    filter: Box<[AtomicU64]>,
    table: Box<[AtomicU64]>,
}

impl Grams {
    /// With room for nothing yet.
    pub(super) fn none() -> Self {
        let zeroed = || Box::new([AtomicU64::new(EMPTY)]);
        Self { filter: zeroed(), table: zeroed() }
    }

    /// For so many places, its memory asked for and not yet touched.
    pub(super) fn unready(places: usize) -> Unready {
        let length = (places * 2).next_power_of_two().max(SMALLEST);
        Unready {
            length,
            filter: Vec::with_capacity(length / PLACES_PER_WORD),
            table: Vec::with_capacity(length),
        }
    }

    /// How many places there are.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// How many places may be taken: when a larger table is to be begun, and when it must be done.
    pub(super) fn limits(&self) -> (usize, usize) {
        (self.table.len() / 2, self.table.len() / 16 * 11)
    }

    #[inline]
    pub(super) fn may_have(&self, hash: u32) -> bool {
        let (word, bit) = self.bit(hash);
        self.filter[word].load(Ordering::Relaxed) >> bit & 1 == 1
    }

    #[inline]
    fn bit(&self, hash: u32) -> (usize, u32) {
        ((hash >> BIT_BITS) as usize & (self.filter.len() - 1), hash & ((1 << BIT_BITS) - 1))
    }

    /// All places of a gram.
    pub(super) fn places(&self, hash: u32) -> impl Iterator<Item = Place> {
        self.run(hash).map(|at| self.table[at].load(Ordering::Acquire)).filter_map(move |entry| {
            let is_hit = entry > GONE && entry >> 32 == u64::from(hash);
            is_hit.then(|| Place::unpack(entry))
        })
    }

    /// The places that a gram's entries can be in: from its own on, up to the first empty one.
    fn run(&self, hash: u32) -> impl Iterator<Item = usize> {
        let mask = self.table.len() - 1;
        let home = home(hash) & mask;
        (0..=mask)
            .map(move |step| (home + step) & mask)
            .take_while(|at| self.table[*at].load(Ordering::Acquire) != EMPTY)
    }

    /// The caller keeps to `limits`, so there is an empty place.
    pub(super) fn insert(&self, hash: u32, place: Place) -> Inserted {
        let mask = self.table.len() - 1;
        let gone = self.run(hash).find(|at| self.table[*at].load(Ordering::Relaxed) == GONE);
        let at = gone.unwrap_or_else(|| (home(hash) + self.run(hash).count()) & mask);
        self.table[at].store(place.pack(hash), Ordering::Release);
        let (word, bit) = self.bit(hash);
        self.filter[word].fetch_or(1 << bit, Ordering::Release);
        Inserted { at, is_new: gone.is_none() }
    }

    /// Tells where it was.
    pub(super) fn remove(&self, hash: u32, place: Place) -> Option<usize> {
        let entry = place.pack(hash);
        let at = self.run(hash).find(|at| self.table[*at].load(Ordering::Relaxed) == entry)?;
        self.table[at].store(GONE, Ordering::Release);
        Some(at)
    }

    /// What is in these places.
    pub(super) fn between(&self, places: Range<usize>) -> impl Iterator<Item = (u32, Place)> {
        let entries = self.table[places].iter().map(|entry| entry.load(Ordering::Relaxed));
        entries.filter(|entry| *entry > GONE).map(|entry| ((entry >> 32) as u32, Place::unpack(entry)))
    }
}

/// Where a gram was put, and whether that place was empty before.
pub(super) struct Inserted {
    pub(super) at: usize,
    pub(super) is_new: bool,
}

/// A table whose memory is made ready little by little.
pub(super) struct Unready {
    length: usize,
    filter: Vec<AtomicU64>,
    table: Vec<AtomicU64>,
}

impl Unready {
    /// Touches so many words more; the table, once all are.
    pub(super) fn touch(&mut self, words: usize) -> Option<Grams> {
        let empty = || AtomicU64::new(EMPTY);
        let filter = self.length / PLACES_PER_WORD;
        if self.filter.len() < filter {
            self.filter.resize_with(filter.min(self.filter.len() + words), empty);
            return None;
        }
        self.table.resize_with(self.length.min(self.table.len() + words), empty);
        (self.table.len() == self.length).then(|| Grams {
            filter: std::mem::take(&mut self.filter).into_boxed_slice(),
            table: std::mem::take(&mut self.table).into_boxed_slice(),
        })
    }
}

impl Drop for Grams {
    fn drop(&mut self) {
        for word in self.table.iter_mut().chain(&mut self.filter) {
            word.get_mut().zeroize();
        }
    }
}

/// Where a gram's entries begin. The low bits of a hash alone would put too many side by side.
fn home(hash: u32) -> usize {
    hash.wrapping_mul(0x9E37_79B1).rotate_left(16) as usize
}
