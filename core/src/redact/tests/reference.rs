//! What is to be hidden of registered texts, found the slow and obvious way: every reading of the whole text, every
//! form of every secret, at every place.

use crate::redact::span::Span;

#[derive(Debug)]
pub(super) struct Known {
    pub(super) text: String,
    pub(super) guessable: bool,
}

pub(super) fn redact(known: &[Known], text: &[u8]) -> Vec<u8> {
    cover(text, &spans(known, text))
}

pub(super) fn cover(text: &[u8], spans: &[Span]) -> Vec<u8> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut output = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(first) = spans.iter().find(|span| span.start == at) else {
            output.push(text[at]);
            at += 1;
            continue;
        };
        let mut end = first.end;
        while let Some(longer) =
            spans.iter().find(|span| span.start >= at && span.start < end && span.end > end)
        {
            end = longer.end;
        }
        output.extend_from_slice(b"[REDACTED]");
        at = end;
    }
    output
}

/// A byte as it is read, and the bytes of the text it is read from.
#[derive(Clone, Copy)]
struct Read {
    byte: u8,
    from: Span,
}

fn spans(known: &[Known], text: &[u8]) -> Vec<Span> {
    let raw: Vec<Read> =
        (0..text.len()).map(|at| Read { byte: text[at], from: Span { start: at, end: at + 1 } }).collect();
    let (json, percent) = (undo_json(&raw), undo_percent(&raw));
    let readings = [
        undo_json(&json),
        undo_percent(&json),
        undo_json(&percent),
        undo_percent(&percent),
        json,
        percent,
        raw,
    ];
    let mut spans = Vec::new();
    for reading in &readings {
        for known in known {
            find_plain(reading, known, text, &mut spans);
            find_hex(reading, known.text.as_bytes(), &mut spans);
            find_base64(reading, known.text.as_bytes(), &mut spans);
        }
    }
    spans
}

fn bytes(reading: &[Read]) -> Vec<u8> {
    reading.iter().map(|read| read.byte).collect()
}

fn span(reading: &[Read], start: usize, end: usize) -> Span {
    Span { start: reading[start].from.start, end: reading[end - 1].from.end }
}

fn places(reading: &[Read], wanted: &[u8]) -> Vec<usize> {
    let bytes = bytes(reading);
    (0..bytes.len()).filter(|at| bytes[*at..].starts_with(wanted)).collect()
}

fn find_plain(reading: &[Read], known: &Known, text: &[u8], spans: &mut Vec<Span>) {
    for at in places(reading, known.text.as_bytes()) {
        let span = span(reading, at, at + known.text.len());
        if !known.guessable || is_token(text, span) {
            spans.push(span);
        }
    }
}

fn is_token(text: &[u8], span: Span) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let raw = |at: usize| Read { byte: text[at], from: Span { start: at, end: at + 1 } };
    let before = &text[..span.start];
    // An escape that ends right before counts as what it means.
    let escape_ends = [2, 3, 6].iter().filter(|length| **length <= before.len()).any(|length| {
        let start = before.len() - length;
        let tail: Vec<Read> = (start..before.len()).map(raw).collect();
        let undone = if before[start] == b'%' { undo_percent(&tail) } else { undo_json(&tail) };
        undone.len() < tail.len()
            && undone[0].from == (Span { start, end: span.start })
            && undone.iter().all(|read| !is_word(read.byte))
    });
    let double_percent = before.len() >= 5 && {
        let tail: Vec<Read> = (before.len() - 5..before.len()).map(raw).collect();
        let twice = undo_percent(&undo_percent(&tail));
        bytes(&tail).starts_with(b"%25") && twice.len() == 1 && !is_word(twice[0].byte)
    };
    let free_before = before.last().is_none_or(|byte| !is_word(*byte)) || escape_ends || double_percent;
    free_before && text.get(span.end).is_none_or(|byte| !is_word(*byte))
}

fn find_hex(reading: &[Read], secret: &[u8], spans: &mut Vec<Span>) {
    let lower: Vec<u8> = secret.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
    for wanted in [lower.to_ascii_uppercase(), lower] {
        for at in places(reading, &wanted) {
            spans.push(span(reading, at, at + wanted.len()));
        }
    }
}

/// At each place: what a blob must read from here on to hold the secret, some bits into its first character.
fn find_base64(reading: &[Read], secret: &[u8], spans: &mut Vec<Span>) {
    let bits: Vec<bool> =
        secret.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    let alphabets = [b'+', b'-'].map(|plus| {
        let slash = if plus == b'+' { b'/' } else { b'_' };
        let mut all: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').collect();
        all.extend([plus, slash]);
        all
    });
    // The secret starts at a byte of the blob, so 0, 2 or 4 bits of its first character come before or after.
    for (skipped, edge_before) in [(0, false), (4, true), (2, true)] {
        let sextets: Vec<usize> = bits[skipped..]
            .chunks_exact(6)
            .map(|six| six.iter().fold(0, |value, bit| value * 2 + usize::from(*bit)))
            .collect();
        let edge_after = !(bits.len() - skipped).is_multiple_of(6);
        for alphabet in &alphabets {
            let wanted: Vec<u8> = sextets.iter().map(|sextet| alphabet[*sextet]).collect();
            for at in places(reading, &wanted) {
                let is_base64 = |read: &Read| alphabets.iter().any(|all| all.contains(&read.byte));
                let mut start = at;
                let mut end = at + wanted.len();
                if edge_before && at > 0 && is_base64(&reading[at - 1]) {
                    start -= 1;
                }
                if edge_after && reading.get(end).is_some_and(is_base64) {
                    end += 1;
                }
                spans.push(span(reading, start, end));
            }
        }
    }
}

fn undo_percent(source: &[Read]) -> Vec<Read> {
    let text = bytes(source);
    let mut output = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let value = text
            .get(at + 1..at + 3)
            .filter(|digits| text[at] == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).ok());
        match value {
            Some(byte) => {
                output.push(Read { byte, from: span(source, at, at + 3) });
                at += 3;
            }
            None => {
                output.push(source[at]);
                at += 1;
            }
        }
    }
    output
}

fn undo_json(source: &[Read]) -> Vec<Read> {
    let text = bytes(source);
    let code = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let digits = digits.iter().all(u8::is_ascii_hexdigit).then_some(digits)?;
        u16::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).ok()
    };
    let mut output = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let short = (text[at] == b'\\').then(|| text.get(at + 1)).flatten().and_then(|letter| {
            b"\"\\/bfnrt".iter().position(|known| known == letter).map(|at| b"\"\\/\x08\x0c\n\r\t"[at])
        });
        let (meaning, length) = if let Some(byte) = short {
            (vec![byte], 2)
        } else {
            let units: Vec<u16> = [code(at), code(at + 6)].into_iter().map_while(|code| code).collect();
            let one = units.first().and_then(|unit| String::from_utf16(&[*unit]).ok());
            let two = (units.len() == 2).then(|| String::from_utf16(&units).ok()).flatten();
            match (one, two) {
                (Some(one), _) => (one.into_bytes(), 6),
                (None, Some(two)) => (two.into_bytes(), 12),
                (None, None) => (vec![text[at]], 1),
            }
        };
        let from = span(source, at, at + length);
        output.extend(meaning.into_iter().map(|byte| Read { byte, from }));
        at += length;
    }
    output
}
