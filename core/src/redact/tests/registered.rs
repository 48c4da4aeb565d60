use proptest::prelude::*;

use super::streamed;
use crate::redact::{
    Engine,
    reference::{self, Known},
    spelling::written,
};

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

/// The engine's answer in one piece, which must be the reference's, and in pieces, which must be the same.
fn check(known: &[Known], text: &[u8], cuts: &[Vec<usize>]) -> Result<(), TestCaseError> {
    let engine = engine(known);
    let expected = reference::redact(known, text);
    prop_assert_eq!(shown(&engine.redact(text)), shown(&expected), "in one piece: {}", shown(text));
    for cuts in cuts {
        let output = streamed(&engine, text, cuts);
        prop_assert_eq!(shown(&output), shown(&expected), "cut at {:?}: {}", cuts, shown(text));
    }
    Ok(())
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

fn filler() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => "[ -~]{0,12}".prop_map(String::into_bytes),
        2 => r#"[\\"%u025c]{0,10}"#.prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
        1 => "(\\\\u(4e2d|00e9|d83d|de00|005c)|%(E4|25|c3)|[\\\\%]){1,8}".prop_map(String::into_bytes),
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
        check(&known, &text, &[cuts])?;
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
                let cuts: Vec<Vec<usize>> = (0..=text.len()).map(|cut| vec![cut]).collect();
                check(&known, &text, &cuts).unwrap();
            }
        }
    }
}

/// The first of two percent signs is only read with the second layer, and the second one may be cut off.
#[test]
fn an_escape_that_is_cut_off_may_be_half_of_another() {
    let known = [Known { text: "EXAMPLE0".to_owned(), guessable: false }];
    for escaped in
        ["%%34%35", "%4%35", "%\\u0034\\u0035", "\\%7500%345", "\\u00%345", "\\\\u0045", "%5Cu0045"]
    {
        let text = format!("a {escaped}XAMPLE0 b EXAMPL{escaped}0 c");
        let cuts: Vec<Vec<usize>> =
            (0..=text.len()).map(|cut| vec![cut]).chain([(0..text.len()).collect()]).collect();
        check(&known, text.as_bytes(), &cuts).unwrap();
    }
}

#[test]
fn a_quote_that_is_escaped_after_a_secret_stays_escaped() {
    let known = [Known { text: "EXAMPLE0\\".to_owned(), guessable: false }];
    for text in ["\\u0045XAMPLE0\\\\\\\"b", "\\u0045XAMPLE0%5C%5C\"b", "%45XAMPLE0%5C\\\"b"] {
        check(&known, text.as_bytes(), &[vec![text.len() - 2], vec![text.len() - 1]]).unwrap();
    }
}

/// Some of its alignments read the same in base64, and not all of them have bits in the character before or after.
#[test]
fn a_secret_that_repeats_itself_leaves_no_bits_of_it() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    for length in 57..60 {
        let known = [Known { text: "D".repeat(length), guessable: false }];
        for (before, after) in [("", ""), ("n", ""), ("nn", "y"), ("n", "yy"), ("", "y")] {
            let blob = STANDARD.encode(format!("{before}{}{after}", known[0].text));
            check(&known, blob.as_bytes(), &[vec![blob.len() / 2]]).unwrap();
            check(&known, format!("n{}", &blob[1..]).as_bytes(), &[vec![1]]).unwrap();
        }
    }
}
