use std::collections::HashMap;

use super::{
    form::{Form, is_base64},
    hash::{Chain, Hasher},
    prehashed::Prehashed,
};

/// How registered texts begin: what tells whether the end of a text may become one of them when it goes on.
///
/// It answers by the first byte, the first two, four, and then every eight bytes; in between it may say yes too
/// often, never no.
pub(super) struct Starts {
    hasher: Hasher,
    first: [u32; 256],
    /// In many maps, so that none is ever so large that its growth takes long.
    hashes: Vec<HashMap<u32, u32, Prehashed>>,
    /// Texts that may have a character of theirs before them.
    with_edge: usize,
    longest: usize,
}

const SHARD_BITS: u32 = 10;

/// The middle of a hash: its map goes by both ends.
fn shard(hash: u32) -> usize {
    (hash >> SHARD_BITS) as usize & ((1 << SHARD_BITS) - 1)
}

const SHORT: [usize; 2] = [2, 4];

impl Starts {
    pub(super) fn new(hasher: Hasher) -> Self {
        Self {
            hasher,
            first: [0; 256],
            hashes: vec![HashMap::default(); 1 << SHARD_BITS],
            with_edge: 0,
            longest: 0,
        }
    }

    pub(super) fn add(&mut self, form: &Form) {
        self.first[usize::from(form.text[0])] += 1;
        self.with_edge += usize::from(form.edges.before);
        self.longest = self.longest.max(form.text.len());
        for hash in hashes(self.hasher, &form.text) {
            *self.hashes[shard(hash)].entry(hash).or_default() += 1;
        }
    }

    pub(super) fn remove(&mut self, form: &Form) {
        self.first[usize::from(form.text[0])] -= 1;
        self.with_edge -= usize::from(form.edges.before);
        for hash in hashes(self.hasher, &form.text) {
            let shard = &mut self.hashes[shard(hash)];
            if let Some(count) = shard.get_mut(&hash) {
                *count -= 1;
                if *count == 0 {
                    shard.remove(&hash);
                }
            }
        }
    }

    /// The first place from `from` on where a registered text may have begun that does not end in this text.
    pub(super) fn open(&self, text: &[u8], from: usize) -> Option<usize> {
        let from = from.max((text.len() + 1).saturating_sub(self.longest));
        let has_edge = |at: usize| self.with_edge > 0 && at > from && is_base64(text[at - 1]);
        (from..text.len())
            .find(|at| self.may_begin(&text[*at..]))
            .map(|at| if has_edge(at) { at - 1 } else { at })
            .or_else(|| (text.len() > from && has_edge(text.len())).then(|| text.len() - 1))
    }

    fn may_begin(&self, text: &[u8]) -> bool {
        let knows = |hash| self.hashes[shard(hash)].contains_key(&hash);
        match text.len() {
            1 => self.first[usize::from(text[0])] > 0,
            2 | 3 => knows(self.hasher.short(&text[..2])),
            4..8 => knows(self.hasher.short(&text[..4])),
            _ => {
                let mut chain = self.hasher.chain();
                text.as_chunks().0.iter().all(|word| knows(chain.word(*word)))
            }
        }
    }
}

/// Of each start that is not the whole.
fn hashes(hasher: Hasher, text: &[u8]) -> impl Iterator<Item = u32> {
    let short = SHORT.into_iter().map(move |length| hasher.short(&text[..length]));
    let mut chain = hasher.chain();
    let words = text[..text.len() - 1].chunks_exact(Chain::WORD);
    short.chain(words.filter_map(|word| word.try_into().ok()).map(move |word| chain.word(word)))
}
