use proptest::prelude::*;

use super::{
    reference::{self, Known},
    streamed,
};
use crate::redact::Engine;

fn engine(known: &[Known]) -> Engine {
    let engine = Engine::new(false);
    for known in known {
        engine.pin(&known.text, known.guessable).unwrap();
    }
    engine
}

fn shown(text: &[u8]) -> String {
    text.escape_ascii().to_string()
}

/// The engine's answer in one piece must be the reference's, and in pieces the same.
struct Check<'a> {
    engine: Engine,
    text: &'a [u8],
    expected: Vec<u8>,
}

impl<'a> Check<'a> {
    fn new(known: &[Known], text: &'a [u8]) -> Self {
        Self { engine: engine(known), text, expected: reference::redact(known, text) }
    }

    fn whole(&self) -> Result<(), TestCaseError> {
        let found = self.engine.redact(self.text);
        prop_assert_eq!(shown(&found), shown(&self.expected), "in one piece: {}", shown(self.text));
        Ok(())
    }

    fn cut_at(&self, cuts: &[usize]) -> Result<(), TestCaseError> {
        let found = streamed(&self.engine, self.text, cuts);
        prop_assert_eq!(shown(&found), shown(&self.expected), "cut at {:?}: {}", cuts, shown(self.text));
        Ok(())
    }
}

fn secret() -> impl Strategy<Value = Known> {
    let text = prop_oneof![
        4 => "[a-zA-Z0-9_]{8,40}",
        2 => "sk_test_[0-9]{4,8}",
        2 => r#"[ab"\\%/+<é]{8,30}"#,
        1 => "[ab]{8,14}",
        1 => "a{8,60}",
        1 => "(%41|\\\\n|%2541|\\\\u0041|x){8,10}",
        1 => "\\PC{8,20}",
    ];
    (text, any::<bool>())
        .prop_filter("long enough", |(text, _)| text.len() >= 8)
        .prop_map(|(text, guessable)| Known { text, guessable })
}

/// One of the ways a secret can be written, by number.
fn written(text: &str, ways: &[u8]) -> Vec<u8> {
    ways.iter().fold(text.as_bytes().to_vec(), |text, way| spelled(&text, *way))
}

fn spelled(text: &[u8], way: u8) -> Vec<u8> {
    use base64::{Engine as _, engine::general_purpose};
    let escape_some = |escape: fn(u8) -> String, every: usize| -> Vec<u8> {
        let spell = |(at, byte): (usize, &u8)| {
            let must = matches!(byte, b'"' | b'\\' | b'%') || *byte < 32;
            if must || at % every == 1 { escape(*byte).into_bytes() } else { vec![*byte] }
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
        4 => text.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        5 => escape_some(|byte| format!("%{byte:02X}"), 3),
        6 => escape_some(|byte| format!("%{byte:02x}"), 1),
        // Only for ASCII: another byte is no character.
        7 | 8 if !text.is_ascii() => text.to_vec(),
        7 => escape_some(json, 4),
        8 => escape_some(|byte| format!("\\u{byte:04X}"), 1),
        9 => serde_json::to_string(&String::from_utf8_lossy(text)).unwrap().into_bytes(),
        _ => text[..text.len() / 2].to_vec(),
    }
}

fn filler() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => "[ -~]{0,12}".prop_map(String::into_bytes),
        2 => r#"[\\"%u025c]{0,10}"#.prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
        1 => "[a-zA-Z0-9+/=]{0,30}".prop_map(String::into_bytes),
        1 => Just(Vec::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_text_with_secrets_is_as_the_reference_has_it(
        known in proptest::collection::vec(secret(), 1..5),
        parts in proptest::collection::vec(
            (filler(), any::<prop::sample::Index>(), proptest::collection::vec(0..11_u8, 0..3)), 0..6),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut text = Vec::new();
        for (filler, which, ways) in parts {
            text.extend(filler);
            text.extend(written(&known[which.index(known.len())].text, &ways));
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.sort_unstable();
        let check = Check::new(&known, &text);
        check.whole()?;
        check.cut_at(&cuts)?;
    }
}

#[test]
fn every_split_of_every_form_gives_the_same() {
    let known = [
        Known { text: "sk_test_EXAMPLE0001/+".to_owned(), guessable: false },
        Known { text: "sk_test_EXAMPLE0001/+nested".to_owned(), guessable: false },
        Known { text: "EXAMPLE0".to_owned(), guessable: false },
        Known { text: "\"pass\\word%é".to_owned(), guessable: true },
    ];
    for secret in &known {
        for first in 0..11 {
            for second in [0, 1, 5, 7, 9] {
                let mut text = b"see \\n".to_vec();
                text.extend(written(&secret.text, &[first, second]));
                text.extend(b" \"%20");
                let check = Check::new(&known, &text);
                check.whole().unwrap();
                for cut in 0..=text.len() {
                    check.cut_at(&[cut]).unwrap();
                }
            }
        }
    }
}
