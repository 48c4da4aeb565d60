use super::grams::{Grams, Place};

/// How many words are made ready, and how many places looked at, in one step.
const WORDS: usize = 1024;
const PLACES: usize = 256;

/// A larger table in the making. It takes a step with each form that is added, so that no addition has to wait for all
/// of it; meanwhile the old table serves, and what changes there is done here too.
pub(super) struct Growth {
    larger: Larger,
    /// How many places of the old table have been looked at.
    copied: usize,
    taken: usize,
}

enum Larger {
    /// Not all of its memory has been touched.
    Unready(super::grams::Unready),
    Ready(Grams),
}

impl Growth {
    pub(super) fn for_places(places: usize) -> Self {
        Self { larger: Larger::Unready(Grams::unready(places)), copied: 0, taken: 0 }
    }

    /// Takes a step. Tells whether it was the last one.
    pub(super) fn step(&mut self, old: &Grams) -> bool {
        match &mut self.larger {
            Larger::Unready(unready) => {
                if let Some(ready) = unready.touch(WORDS) {
                    self.larger = Larger::Ready(ready);
                }
                false
            }
            Larger::Ready(larger) => {
                let end = old.len().min(self.copied + PLACES);
                for (hash, place) in old.between(self.copied..end) {
                    self.taken += usize::from(larger.insert(hash, place).is_new);
                }
                self.copied = end;
                end == old.len()
            }
        }
    }

    /// A gram has come to a place of the old table.
    pub(super) fn inserted(&mut self, at: usize, hash: u32, place: Place) {
        if let Larger::Ready(larger) = &self.larger
            && at < self.copied
        {
            self.taken += usize::from(larger.insert(hash, place).is_new);
        }
    }

    /// A gram has gone from a place of the old table.
    pub(super) fn removed(&mut self, at: usize, hash: u32, place: Place) {
        if let Larger::Ready(larger) = &self.larger
            && at < self.copied
        {
            larger.remove(hash, place);
        }
    }

    /// The new table and how many of its places are taken, after the last step.
    pub(super) fn done(self) -> Option<(Grams, usize)> {
        match self.larger {
            Larger::Ready(larger) => Some((larger, self.taken)),
            Larger::Unready(_) => None,
        }
    }
}
