use super::{
    super::span::Span,
    class::URL_BASE64,
    text::{Judged, Open, Text},
};

pub(super) const START: &[u8] = b"eyJ";

const LONGEST: usize = 16384;

/// How far a token may go that begins here, and no further.
#[derive(Clone, Copy)]
struct Token<'a> {
    text: Text<'a>,
    limit: usize,
}

pub(super) fn has_edge(text: Text<'_>, start: usize) -> bool {
    !text.has_before(start, URL_BASE64)
}

/// Whether what begins with `eyJ` is a signed or an encrypted token, the longer of the two. What is neither yet when it
/// has reached its longest, but has more than a header, is hidden as well.
pub(super) fn judge(text: Text<'_>, start: usize) -> Judged {
    if !has_edge(text, start) {
        return Ok(None);
    }
    let token = Token { text, limit: start + LONGEST };
    let header = token.part(start)?;
    if header - start < START.len() + 7 || !token.is_dot(header)? {
        return Ok(None);
    }
    let end = match token.encrypted_end(header + 1)? {
        Some(end) => Some(end),
        None => token.signed_end(header + 1)?,
    };
    Ok(end.map(|end| Span { start, end }))
}

impl Token<'_> {
    fn part(self, from: usize) -> Result<usize, Open> {
        self.text.run(from, self.limit - from, URL_BASE64)
    }

    fn is_dot(self, position: usize) -> Result<bool, Open> {
        Ok(position < self.limit && self.text.at(position)? == Some(b'.'))
    }

    fn encrypted_end(self, second: usize) -> Result<Option<usize>, Open> {
        let mut end = self.part(second)?;
        for _ in 0..3 {
            if end == self.limit {
                return Ok(Some(end));
            }
            if !self.is_dot(end)? {
                return Ok(None);
            }
            let part = end + 1;
            end = self.part(part)?;
            if end == part && end < self.limit {
                return Ok(None);
            }
        }
        Ok(Some(end))
    }

    fn signed_end(self, second: usize) -> Result<Option<usize>, Open> {
        let end = self.part(second)?;
        let payload = &self.text.bytes[second..end];
        if !payload.starts_with(b"ey") || payload.len() < 10 {
            return Ok(None);
        }
        if self.is_dot(end)? { self.part(end + 1).map(Some) } else { Ok(Some(end)) }
    }
}
