use super::{
    super::span::Span,
    class::{self, BASE64, CHECKSUM, PADDING, URL_BASE64, WORD},
    text::{Judged, Open, Text},
};

pub(super) const PREFIXES: [&[u8]; 4] = [b"sk_live_", b"sk_test_", b"caibo_live_sk_", b"caibo_test_sk_"];

/// `CertoPay` shows eight characters of the tail as a key's public prefix.
const SHORTEST_TAIL: usize = 9;
const LONGEST_TAIL: usize = 512;

/// Adyen keys have been seen to look so; Adyen documents no format.
pub(super) const ADYEN_START: &[u8] = b"AQE";

const LONGEST_PART: usize = 256;
const LONGEST_CHECKSUM: usize = 64;

pub(super) fn has_edge(text: Text<'_>, start: usize) -> bool {
    !text.has_before(start, WORD)
}

pub(super) fn judge(text: Text<'_>, start: usize) -> Judged {
    let rest = text.bytes.get(start..).unwrap_or_default();
    let Some(prefix) = PREFIXES.iter().find(|prefix| rest.starts_with(prefix)) else { return Ok(None) };
    if !has_edge(text, start) {
        return Ok(None);
    }
    let tail = start + prefix.len();
    let end = tail_end(text, tail)?;
    Ok((end - tail >= SHORTEST_TAIL).then_some(Span { start, end }))
}

fn tail_end(text: Text<'_>, tail: usize) -> Result<usize, Open> {
    let longest = tail + LONGEST_TAIL;
    let mut end = tail;
    loop {
        end = text.run(end, longest - end, URL_BASE64)?;
        if end == longest || end == tail {
            return Ok(end);
        }
        // A single one of these may stand inside a key, but not at its end.
        if !matches!(text.at(end)?, Some(b'.' | b'~' | b'+' | b'/' | b'='))
            || !text.at(end + 1)?.is_some_and(|byte| class::is(byte, URL_BASE64))
        {
            return Ok(end);
        }
        end += 1;
    }
}

pub(super) fn has_adyen_edge(text: Text<'_>, start: usize) -> bool {
    !text.has_before(start, BASE64 | URL_BASE64 | PADDING)
}

/// Whether what begins with Adyen's start is one of its keys.
pub(super) fn judge_adyen(text: Text<'_>, start: usize) -> Judged {
    if !has_adyen_edge(text, start) {
        return Ok(None);
    }
    let Some(end) = part_end(text, start + ADYEN_START.len(), 17)? else { return Ok(None) };
    if text.at(end)? != Some(b'-') {
        return Ok(None);
    }
    let Some(mut end) = part_end(text, end + 1, 20)? else { return Ok(None) };
    if text.at(end)? == Some(b'-') {
        let checksum = text.run(end + 1, LONGEST_CHECKSUM, CHECKSUM)?;
        if checksum > end + 1 {
            end = checksum;
        }
    }
    Ok(Some(Span { start, end }))
}

fn part_end(text: Text<'_>, part: usize, shortest: usize) -> Result<Option<usize>, Open> {
    let end = text.run(part, LONGEST_PART, BASE64)?;
    if end - part < shortest {
        return Ok(None);
    }
    text.run(end, 2, PADDING).map(Some)
}
