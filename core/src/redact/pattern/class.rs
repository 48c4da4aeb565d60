//! Classes of bytes, as bits.

pub(super) const WORD: u32 = 1;
pub(super) const LETTER: u32 = 1 << 1;
/// Of base64 for URLs.
pub(super) const URL_BASE64: u32 = 1 << 2;
pub(super) const BASE64: u32 = 1 << 3;
pub(super) const BLANK: u32 = 1 << 4;
/// What the name of a URL's scheme consists of.
pub(super) const SCHEME: u32 = 1 << 5;
pub(super) const USERINFO: u32 = 1 << 6;
/// What a value without quotes consists of in a header.
pub(super) const BARE: u32 = 1 << 7;
/// The same where values are listed.
pub(super) const LISTED: u32 = 1 << 8;
pub(super) const LINE: u32 = 1 << 9;
/// The last part of an Adyen key.
pub(super) const CHECKSUM: u32 = 1 << 10;
pub(super) const BACKSLASH: u32 = 1 << 11;
pub(super) const LOWER: u32 = 1 << 12;
pub(super) const PADDING: u32 = 1 << 13;

/// What may stand before `token`.
pub(super) const TOKEN_EDGE: u32 = 1 << 14;
/// What may follow a name.
pub(super) const AFTER_NAME: u32 = 1 << 15;
/// What makes a longer name of a name that follows.
pub(super) const JOINING: u32 = 1 << 16;
/// What the codes of a terminal's colours are told with.
pub(super) const COLOUR: u32 = 1 << 18;
/// What a name, a key, a token or the separator of a URL may begin with.
pub(super) const FIRST: u32 = 1 << 17;

/// Begins the codes of a terminal.
pub(super) const ESCAPE: u8 = 0x1b;

pub(super) fn is(byte: u8, class: u32) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

static CLASSES: [u32; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        classes[byte as usize] = classes_of(byte);
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

const fn classes_of(byte: u8) -> u32 {
    let word = byte.is_ascii_alphanumeric();
    let bare = byte > b' ' && byte != 0x7f && !matches!(byte, b'"' | b'\'' | b'`' | b'\\');
    when(word, WORD)
        | when(byte.is_ascii_alphabetic(), LETTER)
        | when(byte.is_ascii_lowercase(), LOWER)
        | when(word || matches!(byte, b'_' | b'-'), URL_BASE64)
        | when(word || matches!(byte, b'+' | b'/'), BASE64)
        | when(word || matches!(byte, b'+' | b'-' | b'.'), SCHEME)
        | when(matches!(byte, b' ' | b'\t'), BLANK)
        | when(bare, BARE)
        | when(bare && !matches!(byte, b'&' | b','), LISTED)
        | when(bare && !matches!(byte, b'/' | b'?' | b'#' | b'<' | b'>'), USERINFO)
        | when(bare && byte.is_ascii() && byte != b',', CHECKSUM)
        | when(!matches!(byte, b'\r' | b'\n'), LINE)
        | when(byte == b'\\', BACKSLASH)
        | when(byte == b'=', PADDING)
        | when(is_token_edge(byte), TOKEN_EDGE)
        | when(matches!(byte, b'"' | b'\'' | b'\\' | b' ' | b'\t' | b':' | b'=' | ESCAPE), AFTER_NAME)
        | when(byte.is_ascii_digit() || byte == b';', COLOUR)
        | when(word || matches!(byte, b'-' | b'_'), JOINING)
        | when(
            matches!(
                byte.to_ascii_lowercase(),
                b'a' | b'b' | b'c' | b'e' | b'f' | b'p' | b'r' | b's' | b't' | b':'
            ),
            FIRST,
        )
}

const fn is_token_edge(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'?' | b'&' | b'{' | b'(' | b'[' | b',' | b';'
    )
}

const fn when(is: bool, class: u32) -> u32 {
    if is { class } else { 0 }
}
