//! The ways in which a secret gets into a text: what the tests and the fuzz target plant.

use base64::{Engine as _, engine::general_purpose};

/// How many spellings there are.
pub(crate) const WAYS: u8 = 11;

/// The text in some spellings, one inside the other.
pub(crate) fn written(text: &str, ways: &[u8]) -> Vec<u8> {
    ways.iter().fold(text.as_bytes().to_vec(), |text, way| spelled(&text, *way))
}

/// Each byte spelled by itself.
pub(crate) fn each(text: &[u8], spell: impl Fn(&u8) -> String) -> String {
    text.iter().map(spell).collect::<Vec<_>>().concat()
}

/// A spelling by its number.
fn spelled(text: &[u8], way: u8) -> Vec<u8> {
    let escape_some = |escape: fn(u8) -> String, every: usize| -> Vec<u8> {
        let spell = |(at, byte): (usize, &u8)| {
            let must = matches!(byte, b'"' | b'\\' | b'%') || *byte < 32;
            if must || at % every == every - 1 { escape(*byte).into_bytes() } else { vec![*byte] }
        };
        text.iter().enumerate().flat_map(spell).collect()
    };
    let json = |byte: u8| match byte {
        b'"' | b'\\' | b'/' => format!("\\{}", char::from(byte)),
        _ => format!("\\u{byte:04x}"),
    };
    match way {
        0 => text.to_vec(),
        1 => general_purpose::STANDARD.encode(text).into_bytes(),
        2 => general_purpose::URL_SAFE_NO_PAD.encode([b"u:", text].concat()).into_bytes(),
        3 => general_purpose::STANDARD.encode([b"x", text, b"yz"].concat()).into_bytes(),
        4 => each(text, |byte| format!("{byte:02x}")).into_bytes(),
        5 => escape_some(|byte| format!("%{byte:02X}"), 3),
        6 => escape_some(|byte| format!("%{byte:02x}"), 1),
        // Only for ASCII: another byte is no character.
        7 | 8 if !text.is_ascii() => text.to_vec(),
        7 => escape_some(json, 4),
        8 => escape_some(|byte| format!("\\u{byte:04X}"), 1),
        9 => serde_json::to_vec(&String::from_utf8_lossy(text)).unwrap_or_default(),
        _ => text[..text.len() / 2].to_vec(),
    }
}
