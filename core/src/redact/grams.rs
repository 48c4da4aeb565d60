use std::sync::atomic::{AtomicU64, Ordering};

/// Table places per filter word: at most half of the places are taken, so a gram has 32 bits of the filter or more.
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

    fn for_places(places: usize) -> Self {
        let places = (places * 2).next_power_of_two().max(SMALLEST);
        let zeroed = |length| (0..length).map(|_| AtomicU64::new(EMPTY)).collect();
        Self { filter: zeroed(places / PLACES_PER_WORD), table: zeroed(places) }
    }

    /// How many places may be taken before a larger one is due.
    pub(super) fn capacity(&self) -> usize {
        self.table.len() / 2
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

    /// The caller keeps to `capacity`, so there is an empty place. Tells whether one was newly taken.
    pub(super) fn insert(&self, hash: u32, place: Place) -> bool {
        let mask = self.table.len() - 1;
        let gone = self.run(hash).find(|at| self.table[*at].load(Ordering::Relaxed) == GONE);
        let at = gone.unwrap_or_else(|| (home(hash) + self.run(hash).count()) & mask);
        self.table[at].store(place.pack(hash), Ordering::Release);
        let (word, bit) = self.bit(hash);
        self.filter[word].fetch_or(1 << bit, Ordering::Release);
        gone.is_none()
    }

    pub(super) fn remove(&self, hash: u32, place: Place) -> bool {
        let entry = place.pack(hash);
        let found = self.run(hash).find(|at| self.table[*at].load(Ordering::Relaxed) == entry);
        if let Some(at) = found {
            self.table[at].store(GONE, Ordering::Release);
        }
        found.is_some()
    }

    /// The same grams in a table for `places`, without what is gone.
    pub(super) fn copied(&self, places: usize) -> (Self, usize) {
        let copy = Self::for_places(places);
        let live = self.table.iter().map(|entry| entry.load(Ordering::Relaxed)).filter(|entry| *entry > GONE);
        let mut count = 0;
        for entry in live {
            copy.insert((entry >> 32) as u32, Place::unpack(entry));
            count += 1;
        }
        (copy, count)
    }
}

/// Where a gram's entries begin. The low bits of a hash alone would put too many side by side.
fn home(hash: u32) -> usize {
    hash.wrapping_mul(0x9E37_79B1).rotate_left(16) as usize
}
