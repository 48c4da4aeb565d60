//! `tests/vectors/redaction.json`: what the patterns hide, and what they leave.

use serde::Deserialize;

use super::{hidden, reference};
use crate::redact::{REDACTED, span::Span};

#[derive(Deserialize)]
struct Vectors {
    patterns: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    redacted: String,
}

fn cases() -> Vec<Case> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/redaction.json"));
    serde_json::from_str::<Vectors>(text).unwrap().patterns
}

fn redacted(text: &str, hidden: &[Span]) -> String {
    let mut redacted = String::new();
    let mut shown = 0;
    for span in hidden {
        redacted.push_str(&text[shown..span.start]);
        redacted.push_str(REDACTED);
        shown = span.end;
    }
    redacted.push_str(&text[shown..]);
    redacted
}

#[test]
fn each_text_is_redacted() {
    let mut wrong = Vec::new();
    for Case { name, text, redacted: expected } in cases() {
        let found = redacted(&text, &hidden(text.as_bytes()));
        if found != expected {
            wrong.push(format!("{name}\n  {text}\n  {expected}\n  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_plain_search_redacts_each_text() {
    for Case { name, text, redacted: expected } in cases() {
        assert_eq!(redacted(&text, &reference::hidden(text.as_bytes())), expected, "{name}");
    }
}

#[test]
fn what_is_redacted_stays_as_it_is() {
    for Case { name, redacted: text, .. } in cases() {
        assert_eq!(redacted(&text, &hidden(text.as_bytes())), text, "{name}");
    }
}
