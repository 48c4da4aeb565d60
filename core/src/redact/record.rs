use super::{
    form::{Edges, Form},
    hash::{Chain, Hasher},
    tier::{TIERS, Tier},
};

/// What is kept of a form: enough to know the text again, nothing to read it from.
pub(super) struct Record {
    pub(super) length: usize,
    /// Where the window begins whose grams are looked for.
    pub(super) window: usize,
    pub(super) tier: usize,
    pub(super) hash: u64,
    pub(super) edges: Edges,
    pub(super) whole_token: bool,
    marks: Box<[u32]>,
}

impl Record {
    pub(super) fn new(hasher: Hasher, form: &Form, window: usize) -> Self {
        let mut chain = hasher.chain();
        let (words, rest) = form.text.as_chunks::<{ Chain::WORD }>();
        Self {
            length: form.text.len(),
            window,
            tier: Tier::of(form.text.len()),
            edges: form.edges,
            whole_token: form.whole_token,
            marks: words.iter().map(|word| chain.word(*word)).collect(),
            hash: chain.end(rest),
        }
    }

    /// Whether this is the text, byte for byte, but for one chance in 2⁶⁴.
    pub(super) fn is(&self, hasher: Hasher, text: &[u8]) -> bool {
        let mut chain = hasher.chain();
        let (words, rest) = text.as_chunks::<{ Chain::WORD }>();
        text.len() == self.length
            && words.iter().zip(&self.marks).all(|(word, mark)| chain.word(*word) == *mark)
            && chain.end(rest) == self.hash
    }
}

/// The windows a form can choose from: its end, where keys of one family differ most, its beginning, and between.
pub(super) fn windows(length: usize) -> impl Iterator<Item = usize> {
    let last = length - TIERS[Tier::of(length)].shortest();
    [last, 0, last / 2, last / 4, last / 4 * 3].into_iter()
}
