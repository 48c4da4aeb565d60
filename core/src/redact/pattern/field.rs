use super::{
    class::{BACKSLASH, LETTER},
    gap::gap_end,
    name::Name,
    text::{Judged, Open, Text},
    value::{bare, quoted},
};

const LONGEST_WRAPPER: usize = 24;

/// A quotation mark, and how many backslashes escape it: none, or once, twice or three times over.
#[derive(Clone, Copy)]
pub(super) struct Quote {
    pub(super) mark: u8,
    pub(super) escapes: usize,
}

/// What comes between a name and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Colon,
    Equals,
}

/// What is secret after this name.
pub(super) fn judge(text: Text<'_>, name: &Name) -> Judged {
    let at = match quote_at(text, name.end)? {
        Some((_, end)) => end,
        None => name.end,
    };
    let at = gap_end(text, at)?;
    let (separator, at) = match text.at(at)? {
        Some(b':') => (Separator::Colon, at + 1),
        Some(b'=') if text.at(at + 1)? == Some(b'>') => (Separator::Equals, at + 2),
        Some(b'=') => (Separator::Equals, at + 1),
        _ => return Ok(None),
    };
    let at = gap_end(text, at)?;
    match opening(text, at)? {
        Some((quote, content)) => quoted(text, name, quote, content),
        None => bare(text, name, separator, at),
    }
}

fn quote_at(text: Text<'_>, at: usize) -> Result<Option<(Quote, usize)>, Open> {
    let escapes = match text.at(at)? {
        Some(mark @ (b'"' | b'\'')) => return Ok(Some((Quote { mark, escapes: 0 }, at + 1))),
        Some(b'\\') => text.run(at, 8, BACKSLASH)? - at,
        _ => return Ok(None),
    };
    if !matches!(escapes, 1 | 3 | 7) {
        return Ok(None);
    }
    let mark = text.at(at + escapes)?.filter(|mark| matches!(mark, b'"' | b'\''));
    Ok(mark.map(|mark| (Quote { mark, escapes }, at + escapes + 1)))
}

/// The quote that opens a value, alone, as in `b"…"` or as in `Some("…")`.
fn opening(text: Text<'_>, at: usize) -> Result<Option<(Quote, usize)>, Open> {
    if let Some(plain) = quote_at(text, at)? {
        return Ok(Some(plain));
    }
    if text.at(at)? == Some(b'b')
        && let Some(bytes) = quote_at(text, at + 1)?
    {
        return Ok(Some(bytes));
    }
    let end = text.run(at, LONGEST_WRAPPER, LETTER)?;
    if end > at && text.at(end)? == Some(b'(') { quote_at(text, end + 1) } else { Ok(None) }
}
