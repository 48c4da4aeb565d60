use crate::redact::{Engine, EngineFlow, spelling::each};

const MOST_HELD: usize = 64 * 1024;

/// So many bytes later than it could a stream may know that something is no match.
const LATE: usize = 7;

fn engine(secrets: &[&str]) -> Engine {
    let engine = Engine::new(false);
    for secret in secrets {
        engine.pin(secret, false).unwrap();
    }
    engine
}

/// In pieces of one length; the output, and the most that was held.
fn in_pieces(engine: &Engine, text: &[u8], length: usize) -> (Vec<u8>, usize) {
    let (mut flow, mut output, mut most) = (EngineFlow::new(), Vec::new(), 0);
    for piece in text.chunks(length) {
        output.extend(flow.push(engine, piece));
        most = most.max(flow.held());
    }
    output.extend(flow.finish(engine));
    (output, most)
}

#[test]
fn only_what_may_become_a_match_is_held() {
    let secrets = ["EXAMPLE-key-0001", "sk_test_EXAMPLE0000000000002", "\"quoted\\text\""];
    let engine = engine(&secrets);
    let text = br#"{"level":"info","msg":"sent EXAMPLE-key-0001 then sk_test_EXAMPLE0000000000009 and sk_test_, EXA EXAMPLE-kez"}"#;
    let mut flow = EngineFlow::new();
    for end in 1..=text.len() {
        flow.push(&engine, &text[end - 1..end]);
        // The slow way: the longest end of the text, without the bytes that need not be looked at yet, that begins a
        // secret; and any character may be the first of a blob.
        let begun = |text: &[u8]| {
            let begins = |length: &usize| {
                secrets.iter().any(|secret| secret.as_bytes().starts_with(&text[text.len() - length..]))
            };
            (1..=text.len()).rev().find(begins).unwrap_or(0)
        };
        let is_done = secrets.iter().any(|secret| text[..end].ends_with(secret.as_bytes()));
        let needed = if is_done { 0 } else { begun(&text[..end]) };
        let most = (0..=LATE.min(end)).map(|late| begun(&text[..end - late]) + late).max().unwrap_or(0);
        let held = flow.held();
        assert!(
            (needed..=most).contains(&held),
            "{held} for {needed} to {most}: {}",
            text[..end].escape_ascii()
        );
    }
}

#[test]
fn an_empty_push_changes_nothing_and_a_finished_stream_is_a_new_one() {
    let engine = engine(&["EXAMPLE-key-0001"]);
    let mut flow = EngineFlow::new();
    assert_eq!(flow.push(&engine, b""), b"");
    assert_eq!(flow.finish(&engine), b"");
    for _ in 0..3 {
        assert_eq!(flow.push(&engine, b"EXAMPLE-key"), b"");
        assert_eq!(flow.push(&engine, b""), b"");
        assert_eq!(flow.held(), 11);
        assert_eq!(flow.finish(&engine), b"EXAMPLE-key");
        assert_eq!(flow.held(), 0);
        // What came before the end is no part of it.
        assert_eq!(flow.push(&engine, b"-0001."), b"-0001.");
        assert_eq!(flow.finish(&engine), b"");
        assert_eq!(flow.finish(&engine), b"");
    }
}

#[test]
fn a_secret_that_comes_or_goes_amid_a_stream_counts_from_there_on() {
    let engine = engine(&["EXAMPLE-key-0001"]);
    let mut flow = EngineFlow::new();
    assert_eq!(flow.push(&engine, b"EXAMPLE-key-00"), b"");
    engine.remove("EXAMPLE-key-0001", false);
    assert_eq!(flow.push(&engine, b"01 EXAMPLE-kez-"), b"EXAMPLE-key-0001 EXAMPLE-kez-");
    engine.pin("EXAMPLE-kez-0001", false).unwrap();
    assert_eq!(flow.push(&engine, b"0001 EXAMPLE-kez-0001"), b"0001 [REDACTED]");
    assert_eq!(flow.finish(&engine), b"");
}

#[test]
fn runs_of_escapes_longer_than_what_is_held_hide_what_is_in_them() {
    let secret = "EXAMPLE-key-0001";
    let engine = engine(&[secret]);
    let codes = each(secret.as_bytes(), |byte| format!("\\u{byte:04x}"));
    for unit in ["\\u4e2d", "%25", "\\\\", "\\\"", "\\ud83d\\ude00", "\\u005c"] {
        let run = unit.repeat(80_000 / unit.len());
        let text = format!("{run}{codes}{run}");
        let expected = engine.redact(text.as_bytes());
        assert_eq!(expected.len(), 2 * run.len() + "[REDACTED]".len(), "{unit}");
        for length in [65_536, 40_001] {
            let (output, most) = in_pieces(&engine, text.as_bytes(), length);
            assert!(output == *expected, "{unit} in pieces of {length}");
            assert!(most <= MOST_HELD);
        }
    }
}

#[test]
fn escapes_of_what_is_in_no_escape_are_not_held() {
    let engine = engine(&["EXAMPLE-key-0001", "all: {\"of\", \\these}"]);
    for unit in ["{\\\"x\\\":\\\"y\\\"}", "%41ghijk", "\\n\\t ", "\\u4e2d", "%E4%BD%A0", "\\u00e9t\\u00e9"] {
        let (_, most) = in_pieces(&engine, unit.repeat(500).as_bytes(), 11);
        assert!(most < 24, "{most} bytes of {unit}");
    }
}
