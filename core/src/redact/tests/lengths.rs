use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::redact::{Engine, EngineFlow, LONGEST, Unfit, spelling::each};

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Where one search gives over to the next, and the ends.
const LENGTHS: [usize; 11] = [8, 9, 14, 15, 16, 22, 23, 24, 25, 4096, LONGEST];

fn mixed(length: usize) -> String {
    (0..length).map(|at| char::from(LETTERS[(at * at + at / 62) % LETTERS.len()])).collect()
}

fn check(secret: &str) {
    let engine = Engine::new(false);
    engine.pin(secret, false).unwrap();
    let hex = each(secret.as_bytes(), |byte| format!("{byte:02X}"));
    let percent = each(secret.as_bytes(), |byte| format!("%{byte:02x}"));
    for form in [secret.to_owned(), hex, percent, STANDARD.encode(format!("u:{secret}."))] {
        // At each place relative to the grid of the search.
        for before in 0..33 {
            let text = format!("{}{form}.", " ".repeat(before));
            let redacted = engine.redact_text(&text);
            let (head, _) =
                redacted.split_once("[REDACTED]").unwrap_or_else(|| panic!("{} bytes", secret.len()));
            assert!(head.len() - before <= 3, "{} bytes: {head}", secret.len());
            let mut flow = EngineFlow::new();
            let mut output = flow.push(&engine, &text.as_bytes()[..before + form.len() / 2]);
            output.extend(flow.push(&engine, &text.as_bytes()[before + form.len() / 2..]));
            output.extend(flow.finish(&engine));
            assert_eq!(output, redacted.as_bytes());
        }
    }
}

#[test]
fn a_secret_of_any_length_is_found_at_any_place() {
    LENGTHS.map(mixed).iter().for_each(|secret| check(secret));
}

#[test]
fn a_secret_of_one_letter_again_and_again_is_found_at_any_place() {
    for length in LENGTHS {
        check(&"k".repeat(length));
    }
}

#[test]
fn what_is_too_short_or_too_long_is_refused() {
    let engine = Engine::new(false);
    assert_eq!(engine.pin(&mixed(7), false), Err(Unfit::Short));
    assert_eq!(engine.pin(&mixed(LONGEST + 1), true), Err(Unfit::Long));
    assert_eq!(engine.len(), 0);
}

#[test]
fn a_run_of_one_letter_is_hidden_whole_or_not_at_all() {
    let engine = Engine::new(false);
    engine.pin(&"k".repeat(20), false).unwrap();
    for length in [19, 20, 21, 40, 1000] {
        let expected = if length < 20 { "k".repeat(length) } else { "[REDACTED]".to_owned() };
        assert_eq!(engine.redact_text(&"k".repeat(length)), expected, "{length}");
    }
}
