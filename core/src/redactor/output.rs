use zeroize::Zeroizing;

/// How much of what is written goes through the stream at a time, so that one large write needs no large buffer.
pub(super) const PIECE: usize = 64 * 1024;

/// Settled text on its way to a writer that may take only a part of it. Wiped when it is through.
#[derive(Default)]
pub(super) struct Output {
    bytes: Zeroizing<Vec<u8>>,
    taken: usize,
}

impl Output {
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.taken..).unwrap_or_default()
    }

    /// The writer took so many bytes of the rest.
    pub(super) fn advance(&mut self, count: usize) {
        self.taken += count;
        if self.rest().is_empty() {
            *self = Self::default();
        }
    }

    /// What follows, once nothing is left.
    pub(super) fn refill(&mut self, bytes: Vec<u8>) {
        *self = Self { bytes: Zeroizing::new(bytes), taken: 0 };
    }
}
