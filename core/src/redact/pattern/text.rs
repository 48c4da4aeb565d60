use super::{super::span::Span, class};

/// More text must come before it can be told.
pub(super) struct Open;

/// What a candidate hides, if it is one.
pub(super) type Judged = Result<Option<Span>, Open>;

/// A text whose end may not have come yet.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) last: bool,
}

impl<'a> Text<'a> {
    pub(super) fn at(self, position: usize) -> Result<Option<u8>, Open> {
        let byte = self.bytes.get(position).copied();
        if byte.is_none() && !self.last { Err(Open) } else { Ok(byte) }
    }

    pub(super) fn before(self, position: usize) -> Option<u8> {
        self.bytes.get(position.checked_sub(1)?).copied()
    }

    pub(super) fn has_before(self, position: usize, class: u32) -> bool {
        self.before(position).is_some_and(|byte| class::is(byte, class))
    }

    /// At most `limit` bytes, fewer only where the text ends for good.
    pub(super) fn window(self, from: usize, limit: usize) -> Result<&'a [u8], Open> {
        let window = self.so_far(from, limit);
        if window.len() < limit && !self.last { Err(Open) } else { Ok(window) }
    }

    pub(super) fn so_far(self, from: usize, limit: usize) -> &'a [u8] {
        let rest = self.bytes.get(from..).unwrap_or_default();
        &rest[..limit.min(rest.len())]
    }

    /// Where the bytes of this class end that begin here, after `limit` of them at the latest.
    pub(super) fn run(self, from: usize, limit: usize, class: u32) -> Result<usize, Open> {
        // Most runs of blanks are empty.
        if limit > 0 && self.bytes.get(from).is_some_and(|byte| !class::is(*byte, class)) {
            return Ok(from);
        }
        let window = self.so_far(from, limit);
        match window.iter().position(|byte| !class::is(*byte, class)) {
            Some(length) => Ok(from + length),
            None if window.len() < limit && !self.last => Err(Open),
            None => Ok(from + window.len()),
        }
    }
}
