use std::ops::Range;

use super::{FAMILIES, FIELD, JWT, KEY, URL, class, jwt, key, name, text::Text, url};

/// The longest beginning that tells a candidate.
const LONGEST: usize = 14;

/// Where the first candidate starts whose beginning the end of the text cuts off.
pub(super) fn cut_off(text: Text<'_>, starts: Range<usize>, busy: &[usize; FAMILIES]) -> Option<usize> {
    let length = text.bytes.len();
    let from = length.saturating_sub(LONGEST).max(starts.start);
    (from..starts.end.min(length)).find(|start| {
        let end = &text.bytes[*start..];
        if !end.first().is_some_and(|first| class::is(*first, class::FIRST)) {
            return false;
        }
        let is_free = |family: usize| busy[family] <= *start;
        match end {
            [b':', ..] => is_free(URL) && url::SEPARATOR.starts_with(end) && url::has_edge(text, *start),
            _ => {
                is_free(FIELD) && may_be_name(text, *start, end)
                    || is_free(KEY) && may_be_key(text, *start, end)
                    || is_free(JWT) && jwt::START.starts_with(end) && jwt::has_edge(text, *start)
            }
        }
    })
}

fn may_be_key(text: Text<'_>, start: usize, end: &[u8]) -> bool {
    key::PREFIXES.iter().any(|prefix| prefix.starts_with(end)) && key::has_edge(text, start)
        || key::ADYEN_START.starts_with(end) && key::has_adyen_edge(text, start)
}

fn may_be_name(text: Text<'_>, start: usize, end: &[u8]) -> bool {
    let Some(first) = end.first() else { return false };
    if !name::has_edge(text, start, *first, false) {
        return false;
    }
    name::SPELLINGS.iter().any(|spelling| {
        let cut = spelling.get(..end.len());
        cut.is_some_and(|cut| cut.eq_ignore_ascii_case(end))
            && name::has_edge(text, start, *first, *spelling == b"token")
    })
}
