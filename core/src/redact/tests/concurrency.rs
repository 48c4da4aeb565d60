use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crate::redact::{Engine, EngineFlow};

const READERS: usize = 3;

/// All of one family, so that they share grams, tables and crowds with the one that stays.
fn passing(number: usize) -> String {
    format!("sk_test_EXAMPLE0COMING0AND0GOING{number:05}")
}

#[test]
fn what_is_registered_all_the_while_is_always_hidden_whoever_comes_and_goes() {
    let engine = Arc::new(Engine::new(false));
    let staying = ["sk_test_EXAMPLE0COMING0AND0GOING99999", "EXAMPLE8", "EXAMPLE-OF-15by"];
    for secret in staying {
        engine.pin(secret, false).unwrap();
    }
    let text = staying.map(|secret| format!("{secret}, {}", secret.replace('E', "\\u0045"))).join("; ");
    let hidden = ["[REDACTED], [REDACTED]"; 3].join("; ");
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    assert_eq!(engine.redact(text.as_bytes()), hidden.as_bytes());
                    let mut flow = EngineFlow::new();
                    let mut output = flow.push(&engine, &text.as_bytes()[..20]);
                    output.extend(flow.push(&engine, &text.as_bytes()[20..]));
                    output.extend(flow.finish(&engine));
                    assert_eq!(output, hidden.as_bytes());
                }
            });
        }
        for _ in 0..2 {
            (0..600).for_each(|number| engine.pin(&passing(number), false).unwrap());
            (0..600).for_each(|number| engine.remove(&passing(number * 7 % 600), false));
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert_eq!(engine.len(), staying.len());
}

#[test]
fn the_same_text_may_come_and_go_in_many_threads_at_once() {
    let engine = Engine::new(false);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..200 {
                    let text = passing(number % 5);
                    let stay = engine.enter(&text, false).unwrap();
                    assert_eq!(engine.redact(text.as_bytes()), &b"[REDACTED]"[..]);
                    engine.leave(stay, &text, false);
                }
            });
        }
    });
    assert_eq!(engine.len(), 0);
    assert_eq!(engine.redact(passing(1).as_bytes()), passing(1).as_bytes());
}
