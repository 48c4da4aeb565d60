use super::{
    grams::{Grams, Inserted, Place},
    growth::Growth,
};

/// What a tier's table holds, counted, and the larger one that may be in the making.
#[derive(Default)]
pub(super) struct Places {
    pub(super) live: usize,
    /// With what is gone and not yet cleared away.
    pub(super) taken: usize,
    pub(super) growth: Option<Growth>,
}

impl Places {
    pub(super) fn insert(&mut self, grams: &Grams, hash: u32, place: Place) {
        let Inserted { at, is_new } = grams.insert(hash, place);
        self.live += 1;
        self.taken += usize::from(is_new);
        if let Some(growth) = &mut self.growth {
            growth.inserted(at, hash, place);
        }
    }

    /// Tells whether it was there.
    pub(super) fn remove(&mut self, grams: &Grams, hash: u32, place: Place) -> bool {
        let Some(at) = grams.remove(hash, place) else { return false };
        self.live -= 1;
        if let Some(growth) = &mut self.growth {
            growth.removed(at, hash, place);
        }
        true
    }
}
