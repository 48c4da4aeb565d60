/// A way of spelling characters with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    /// `\n`, `\"`, `\u0041`, and pairs of surrogates (RFC 8259, section 7).
    Json,
    /// `%41` (RFC 3986, section 2.1).
    Percent,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// No escape begins here.
    Raw,
    Escape(Escape),
    /// The text ends before it can be told.
    Unfinished,
}

/// Some bytes that stand for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Escape {
    meaning: [u8; 4],
    meaning_length: u8,
    /// How many bytes of the text it takes.
    pub(super) length: usize,
}

impl Escape {
    fn of_byte(byte: u8, length: usize) -> Self {
        Self { meaning: [byte, 0, 0, 0], meaning_length: 1, length }
    }

    fn of_char(meaning: char, length: usize) -> Self {
        let mut bytes = [0; 4];
        let meaning_length = if meaning.encode_utf8(&mut bytes).len() < 4 { meaning.len_utf8() } else { 4 };
        #[expect(clippy::cast_possible_truncation, reason = "a character has four bytes at most")]
        Self { meaning: bytes, meaning_length: meaning_length as u8, length }
    }

    pub(super) fn meaning(&self) -> &[u8] {
        &self.meaning[..usize::from(self.meaning_length)]
    }
}

impl Escapes {
    pub(super) const fn sign(self) -> u8 {
        match self {
            Self::Json => b'\\',
            Self::Percent => b'%',
        }
    }

    /// The byte that the escape at the start of the text stands for, and the escape's length, where it is one of the
    /// usual: a backslash and a letter, or two hexadecimal digits. For most escapes of a text this is all there is to ask.
    #[inline]
    pub(super) fn usual(self, text: &[u8]) -> Option<(u8, usize)> {
        match (self, text) {
            (Self::Json, [_, letter, ..]) => {
                Some((SHORT[usize::from(*letter)], 2)).filter(|(byte, _)| *byte != 0)
            }
            (Self::Percent, [_, high, low, ..]) => {
                let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
                (high < 16 && low < 16).then_some(((high << 4) | low, 3))
            }
            _ => None,
        }
    }

    /// The unit at the start of the text, which begins with the sign.
    #[inline]
    pub(super) fn unit(self, text: &[u8]) -> Unit {
        match self {
            Self::Json => json(text),
            Self::Percent => percent(text),
        }
    }
}

#[inline]
fn percent(text: &[u8]) -> Unit {
    match hex(text, 1, 2) {
        Hex::Value(value) => Unit::Escape(Escape::of_byte(u8::try_from(value).unwrap_or_default(), 3)),
        Hex::Other => Unit::Raw,
        Hex::Unfinished => Unit::Unfinished,
    }
}

/// The value of a hexadecimal digit; 16 where it is none.
const DIGITS: [u8; 256] = {
    let mut values = [16; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        values[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    values
};

#[inline]
fn json(text: &[u8]) -> Unit {
    match text.get(1) {
        None => Unit::Unfinished,
        Some(b'u') => json_code(text),
        Some(letter) => match SHORT[usize::from(*letter)] {
            0 => Unit::Raw,
            byte => Unit::Escape(Escape::of_byte(byte, 2)),
        },
    }
}

/// What a letter after a backslash stands for; 0 where it is no escape.
const SHORT: [u8; 256] = {
    let mut meanings = [0; 256];
    let known = *b"\"\"\\\\//b\x08f\x0cn\nr\rt\t";
    let mut at = 0;
    while at < known.len() {
        meanings[known[at] as usize] = known[at + 1];
        at += 2;
    }
    meanings
};

const CODE: usize = 6;

fn json_code(text: &[u8]) -> Unit {
    let code = match hex(text, 2, CODE - 2) {
        Hex::Value(code) => code,
        Hex::Other => return Unit::Raw,
        Hex::Unfinished => return Unit::Unfinished,
    };
    if let Some(meaning) = char::from_u32(code) {
        return Unit::Escape(Escape::of_char(meaning, CODE));
    }
    // Half a pair means nothing by itself.
    let second = &text[CODE..];
    if code >= 0xDC00 || !b"\\u".iter().zip(second).all(|(wanted, byte)| wanted == byte) {
        return Unit::Raw;
    }
    match hex(second, 2, CODE - 2) {
        Hex::Value(low @ 0xDC00..=0xDFFF) => {
            let meaning = char::from_u32(0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00));
            meaning.map_or(Unit::Raw, |meaning| Unit::Escape(Escape::of_char(meaning, 2 * CODE)))
        }
        Hex::Value(_) | Hex::Other => Unit::Raw,
        Hex::Unfinished => Unit::Unfinished,
    }
}

enum Hex {
    Value(u32),
    Other,
    Unfinished,
}

#[inline]
fn hex(text: &[u8], from: usize, count: usize) -> Hex {
    let mut value = 0;
    for at in from..from + count {
        match text.get(at).map(|digit| DIGITS[usize::from(*digit)]) {
            None => return Hex::Unfinished,
            Some(16) => return Hex::Other,
            Some(digit) => value = value << 4 | u32::from(digit),
        }
    }
    Hex::Value(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(escapes: Escapes, text: &str) -> Option<(String, usize)> {
        match escapes.unit(text.as_bytes()) {
            Unit::Escape(escape) => Some((String::from_utf8_lossy(escape.meaning()).into(), escape.length)),
            Unit::Raw | Unit::Unfinished => None,
        }
    }

    #[test]
    fn every_escape_has_its_meaning_and_length() {
        for (escapes, text, expected, length) in [
            (Escapes::Json, r"\n..", "\n", 2),
            (Escapes::Json, r#"\"\"#, "\"", 2),
            (Escapes::Json, r"\/", "/", 2),
            (Escapes::Json, r"\u0041b", "A", 6),
            (Escapes::Json, r"\u00e9", "é", 6),
            (Escapes::Json, r"\u20AC", "€", 6),
            (Escapes::Json, r"\ud83d\uDE00!", "😀", 12),
            (Escapes::Percent, "%2fa", "/", 3),
        ] {
            assert_eq!(meaning(escapes, text), Some((expected.to_owned(), length)), "{text}");
        }
    }

    #[test]
    fn what_is_no_escape_is_raw_and_what_is_cut_off_is_unfinished() {
        for text in [r"\x41", r"\u00g1", r"\udc00", r"\ud83d!", r"\ud83d\n", r"\ud83d\u0041"] {
            assert_eq!(Escapes::Json.unit(text.as_bytes()), Unit::Raw, "{text}");
        }
        for text in [r"\", r"\u", r"\u004", r"\ud83d", r"\ud83d\", r"\ud83d\u", r"\ud83d\ude0"] {
            assert_eq!(Escapes::Json.unit(text.as_bytes()), Unit::Unfinished, "{text}");
        }
        assert_eq!(Escapes::Percent.unit(b"%4g"), Unit::Raw);
        assert_eq!(Escapes::Percent.unit(b"%g"), Unit::Raw);
        assert_eq!(Escapes::Percent.unit(b"%4"), Unit::Unfinished);
    }
}
