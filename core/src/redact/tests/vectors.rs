//! `tests/vectors/redaction.json`, as every language runs it: through the whole engine, in one piece and cut anywhere.

use serde::Deserialize;

use super::streamed;
use crate::redact::Engine;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    patterns: Vec<Case>,
    registered: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    secrets: Vec<Registered>,
    text: String,
    redacted: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Registered {
    text: String,
    kind: Kind,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Key,
    Password,
}

fn cases() -> Vec<(Engine, Case)> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/redaction.json"));
    let Vectors { patterns, registered } = serde_json::from_str(text).unwrap();
    let cases = patterns.into_iter().chain(registered);
    cases
        .map(|case| {
            let engine = Engine::new(true);
            for secret in &case.secrets {
                engine.pin(&secret.text, secret.kind == Kind::Password).unwrap();
            }
            (engine, case)
        })
        .collect()
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_text_is_redacted() {
    let mut wrong = Vec::new();
    for (engine, Case { name, text, redacted, .. }) in cases() {
        let found = engine.redact_text(&text);
        if found != redacted {
            wrong.push(format!("{name}\n  {text}\n  {redacted}\n  {found}"));
        }
        if engine.redact_text(&redacted) != redacted {
            wrong.push(format!("{name}, redacted again: {}", engine.redact_text(&redacted)));
        }
    }
    report(&wrong);
}

#[test]
fn each_text_is_redacted_wherever_it_is_cut() {
    let mut wrong = Vec::new();
    for (engine, Case { name, text, redacted, .. }) in cases() {
        // Everywhere, but for the few texts that are as long as a value may be.
        let step = 1 + text.len() / 500;
        for cut in (0..=text.len()).step_by(step) {
            let found = streamed(&engine, text.as_bytes(), &[cut]);
            if found != redacted.as_bytes() {
                wrong.push(format!("{name}, cut at {cut}: {}", String::from_utf8_lossy(&found)));
            }
        }
        let all: Vec<usize> = (0..text.len()).step_by(step).collect();
        if streamed(&engine, text.as_bytes(), &all) != redacted.as_bytes() {
            wrong.push(format!("{name}, cut everywhere"));
        }
    }
    report(&wrong);
}
