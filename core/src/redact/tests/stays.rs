use crate::redact::Engine;

const TEXT: &str = "EXAMPLE-NOT-A-KEY-0001";

fn is_hidden(engine: &Engine) -> bool {
    engine.redact_text(TEXT) == "[REDACTED]"
}

fn is_hidden_in_a_word(engine: &Engine) -> bool {
    engine.redact_text(&format!("x{TEXT}")) == "x[REDACTED]"
}

#[test]
fn a_text_stays_until_all_who_hold_it_have_left() {
    let engine = Engine::new(false);
    let stays = [(); 3].map(|()| engine.enter(TEXT, false).unwrap());
    assert_eq!(engine.len(), 1);
    for stay in stays {
        assert!(is_hidden(&engine));
        engine.leave(stay, TEXT, false);
    }
    assert!(!is_hidden(&engine));
}

#[test]
fn one_who_keeps_it_or_pins_it_keeps_it_for_all() {
    for is_pinned in [false, true] {
        let engine = Engine::new(false);
        let stays = [(); 2].map(|()| engine.enter(TEXT, false).unwrap());
        if is_pinned {
            engine.pin(TEXT, false).unwrap();
        }
        engine.leave(stays[0], TEXT, !is_pinned);
        engine.leave(stays[1], TEXT, false);
        assert!(is_hidden(&engine));
        engine.remove(TEXT, false);
        assert!(!is_hidden(&engine));
    }
}

#[test]
fn a_stay_from_before_a_removal_ends_nothing_that_came_later() {
    let engine = Engine::new(false);
    let old = engine.enter(TEXT, false).unwrap();
    engine.remove(TEXT, false);
    assert!(!is_hidden(&engine));
    let new = engine.enter(TEXT, false).unwrap();
    engine.leave(old, TEXT, true);
    assert!(is_hidden(&engine));
    engine.leave(new, TEXT, false);
    assert!(!is_hidden(&engine));
    engine.leave(new, TEXT, true);
    assert!(!is_hidden(&engine));
}

#[test]
fn a_text_can_be_a_key_and_a_password_at_once_and_each_goes_alone() {
    let engine = Engine::new(false);
    engine.pin(TEXT, true).unwrap();
    assert!(is_hidden(&engine) && !is_hidden_in_a_word(&engine));
    engine.pin(TEXT, false).unwrap();
    assert_eq!(engine.len(), 2);
    assert!(is_hidden_in_a_word(&engine));
    engine.remove(TEXT, false);
    assert!(is_hidden(&engine) && !is_hidden_in_a_word(&engine));
    engine.remove(TEXT, true);
    engine.remove(TEXT, true);
    assert!(!is_hidden(&engine));
}

#[test]
fn a_text_that_comes_and_goes_for_ever_takes_no_more_room() {
    let engine = Engine::new(false);
    engine.pin("EXAMPLE-THAT-STAYS-THERE", false).unwrap();
    for round in 0..3000 {
        let text = format!("EXAMPLE-NOT-A-KEY-{:04}", round % 701);
        engine.pin(&text, false).unwrap();
        assert_eq!(engine.redact_text(&text), "[REDACTED]");
        engine.remove(&text, false);
        assert_eq!(engine.redact_text(&text), text);
    }
    assert_eq!(engine.redact_text("EXAMPLE-THAT-STAYS-THERE"), "[REDACTED]");
}
