//! Very many secrets, and very similar ones: tables that grow, grams that are crowded, places that are used again.

use std::fmt::Write as _;

use crate::redact::{
    Engine,
    reference::{self, Known},
    spelling::each,
};

/// A random order that is the same each time.
fn shuffled<T>(mut all: Vec<T>) -> Vec<T> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for at in (1..all.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        all.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
    }
    all
}

fn hides(engine: &Engine, text: &str) -> bool {
    let lines = format!("a {text} b\nc {} d", text.replace('K', "%4B"));
    let hidden = "a [REDACTED] b\nc [REDACTED] d";
    match &*engine.redact_text(&lines) {
        redacted if redacted == hidden => true,
        redacted if redacted == lines => false,
        other => panic!("half hidden: {other}"),
    }
}

#[test]
fn a_thousand_keys_in_a_row_come_and_go_in_any_order() {
    let engine = Engine::new(false);
    let keys: Vec<String> = (0..1000).map(|number| format!("K-EXAMPLE-{number:04}-EXAMPLE-KEY")).collect();
    for round in 0..2 {
        for key in shuffled(keys.clone()) {
            engine.pin(&key, false).unwrap();
        }
        assert!(keys.iter().all(|key| hides(&engine, key)), "round {round}");
        let mut left = shuffled(keys.clone());
        while let Some(gone) = left.pop() {
            engine.remove(&gone, false);
            if left.len().is_multiple_of(250) {
                assert!(left.iter().all(|key| hides(&engine, key)), "{} are left", left.len());
                assert!(keys.iter().filter(|key| !left.contains(key)).all(|key| !hides(&engine, key)));
            }
        }
        assert_eq!(engine.len(), 0);
    }
}

#[test]
fn three_thousand_secrets_of_all_lengths_are_as_the_reference_has_them() {
    let secret = |number: usize| {
        let text =
            format!("{:x}", (number as u128 + 7).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835));
        Known { text: text.repeat(3)[..8 + number % 60].to_owned(), guessable: number.is_multiple_of(5) }
    };
    let all: Vec<Known> = (0..3000).map(secret).collect();
    let engine = Engine::new(false);
    for known in &all {
        engine.pin(&known.text, known.guessable).unwrap();
    }
    // The reference would take long with all of them, and none is in the text of others.
    for some in all.chunks(6).step_by(12) {
        let mut text = String::new();
        for known in some {
            let hex = each(known.text.as_bytes(), |byte| format!("{byte:02x}"));
            write!(text, "<{}>\t{hex}\n%{:02x}{} ", known.text, known.text.as_bytes()[0], &known.text[1..])
                .unwrap();
        }
        let expected = reference::redact(some, text.as_bytes());
        assert_eq!(
            engine.redact(text.as_bytes()).escape_ascii().to_string(),
            expected.escape_ascii().to_string()
        );
    }
}

/// Each table is outgrown several times, and at any moment some of it may stand in two.
#[test]
fn while_tables_grow_all_that_is_registered_is_found_and_nothing_else() {
    let engine = Engine::new(false);
    let text = |number: usize| format!("EXAMPLE{:016x}{number}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for number in 0..1200 {
        engine.pin(&text(number), false).unwrap();
        // Of three that come one goes, an old one or a new one.
        if number % 3 == 2 {
            engine.remove(&text(if number % 2 == 0 { number - 1 } else { number / 3 * 2 + 1 }), false);
        }
        if number % 100 == 99 {
            let is_there = |known: usize| engine.redact_text(&text(known)) == "[REDACTED]";
            let found = (0..=number).filter(|known| is_there(*known)).count();
            assert_eq!(found, engine.len(), "after {number}");
        }
    }
    assert!(engine.len() > 700);
}
