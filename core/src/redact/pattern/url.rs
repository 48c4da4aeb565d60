use super::{
    super::span::Span,
    class::{SCHEME, USERINFO},
    text::{Judged, Text},
};

pub(super) const SEPARATOR: &[u8] = b"://";

const LONGEST_USERINFO: usize = 1024;
/// Who has a name this long without a password is no person, but a token.
const SHORTEST_TOKEN: usize = 16;

pub(super) fn has_edge(text: Text<'_>, start: usize) -> bool {
    text.has_before(start, SCHEME)
}

/// What is secret in front of the `@` of a URL whose `://` is here.
pub(super) fn judge(text: Text<'_>, start: usize) -> Judged {
    if !has_edge(text, start) {
        return Ok(None);
    }
    let userinfo = start + SEPARATOR.len();
    let end = text.run(userinfo, LONGEST_USERINFO + 1, USERINFO)?;
    let authority = &text.bytes[userinfo..end];
    let Some(length) = authority.iter().rposition(|byte| *byte == b'@') else { return Ok(None) };
    let end = userinfo + length;
    let hidden = match authority[..length].iter().position(|byte| *byte == b':') {
        Some(colon) => userinfo + colon + 1,
        None if length >= SHORTEST_TOKEN && is_web(text.bytes, start) => userinfo,
        None => end,
    };
    Ok((hidden < end).then_some(Span { start: hidden, end }))
}

fn is_web(text: &[u8], start: usize) -> bool {
    let ends_with = |scheme: &[u8]| {
        let from = start.checked_sub(scheme.len());
        from.and_then(|from| text.get(from..start)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    };
    ends_with(b"http") || ends_with(b"https")
}
