//! The patterns as they are told, tried at every position.

use super::super::super::span::Span;

/// A match from its first byte on: what it hides.
type Pattern = fn(&[u8], usize) -> Option<Span>;

/// Everything that is hidden, united.
pub(super) fn hidden(text: &[u8]) -> Vec<Span> {
    let patterns: [Pattern; 4] = [key, jwt, field, url];
    united(patterns.into_iter().flat_map(|pattern| matches(text, pattern)).collect())
}

pub(super) fn united(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut united: Vec<Span> = Vec::new();
    for span in spans {
        match united.last_mut() {
            Some(before) if span.start < before.end => before.end = before.end.max(span.end),
            _ => united.push(span),
        }
    }
    united
}

fn matches(text: &[u8], pattern: Pattern) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        at = match pattern(text, at) {
            Some(span) => {
                found.push(span);
                span.end
            }
            None => at + 1,
        };
    }
    found
}

fn count(text: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    text.iter().skip(from).take_while(|byte| is(**byte)).count()
}

fn before(text: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).map(|before| text[before])
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_b64(byte: u8) -> bool {
    is_word(byte) || byte == b'_' || byte == b'-'
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

fn key(text: &[u8], at: usize) -> Option<Span> {
    public_format(text, at).or_else(|| adyen(text, at))
}

fn public_format(text: &[u8], start: usize) -> Option<Span> {
    let prefixes = ["sk_live_", "sk_test_", "caibo_live_sk_", "caibo_test_sk_"];
    let prefix = prefixes.into_iter().find(|prefix| text[start..].starts_with(prefix.as_bytes()))?;
    if before(text, start).is_some_and(is_word) {
        return None;
    }
    let tail = &text[start + prefix.len()..];
    let is_key = |at: usize| tail.get(at).is_some_and(|byte| is_b64(*byte));
    let is_joint = |at: usize| {
        at > 0 && tail.get(at).is_some_and(|byte| b".~+/=".contains(byte)) && is_key(at - 1) && is_key(at + 1)
    };
    let length = (0..tail.len()).take_while(|at| is_key(*at) || is_joint(*at)).count();
    (length >= 9).then(|| Span { start, end: start + prefix.len() + length.min(512) })
}

fn adyen(text: &[u8], start: usize) -> Option<Span> {
    let is_base64 = |byte| is_word(byte) || byte == b'+' || byte == b'/';
    let is_outside = |byte| !is_base64(byte) && !b"=_-".contains(&byte);
    if !text[start..].starts_with(b"AQE") || !before(text, start).is_none_or(is_outside) {
        return None;
    }
    let mut at = start + 3;
    let first = count(text, at, is_base64);
    if first < 17 {
        return None;
    }
    at += first.min(256);
    at += count(text, at, |byte| byte == b'=').min(2);
    if text.get(at) != Some(&b'-') {
        return None;
    }
    at += 1;
    let second = count(text, at, is_base64);
    if second < 20 {
        return None;
    }
    at += second.min(256);
    at += count(text, at, |byte| byte == b'=').min(2);
    if text.get(at) == Some(&b'-') {
        let third = count(text, at + 1, |byte| byte.is_ascii_graphic() && !b"\"'`\\,".contains(&byte));
        if third > 0 {
            at += 1 + third.min(64);
        }
    }
    Some(Span { start, end: at })
}

fn jwt(text: &[u8], start: usize) -> Option<Span> {
    const MOST: usize = 16384;
    if !text[start..].starts_with(b"eyJ") || before(text, start).is_some_and(is_b64) {
        return None;
    }
    let length = count(text, start, |byte| is_b64(byte) || byte == b'.').min(MOST);
    let parts: Vec<&[u8]> = text[start..start + length].split(|byte| *byte == b'.').collect();
    let joined = |parts: &[&[u8]]| parts.iter().map(|part| part.len()).sum::<usize>() + parts.len() - 1;
    if parts[0].len() < 10 || parts.len() < 2 {
        return None;
    }
    let filled = parts.iter().skip(2).take_while(|part| !part.is_empty()).count();
    if filled >= 3 {
        return Some(Span { start, end: start + joined(&parts[..5]) });
    }
    // Longer than the longest token, and nothing yet that no token has.
    let cut_part = parts.len() - 1;
    if length == MOST && cut_part <= 4 && (cut_part < 2 || filled >= cut_part - 2) {
        return Some(Span { start, end: start + MOST });
    }
    let signed = parts[1].starts_with(b"ey") && parts[1].len() >= 10;
    signed.then(|| Span { start, end: start + joined(&parts[..parts.len().min(3)]) })
}

fn url(text: &[u8], start: usize) -> Option<Span> {
    let is_scheme = |byte| is_word(byte) || b"+-.".contains(&byte);
    if !text[start..].starts_with(b"://") || !before(text, start).is_some_and(is_scheme) {
        return None;
    }
    let from = start + 3;
    let length =
        count(text, from, |byte| byte > b' ' && byte != 0x7f && !b"/?#\"'<>\\`".contains(&byte)).min(1025);
    let at_sign = (0..length).rev().find(|at| text[from + at] == b'@')?;
    let userinfo = &text[from..from + at_sign];
    let end = from + at_sign;
    if let Some(colon) = userinfo.iter().position(|byte| *byte == b':') {
        return (colon + 1 < at_sign).then(|| Span { start: from + colon + 1, end });
    }
    let scheme = text[..start].to_ascii_lowercase();
    let is_web = scheme.ends_with(b"http") || scheme.ends_with(b"https");
    (is_web && at_sign >= 16).then_some(Span { start: from, end })
}

fn field(text: &[u8], start: usize) -> Option<Span> {
    names().iter().find_map(|name| {
        let end = start + name.len();
        let is_name = text.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        (is_name && is_left_edge(text, start, name)).then(|| value(text, start, end, name)).flatten()
    })
}

fn names() -> Vec<String> {
    let mut names = Vec::new();
    for joint in ["", "-", "_"] {
        for (first, second) in [
            ("api", "key"),
            ("full", "key"),
            ("access", "token"),
            ("refresh", "token"),
            ("auth", "token"),
            ("checkout", "token"),
            ("bearer", "token"),
            ("secret", "key"),
        ] {
            names.push(format!("{first}{joint}{second}"));
        }
    }
    let others = ["password", "passwd", "passphrase", "secret", "authorization", "token"];
    names.extend(others.map(str::to_owned));
    names
}

/// The length of a code for a terminal's colours.
fn colour(text: &[u8], at: usize) -> Option<usize> {
    let codes = text.get(at..)?.strip_prefix(b"\x1b[")?;
    let length = count(codes, 0, |byte| byte.is_ascii_digit() || byte == b';');
    (length <= 16 && codes.get(length) == Some(&b'm')).then_some(length + 3)
}

fn gap(text: &[u8], at: usize) -> usize {
    let mut length = count(text, at, is_blank).min(8);
    for _ in 0..4 {
        let Some(code) = colour(text, at + length) else { break };
        length += code;
        length += count(text, at + length, is_blank).min(8);
    }
    length
}

fn follows_colour(text: &[u8], start: usize) -> bool {
    (0..start).any(|at| colour(text, at).is_some_and(|length| at + length == start))
}

fn is_left_edge(text: &[u8], start: usize, name: &str) -> bool {
    let Some(before) = before(text, start) else { return true };
    if follows_colour(text, start) {
        return true;
    }
    if name == "token" {
        return b" \t\r\n\"'?&{([,;".contains(&before);
    }
    let is_hump =
        (before.is_ascii_lowercase() || before.is_ascii_digit()) && text[start].is_ascii_uppercase();
    !is_word(before) || is_hump
}

/// How many backslashes, which quotation mark, and where what follows begins.
fn quote(text: &[u8], at: usize) -> Option<(usize, u8, usize)> {
    let escapes = count(text, at, |byte| byte == b'\\');
    let mark = *text.get(at + escapes)?;
    ([0, 1, 3, 7].contains(&escapes) && b"\"'".contains(&mark)).then_some((escapes, mark, at + escapes + 1))
}

fn value(text: &[u8], start: usize, name_end: usize, name: &str) -> Option<Span> {
    let mut at = quote(text, name_end).map_or(name_end, |(_, _, after)| after);
    at += gap(text, at);
    let is_colon = text.get(at) == Some(&b':');
    let rest = text.get(at..)?;
    at += if rest.starts_with(b"=>") {
        2
    } else if is_colon || rest.starts_with(b"=") {
        1
    } else {
        return None;
    };
    at += gap(text, at);
    let letters = count(text, at, |byte| byte.is_ascii_alphabetic());
    let is_call = (1..=24).contains(&letters) && text.get(at + letters) == Some(&b'(');
    let opened = quote(text, at)
        .or_else(|| if text.get(at) == Some(&b'b') { quote(text, at + 1) } else { None })
        .or_else(|| if is_call { quote(text, at + letters + 1) } else { None });
    let is_joined = before(text, start).is_some_and(|byte| is_word(byte) || b"-_".contains(&byte))
        && !follows_colour(text, start);
    let least = if name == "token" || name == "secret" && !is_joined { 8 } else { 1 };
    let span = match opened {
        Some((escapes, mark, content)) => quoted(text, content, mark, escapes, name),
        None => {
            let lower = text[..start + name.len()].to_ascii_lowercase();
            let is_header = ["authorization", "x-api-key", "x-checkout-token"]
                .iter()
                .any(|header| header.ends_with(name) && lower.ends_with(header.as_bytes()));
            unquoted(text, at, is_colon, is_header, name)
        }
    }?;
    let value = &text[span.start..span.end];
    if value.starts_with(b"[REDACTED]") {
        return Some(Span { start: span.start, end: span.start + 10 });
    }
    let brackets = value.iter().rev().take_while(|byte| b"}])".contains(byte)).count();
    let word = if opened.is_some() { value } else { &value[..value.len() - brackets] };
    let stays =
        ["null", "None", "nil", "undefined", "true", "false"].iter().any(|stays| stays.as_bytes() == word)
            || String::from_utf8_lossy(value).chars().all(|character| "*•.".contains(character));
    (!stays && value.len() >= least).then_some(span)
}

/// The length of a scheme and the blanks after it.
fn scheme(value: &[u8]) -> Option<(usize, &'static str)> {
    ["basic", "bearer", "token", "apikey", "digest"].into_iter().find_map(|scheme| {
        let blanks = count(value, scheme.len(), is_blank);
        let is_scheme = value.to_ascii_lowercase().starts_with(scheme.as_bytes()) && blanks > 0;
        is_scheme.then_some((scheme.len() + blanks, scheme))
    })
}

fn whole_characters(text: &[u8], start: usize, length: usize) -> usize {
    if length < 8192 {
        return start + length;
    }
    let mut end = start + 8192;
    for _ in 0..3 {
        if text.get(end).is_some_and(|byte| (0x80..0xc0).contains(byte)) {
            end -= 1;
        }
    }
    end
}

fn quoted(text: &[u8], content: usize, mark: u8, escapes: usize, name: &str) -> Option<Span> {
    let is_end = |at: usize| {
        let Some(byte) = text.get(at) else { return Some(at) };
        if b"\r\n".contains(byte) {
            return Some(at);
        }
        let backslashes = text[content..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        (*byte == mark && backslashes % (2 * (escapes + 1)) == escapes).then(|| at - escapes)
    };
    let end = (content..=text.len()).find_map(is_end)?;
    let end = whole_characters(text, content, end - content);
    let shown = if name == "authorization" { scheme(&text[content..end]) } else { None };
    Some(Span { start: content + shown.map_or(0, |(length, _)| length), end })
}

fn unquoted(text: &[u8], at: usize, is_colon: bool, is_header: bool, name: &str) -> Option<Span> {
    let ends = |byte: u8| {
        byte <= b' '
            || byte == 0x7f
            || b"\"'`\\".contains(&byte)
            || !(is_header && is_colon) && b"&,".contains(&byte)
    };
    let shown = if name == "authorization" { scheme(&text[at..text.len().min(at + 8192)]) } else { None };
    let start = at + shown.map_or(0, |(length, _)| length);
    let is_digest = shown.is_some_and(|(_, scheme)| scheme == "digest");
    if text[start..].starts_with(b"[REDACTED]") {
        return Some(Span { start, end: start + 10 });
    }
    if text.get(start).is_some_and(|byte| b"{[(<".contains(byte)) {
        return None;
    }
    let length = count(text, start, |byte| if is_digest { !b"\r\n".contains(&byte) } else { !ends(byte) });
    let end = whole_characters(text, at, start - at + length);
    let is_prose = is_colon && shown.is_none() && text[start..end].iter().all(u8::is_ascii_lowercase);
    (!is_prose).then_some(Span { start, end })
}
