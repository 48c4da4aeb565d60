use std::{ops::Range, sync::Arc};

use super::{
    form::{Edges, is_base64},
    grams::{Grams, Place},
    registry::{Book, Registry},
    span::Span,
    tier::{TIERS, Tier},
};

/// How many grams are looked up before the first hit is looked at.
const BATCH: usize = 64;

/// A `\u` escape each of whose characters is written as one.
const LONGEST_ESCAPE: usize = 36;

/// A registered text found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) span: Span,
    pub(super) edges: Edges,
    pub(super) whole_token: bool,
}

impl Hit {
    /// Takes in the neighbouring characters that hold bits of the secret.
    pub(super) fn take_edges(&mut self, text: &[u8]) {
        let Span { start, end } = self.span;
        let before = self.edges.before && start > 0 && is_base64(text[start - 1]);
        let after = self.edges.after && text.get(end).is_some_and(|byte| is_base64(*byte));
        self.span = Span { start: start - usize::from(before), end: end + usize::from(after) };
    }

    pub(super) fn moved(self, by: usize) -> Self {
        let Span { start, end } = self.span;
        Self { span: Span { start: start + by, end: end + by }, ..self }
    }

    /// Whether what follows the text may still change the hit: the character after it may not be there yet, or only
    /// the beginning of its escape.
    pub(super) fn is_open(&self, text: &[u8]) -> bool {
        let after = &text[self.span.end..];
        let starts_escape = matches!(after, [b'\\' | b'%', ..]) && after.len() < LONGEST_ESCAPE;
        (after.is_empty() && self.whole_token) || (self.edges.after && (after.is_empty() || starts_escape))
    }
}

/// A search for the texts that are registered now.
pub(super) struct Search<'a> {
    pub(super) registry: &'a Registry,
    grams: [Option<Arc<Grams>>; TIERS.len()],
}

impl<'a> Search<'a> {
    /// Nothing where nothing is registered.
    pub(super) fn new(registry: &'a Registry) -> Option<Self> {
        let grams = [0, 1, 2].map(|tier| registry.grams(tier));
        grams.iter().any(Option::is_some).then_some(Self { registry, grams })
    }

    /// Finds the registered texts that have one of their sampled grams in `grid`, as they stand in the text.
    pub(super) fn find(&self, text: &[u8], grid: &Range<usize>, hits: &mut Vec<Hit>) {
        if let Some(grams) = &self.grams[0] {
            self.tier::<16, 8, 0>(grams).find(text, grid, hits);
        }
        if let Some(grams) = &self.grams[1] {
            self.tier::<8, 8, 1>(grams).find(text, grid, hits);
        }
        if let Some(grams) = &self.grams[2] {
            self.tier::<4, 5, 2>(grams).find(text, grid, hits);
        }
    }

    fn tier<'s, const STRIDE: usize, const GRAM: usize, const TIER: usize>(
        &'s self,
        grams: &'s Grams,
    ) -> TierSearch<'s, STRIDE, GRAM, TIER> {
        TierSearch { registry: self.registry, grams }
    }
}

/// The search for the texts of one tier, with its numbers known to the compiler.
struct TierSearch<'a, const STRIDE: usize, const GRAM: usize, const TIER: usize> {
    registry: &'a Registry,
    grams: &'a Grams,
}

impl<const STRIDE: usize, const GRAM: usize, const TIER: usize> TierSearch<'_, STRIDE, GRAM, TIER> {
    const TIER_OF: Tier = {
        assert!(TIERS[TIER].stride == STRIDE && TIERS[TIER].gram == GRAM, "the tier is the one of the table");
        TIERS[TIER]
    };

    fn find(&self, text: &[u8], grid: &Range<usize>, hits: &mut Vec<Hit>) {
        let end = grid.end.min((text.len() + 1).saturating_sub(GRAM));
        let mut first = grid.start.next_multiple_of(STRIDE);
        while first < end {
            let steps = BATCH.min((end - first).div_ceil(STRIDE));
            let mut passed = self.probe(text, first, steps);
            if passed > 0 {
                let book = self.registry.book();
                while passed > 0 {
                    let step = steps - 1 - passed.trailing_zeros() as usize;
                    passed &= passed - 1;
                    self.check(&book, text, first + step * STRIDE, hits);
                }
            }
            first += BATCH * STRIDE;
        }
    }

    /// Which of some grams pass the filter, a bit for each, the last one lowest. There is no branch on what a gram is,
    /// so that the processor need not guess.
    #[inline]
    fn probe(&self, text: &[u8], first: usize, steps: usize) -> u64 {
        let (hasher, grams) = (self.registry.hasher, self.grams);
        let mut passed = 0;
        let mut note = |gram: u64| passed = (passed << 1) | u64::from(grams.may_have(hasher.gram(gram)));
        let (chunks, _) = text[first..].as_chunks::<STRIDE>();
        let mut done = 0;
        // Where a gram lies within its stride no bound need be checked.
        if STRIDE >= GRAM {
            done = steps.min(chunks.len());
            let (fours, rest) = chunks[..done].as_chunks::<4>();
            for four in fours {
                for chunk in four {
                    note(Self::TIER_OF.load(chunk, 0));
                }
            }
            for chunk in rest {
                note(Self::TIER_OF.load(chunk, 0));
            }
        }
        for step in done..steps {
            note(Self::TIER_OF.load(text, first + step * STRIDE));
        }
        passed
    }

    fn check(&self, book: &Book, text: &[u8], at: usize, hits: &mut Vec<Hit>) {
        let hasher = self.registry.hasher;
        let gram = hasher.gram(Self::TIER_OF.load(text, at));
        for place in self.grams.places(gram) {
            let Place::Form { slot, form, step } = place else {
                self.check_crowd(book, text, at, gram, hits);
                continue;
            };
            let Some(record) = book.record(slot, form).filter(|record| record.tier == TIER) else { continue };
            let Some(start) = at.checked_sub(record.window + usize::from(step)) else { continue };
            let span = Span { start, end: start + record.length };
            if text.get(start..span.end).is_some_and(|text| record.is(hasher, text)) {
                hits.push(Hit { span, edges: record.edges, whole_token: record.whole_token });
            }
        }
    }

    fn check_crowd(&self, book: &Book, text: &[u8], at: usize, gram: u32, hits: &mut Vec<Hit>) {
        let crowd = &book.crowds[TIER];
        for shape in crowd.shapes(gram) {
            let Some(start) = at.checked_sub(shape.offset) else { continue };
            let span = Span { start, end: start + shape.length };
            let Some(candidate) = text.get(start..span.end) else { continue };
            let hash = self.registry.hasher.whole(candidate);
            for (slot, form) in crowd.texts(hash) {
                if let Some(record) = book.record(*slot, *form).filter(|record| record.hash == hash) {
                    hits.push(Hit { span, edges: record.edges, whole_token: record.whole_token });
                }
            }
        }
    }
}
