use zeroize::{Zeroize as _, Zeroizing};

use super::{
    cover::Cover,
    pattern::{FAMILIES, Found},
    sift::{Sieve, Sifted},
    span::Span,
};

/// The most that is ever held back.
const MOST_HELD: usize = 64 * 1024;

/// How much of what has been passed on is kept to be looked back at.
const CONTEXT: usize = 24;

/// A text that comes in pieces.
pub(super) struct Flow {
    /// Some bytes that have been passed on, then those that are held back.
    window: Zeroizing<Vec<u8>>,
    context: usize,
    cover: Cover,
    busy: [usize; FAMILIES],
    /// What is to be hidden of finds that begin before the held bytes.
    begun: Vec<Span>,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self {
            window: Zeroizing::default(),
            context: 0,
            cover: Cover::default(),
            busy: [0; FAMILIES],
            begun: Vec::new(),
        }
    }

    pub(super) fn held(&self) -> usize {
        self.window.len() - self.context
    }

    /// Takes more of the text and gives what can no longer change.
    pub(super) fn push(&mut self, sieve: &Sieve, bytes: &[u8]) -> Vec<u8> {
        let mut output = Vec::new();
        // In pieces, so that no more than their length is added to what is held.
        for piece in bytes.chunks(MOST_HELD) {
            self.take(piece);
            self.settle(sieve, false, &mut output);
        }
        output
    }

    /// The text is over: gives the rest.
    pub(super) fn finish(&mut self, sieve: &Sieve) -> Vec<u8> {
        let mut output = Vec::new();
        self.settle(sieve, true, &mut output);
        *self = Self::new();
        output
    }

    fn take(&mut self, piece: &[u8]) {
        let needed = self.window.len() + piece.len();
        if needed > self.window.capacity() {
            // Grown by hand, because a vector that grows leaves its old bytes behind.
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.next_power_of_two()));
            larger.extend_from_slice(&self.window);
            self.window = larger;
        }
        self.window.extend_from_slice(piece);
    }

    fn settle(&mut self, sieve: &Sieve, last: bool, output: &mut Vec<u8>) {
        let length = self.window.len();
        let sifted = sieve.sift(&self.window, self.context, &mut self.busy.clone(), last);
        let cut = if last { length } else { self.cut(sieve, &sifted) };
        let begun = |found: &&Found| found.start < cut;
        let mut spans: Vec<Span> = self.begun.iter().chain(&sifted.spans).copied().collect();
        spans.extend(sifted.patterns.iter().filter(begun).map(|found| found.span));
        spans.sort_unstable();
        output.reserve(cut - self.context);
        self.cover.copy(&self.window, cut, &spans, output);
        for found in sifted.patterns.iter().filter(begun) {
            self.busy[found.family] = self.busy[found.family].max(found.span.end);
            self.begun.push(found.span);
        }
        self.begun.retain(|span| span.start >= cut);
        self.forget_before(cut);
    }

    /// Up to where the text is settled.
    fn cut(&self, sieve: &Sieve, sifted: &Sifted) -> usize {
        let length = self.window.len();
        let open = sifted.open.unwrap_or(length).clamp(self.context, length);
        sieve.boundary(&self.window, self.context, open).max(length.saturating_sub(MOST_HELD))
    }

    fn forget_before(&mut self, cut: usize) {
        let kept = cut.saturating_sub(CONTEXT);
        let (length, left) = (self.window.len(), self.window.len() - kept);
        self.window.copy_within(kept.., 0);
        self.window[left..length].zeroize();
        self.window.truncate(left);
        self.context = cut - kept;
        self.cover.shift(kept);
        for busy in &mut self.busy {
            *busy = busy.saturating_sub(kept);
        }
        for span in &mut self.begun {
            *span = Span { start: span.start - kept, end: span.end - kept };
        }
    }
}
