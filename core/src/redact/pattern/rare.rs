//! Finds what is rare in a log: the starts of JSON Web Tokens and Adyen keys, and the `@` of URLs with credentials.

use memchr::memchr3;

const BLOCK: usize = 64;
/// How many bytes before a sought one tell that it is one.
const BEFORE: usize = 2;

/// The sought bytes of a range, one after the other.
pub(super) struct Bytes<'a> {
    text: &'a [u8],
    end: usize,
    block: usize,
    /// One bit for each sought byte of the block, the first the lowest.
    found: u64,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(text: &'a [u8], from: usize, to: usize) -> Self {
        let mut bytes = Self { text, end: to.min(text.len()), block: 0, found: 0 };
        bytes.look_from(from.max(BEFORE));
        bytes
    }

    /// The next one, if it stands before this position: `J` or `E`, the last of three bytes, or `@`.
    pub(super) fn next_before(&mut self, position: usize) -> Option<(usize, u8)> {
        while self.found == 0 {
            if self.block >= self.end || self.block >= position {
                return None;
            }
            self.look_from(self.block + BLOCK);
        }
        let at = self.block + self.found.trailing_zeros() as usize;
        if at >= position {
            return None;
        }
        self.found &= self.found - 1;
        Some((at, *self.text.get(at)?))
    }

    /// Goes on to the next block with a byte that is rare, which the last one before may be as well.
    fn look_from(&mut self, from: usize) {
        let rest = self.text.get(from - 1..self.end).unwrap_or_default();
        let Some(rare) = memchr3(b'J', b'Q', b'@', rest) else {
            self.block = self.end;
            return;
        };
        self.block = from.max(from - 1 + rare);
        let start = self.block - BEFORE;
        self.found = if let Some(block) = self.text.get(start..).and_then(<[u8]>::first_chunk) {
            sought(block)
        } else {
            let mut block = [0; BEFORE + BLOCK];
            let rest = self.text.get(start..self.end).unwrap_or_default();
            block[..rest.len()].copy_from_slice(rest);
            sought(&block)
        };
        let length = self.end.saturating_sub(self.block);
        if length < BLOCK {
            self.found &= (1 << length) - 1;
        }
    }
}

/// Without a branch for each byte.
fn sought(block: &[u8; BEFORE + BLOCK]) -> u64 {
    let mut sought = [0_u8; BLOCK];
    let mut any = 0;
    for (at, sought) in sought.iter_mut().enumerate() {
        let (first, second, third) = (block[at], block[at + 1], block[at + 2]);
        let token = u8::from(first == b'e') & u8::from(second == b'y') & u8::from(third == b'J');
        let key = u8::from(first == b'A') & u8::from(second == b'Q') & u8::from(third == b'E');
        let url = u8::from(second != b'@') & u8::from(third == b'@');
        *sought = token | key | url;
        any |= *sought;
    }
    if any == 0 {
        return 0;
    }
    let (eights, _) = sought.as_chunks::<8>();
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |found, eight| found << 8 | bits(eight))
}
