//! The forms a secret takes in logs: one at random for the text, and the usual ones for the rivals to look for.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::GeneralPurpose,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};

use super::measure::{Dice, WORD};

pub(crate) fn any(secret: &str, dice: &mut Dice) -> String {
    match dice.below(6) {
        0 | 1 => secret.to_owned(),
        2 => {
            let user = dice.between(3, 12);
            BASE64_STANDARD.encode(format!("{}:{secret}", dice.text(WORD, user)))
        }
        3 => percent_encoded(secret, |byte| !byte.is_ascii_alphanumeric() || dice.below(4) == 0),
        4 => json_escaped(secret, |_| dice.below(8) == 0),
        _ => hex(secret),
    }
}

/// What a redactor would look for that knows no reading but only needles: those that differ.
pub(crate) fn needles(secret: &str) -> Vec<String> {
    let mut needles = vec![
        secret.to_owned(),
        hex(secret),
        hex(secret).to_uppercase(),
        percent_encoded(secret, |byte| !(byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))),
        json_escaped(secret, |_| false),
    ];
    for alphabet in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
        needles.extend((0..3).map(|shift| base64_interior(secret, shift, &alphabet)));
    }
    needles.sort();
    needles.dedup();
    needles
}

/// The characters that depend on the secret alone, behind so many other bytes.
fn base64_interior(secret: &str, shift: usize, alphabet: &GeneralPurpose) -> String {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(secret.as_bytes());
    let encoded = alphabet.encode(&bytes);
    encoded[(shift * 8).div_ceil(6)..bytes.len() * 8 / 6].to_owned()
}

fn percent_encoded(secret: &str, mut is_encoded: impl FnMut(u8) -> bool) -> String {
    let mut text = String::new();
    for byte in secret.bytes() {
        let _ =
            if is_encoded(byte) { write!(text, "%{byte:02X}") } else { write!(text, "{}", char::from(byte)) };
    }
    text
}

fn json_escaped(secret: &str, mut is_escaped: impl FnMut(u8) -> bool) -> String {
    let mut text = String::new();
    for byte in secret.bytes() {
        let _ = match byte {
            b'"' | b'\\' => write!(text, "\\{}", char::from(byte)),
            _ if is_escaped(byte) => write!(text, "\\u{byte:04x}"),
            _ => write!(text, "{}", char::from(byte)),
        };
    }
    text
}

fn hex(secret: &str) -> String {
    let mut text = String::new();
    for byte in secret.bytes() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
