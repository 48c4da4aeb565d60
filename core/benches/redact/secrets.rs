//! Secrets of 24 to 180 characters, none of them real.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use keyhelm::Secret;

use super::measure::{BASE64, BASE64_URL, Dice, WORD};

pub(crate) fn make(count: usize) -> Vec<Secret> {
    let mut dice = Dice::new(7);
    (0..count).map(|_| Secret::new(one(&mut dice))).collect()
}

fn one(dice: &mut Dice) -> String {
    match dice.below(8) {
        0 | 1 => prefixed(dice, "sk_live_EXAMPLE", WORD),
        2 => prefixed(dice, "caibo_test_sk_", BASE64_URL),
        3 => {
            let first = dice.between(20, 60);
            let second = dice.between(24, 80);
            format!(
                "AQEEXAMPLE{}==-{}=-i(1i{}",
                dice.text(BASE64, first),
                dice.text(BASE64, second),
                dice.text(WORD, 8)
            )
        }
        4 => {
            let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
            let body = dice.between(40, 90);
            format!("{header}.eyJzdWIi{}.{}", dice.text(BASE64_URL, body), dice.text(BASE64_URL, 43))
        }
        5 => {
            prefixed(dice, "", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#%&*+/=\"\\<>")
        }
        _ => prefixed(dice, "", WORD),
    }
}

fn prefixed(dice: &mut Dice, prefix: &str, alphabet: &str) -> String {
    let length = dice.between(24, 180) - prefix.len();
    format!("{prefix}{}", dice.text(alphabet, length))
}

/// Keys that differ in a number at their end.
pub(crate) fn sequential(first: usize, count: usize) -> impl Iterator<Item = String> {
    (first..first + count).map(|number| format!("sk_test_EXAMPLE0NOT0A0KEY0{number:06}"))
}
