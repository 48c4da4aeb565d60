use crate::redact::REDACTED;

use super::{
    super::span::Span,
    class::{self, BARE, BLANK, LINE, LISTED, LOWER},
    field::{Quote, Separator},
    name::Name,
    text::{Judged, Open, Text},
};

const LONGEST: usize = 8192;
const SHORTEST_VAGUE: usize = 8;
/// More bytes that continue a character cannot follow each other.
const MOST_CONTINUED: usize = 3;

pub(super) fn quoted(text: Text<'_>, name: &Name, quote: Quote, start: usize) -> Judged {
    let end = content_end(text, quote, start)?;
    let start = match scheme(&text.bytes[start..end]) {
        Some(scheme) if name.is_authorization => start + scheme.length,
        _ => start,
    };
    Ok(unless_shown(text, name, start, end, end))
}

fn content_end(text: Text<'_>, quote: Quote, start: usize) -> Result<usize, Open> {
    // The closing quote of the longest content is looked for as well.
    let window = text.so_far(start, LONGEST + quote.escapes + 1);
    let mut escapes = 0;
    for (at, byte) in window.iter().enumerate() {
        if *byte == b'\\' {
            escapes += 1;
        } else if matches!(byte, b'\r' | b'\n') {
            return longest(text, start, start + at);
        } else if *byte == quote.mark && escapes % (2 * (quote.escapes + 1)) == quote.escapes {
            return longest(text, start, start + at - quote.escapes);
        } else {
            escapes = 0;
        }
    }
    text.window(start, LONGEST + quote.escapes + 1)?;
    longest(text, start, start + window.len())
}

/// The end, or where a value ends that is too long: not inside a character.
fn longest(text: Text<'_>, start: usize, end: usize) -> Result<usize, Open> {
    if end < start + LONGEST {
        return Ok(end);
    }
    let mut end = start + LONGEST;
    for _ in 0..MOST_CONTINUED {
        if text.at(end)?.is_none_or(|byte| byte & 0xc0 != 0x80) {
            break;
        }
        end -= 1;
    }
    Ok(end)
}

pub(super) fn bare(text: Text<'_>, name: &Name, separator: Separator, start: usize) -> Judged {
    let class = if name.is_header && separator == Separator::Colon { BARE } else { LISTED };
    if name.is_authorization {
        let first = text.run(start, LONGEST, class)?;
        let rest = text.run(first, LONGEST - (first - start), BLANK)?;
        if let Some(scheme) = scheme(&text.bytes[start..rest]) {
            let class = if scheme.is_digest { LINE } else { class };
            return bare_value(text, name, start, rest, class);
        }
    }
    let judged = bare_value(text, name, start, start, class)?;
    // Prose about a password is no password.
    let is_prose = |span: &Span| {
        separator == Separator::Colon
            && text.bytes[span.start..span.end].iter().all(|byte| class::is(*byte, LOWER))
    };
    Ok(judged.filter(|span| !is_prose(span)))
}

fn bare_value(text: Text<'_>, name: &Name, start: usize, shown: usize, class: u32) -> Judged {
    match text.at(shown)? {
        Some(b'[') => return already_hidden(text, shown),
        Some(b'{' | b'(' | b'<') => return Ok(None),
        _ => {}
    }
    let end = text.run(shown, start + LONGEST - shown, class)?;
    let end = longest(text, start, end)?;
    // `{"password":null}` has no value either.
    let brackets = text.bytes[shown..end].iter().rev().take_while(|byte| matches!(byte, b'}' | b']' | b')'));
    let word_end = end - brackets.count();
    Ok(unless_shown(text, name, shown, end, word_end))
}

fn already_hidden(text: Text<'_>, start: usize) -> Judged {
    let hidden = text.so_far(start, REDACTED.len());
    if !REDACTED.as_bytes().starts_with(hidden) {
        return Ok(None);
    }
    text.window(start, REDACTED.len())?;
    Ok((hidden.len() == REDACTED.len()).then_some(Span { start, end: start + hidden.len() }))
}

/// How a value of `Authorization` begins that is shown.
struct Scheme {
    length: usize,
    is_digest: bool,
}

fn scheme(value: &[u8]) -> Option<Scheme> {
    let schemes: [&[u8]; 5] = [b"Basic", b"Bearer", b"Token", b"ApiKey", b"Digest"];
    let word = value.iter().position(|byte| class::is(*byte, BLANK))?;
    let blanks = value[word..].iter().take_while(|byte| class::is(**byte, BLANK)).count();
    let scheme = schemes.iter().find(|scheme| value[..word].eq_ignore_ascii_case(scheme))?;
    Some(Scheme { length: word + blanks, is_digest: *scheme == b"Digest" })
}

/// The value, unless it is none, or one that hides nothing.
fn unless_shown(text: Text<'_>, name: &Name, start: usize, end: usize, word_end: usize) -> Option<Span> {
    let value = &text.bytes[start..end];
    // What an earlier pass left of a value that was too long stays what it is.
    if value.first() == Some(&b'[') && value.starts_with(REDACTED.as_bytes()) {
        return Some(Span { start, end: start + REDACTED.len() });
    }
    let is_shown = value.is_empty()
        || name.is_vague && value.len() < SHORTEST_VAGUE
        || is_word_for_nothing(&text.bytes[start..word_end])
        || is_mask(value);
    (!is_shown).then_some(Span { start, end })
}

fn is_mask(value: &[u8]) -> bool {
    let mut rest = value;
    // The longer one is the bullet.
    while let [b'*' | b'.', after @ ..] | [0xe2, 0x80, 0xa2, after @ ..] = rest {
        rest = after;
    }
    rest.is_empty()
}

fn is_word_for_nothing(value: &[u8]) -> bool {
    // Most values are none, which their length and first byte tell.
    value.len() <= 9
        && matches!(value.first(), Some(b'n' | b'N' | b'u' | b't' | b'f'))
        && matches!(value, b"null" | b"None" | b"nil" | b"undefined" | b"true" | b"false")
}
