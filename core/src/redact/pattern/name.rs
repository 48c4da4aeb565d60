use super::{
    class::{self, AFTER_NAME, JOINING, TOKEN_EDGE, WORD},
    gap::follows_code,
    text::Text,
};

/// Every spelling, for what the end of a text may leave open.
pub(super) const SPELLINGS: [&[u8]; 30] = [
    b"api-key",
    b"api_key",
    b"apikey",
    b"full-key",
    b"full_key",
    b"fullkey",
    b"password",
    b"passwd",
    b"passphrase",
    b"access-token",
    b"access_token",
    b"accesstoken",
    b"refresh-token",
    b"refresh_token",
    b"refreshtoken",
    b"auth-token",
    b"auth_token",
    b"authtoken",
    b"checkout-token",
    b"checkout_token",
    b"checkouttoken",
    b"bearer-token",
    b"bearer_token",
    b"bearertoken",
    b"secret-key",
    b"secret_key",
    b"secretkey",
    b"secret",
    b"authorization",
    b"token",
];

const KEY: &[u8; 3] = b"key";
const SECRET: &[u8; 6] = b"secret";

/// The part by which a name is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Core {
    Key,
    Token,
    Pass,
    Secret,
    Authorization,
}

/// The name of a value that is secret.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_authorization: bool,
    /// As a header, whose value may have commas.
    pub(super) is_header: bool,
    /// `secret` and `token` alone name much that is none.
    pub(super) is_vague: bool,
}

pub(super) fn around(text: Text<'_>, core: Core, at: usize) -> Option<Name> {
    let bytes = text.bytes;
    let end = at + length(bytes, core, at)?;
    // Most words that look like a name name nothing.
    if bytes.get(end).is_some_and(|after| !class::is(*after, AFTER_NAME)) {
        return None;
    }
    let start = match core {
        Core::Key => first_word(bytes, at)?,
        Core::Token => first_word(bytes, at).unwrap_or(at),
        Core::Pass | Core::Secret | Core::Authorization => at,
    };
    let is_plain_token = core == Core::Token && start == at;
    if !has_edge(text, start, *bytes.get(start)?, is_plain_token) {
        return None;
    }
    let is_authorization = core == Core::Authorization;
    let is_header = is_authorization || is_own_header(bytes, start, at);
    let is_vague = is_plain_token
        || core == Core::Secret
            && end == at + SECRET.len()
            && (!text.has_before(start, JOINING) || follows_code(text, start));
    Some(Name { start, end, is_authorization, is_header, is_vague })
}

/// Of the core and what of the name comes after it.
fn length(text: &[u8], core: Core, at: usize) -> Option<usize> {
    let is_here = match core {
        Core::Key => is_at(text, at, KEY),
        Core::Token => is_at(text, at, b"token"),
        Core::Pass => is_at(text, at, b"pass"),
        Core::Secret => is_at(text, at, SECRET),
        Core::Authorization => is_at(text, at, b"authorization"),
    };
    if !is_here {
        return None;
    }
    match core {
        Core::Key => Some(KEY.len()),
        Core::Token => Some(5),
        Core::Authorization => Some(13),
        Core::Pass if is_at(text, at + 4, b"word") => Some(8),
        Core::Pass if is_at(text, at + 4, b"wd") => Some(6),
        Core::Pass if is_at(text, at + 4, b"phrase") => Some(10),
        Core::Pass => None,
        Core::Secret => {
            let key = at + SECRET.len();
            let key = if matches!(text.get(key), Some(b'-' | b'_')) { key + 1 } else { key };
            Some(if is_at(text, key, KEY) { key + KEY.len() - at } else { SECRET.len() })
        }
    }
}

/// Where the word starts that makes a name of a key or a token, and ends here or before a dash or an underscore.
fn first_word(text: &[u8], core: usize) -> Option<usize> {
    let last = core.checked_sub(1)?;
    let end = if matches!(text.get(last)?, b'-' | b'_') { last } else { core };
    match text.get(end.checked_sub(1)?)?.to_ascii_lowercase() {
        b'i' if is_key(text, core) => word_before(text, end, b"api"),
        b'l' if is_key(text, core) => word_before(text, end, b"full"),
        _ if is_key(text, core) => None,
        b's' => word_before(text, end, b"access"),
        b'h' => word_before(text, end, b"refresh").or_else(|| word_before(text, end, b"auth")),
        b't' => word_before(text, end, b"checkout"),
        b'r' => word_before(text, end, b"bearer"),
        _ => None,
    }
}

fn is_key(text: &[u8], core: usize) -> bool {
    matches!(text.get(core), Some(b'k' | b'K'))
}

fn word_before<const LENGTH: usize>(text: &[u8], end: usize, word: &[u8; LENGTH]) -> Option<usize> {
    end.checked_sub(LENGTH).filter(|start| is_at(text, *start, word))
}

/// Whether these small letters stand here, in any case.
fn is_at<const LENGTH: usize>(text: &[u8], start: usize, word: &[u8; LENGTH]) -> bool {
    let found = text.get(start..).and_then(<[u8]>::first_chunk::<LENGTH>);
    found.is_some_and(|found| found.iter().zip(word).all(|(found, letter)| found | 0x20 == *letter))
}

fn is_own_header(text: &[u8], start: usize, core: usize) -> bool {
    let is_header = match core - start {
        4 => is_at(text, start, b"api") && text.get(start + 3) == Some(&b'-'),
        9 => is_at(text, start, b"checkout") && text.get(start + 8) == Some(&b'-'),
        _ => false,
    };
    is_header && text.get(..start).is_some_and(|before| matches!(before, [.., b'x' | b'X', b'-']))
}

/// Whether a name that begins with this letter may start here.
pub(super) fn has_edge(text: Text<'_>, start: usize, first: u8, is_plain_token: bool) -> bool {
    text.before(start).is_none_or(|before| {
        let is_edge = if is_plain_token {
            class::is(before, TOKEN_EDGE)
        } else {
            !class::is(before, WORD) || !before.is_ascii_uppercase() && first.is_ascii_uppercase()
        };
        is_edge || before == b'm' && follows_code(text, start)
    })
}
