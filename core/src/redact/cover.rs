use super::span::Span;

/// What stands for everything that is hidden.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// Copies a text with its spans covered, bit by bit. Spans that overlap are covered together.
#[derive(Default)]
pub(super) struct Cover {
    /// Up to here the text is covered, or copied.
    done: usize,
    /// Up to here it is covered.
    covered: usize,
}

impl Cover {
    /// Copies up to `end`. The spans are in order; one that begins before `end` is begun, wherever it ends.
    pub(super) fn copy(&mut self, text: &[u8], end: usize, spans: &[Span], output: &mut Vec<u8>) {
        for span in spans.iter().take_while(|span| span.start < end) {
            let overlaps = span.start < self.covered;
            if !overlaps {
                output.extend_from_slice(&text[self.done..span.start.max(self.done)]);
                output.extend_from_slice(REDACTED.as_bytes());
            }
            self.covered = self.covered.max(span.end);
            self.done = self.done.max(self.covered);
        }
        if self.done < end {
            output.extend_from_slice(&text[self.done..end]);
            self.done = end;
        }
    }

    /// The text has lost its first bytes.
    pub(super) fn shift(&mut self, by: usize) {
        self.done = self.done.saturating_sub(by);
        self.covered = self.covered.saturating_sub(by);
    }
}
