//! How long the process-wide redactor knows a secret.

use std::{panic, thread};

use crate::{Redactor, Secret, redact::shared};

fn is_known(text: &str) -> bool {
    shared().redact_text(text) != text
}

fn watched(text: &str) -> Secret {
    let secret = Secret::new(text);
    secret.watch();
    assert!(is_known(text));
    secret
}

#[test]
fn a_secret_is_known_until_its_last_clone_is_dropped() {
    let text = "EXAMPLE-of-clones-0001";
    let secret = watched(text);
    let (clone, header) = (secret.clone(), secret.header_value().unwrap());
    drop(secret);
    clone.watch();
    drop(clone);
    assert!(is_known(text), "a header holds it too");
    drop(header);
    assert!(!is_known(text));
}

#[test]
fn two_secrets_of_one_text_are_known_as_long_as_one_is_there() {
    let text = "EXAMPLE-of-two-00001";
    let (one, other) = (watched(text), watched(text));
    drop(one);
    assert!(is_known(text));
    drop(other);
    assert!(!is_known(text));
}

#[test]
fn an_exposed_secret_is_known_until_it_is_removed_whenever_it_was_exposed() {
    for (text, is_first) in [("EXAMPLE-exposed-first", true), ("EXAMPLE-exposed-later", false)] {
        let secret = Secret::new(text);
        if is_first {
            secret.expose();
        }
        secret.watch();
        secret.expose();
        drop(secret);
        assert!(is_known(text));
        Redactor::shared().remove(&Secret::new(text));
        assert!(!is_known(text));
    }
}

#[test]
fn a_secret_that_nobody_watches_is_not_known() {
    let secret = Secret::new("EXAMPLE-not-watched-1");
    secret.expose();
    drop(secret.clone());
    assert!(!is_known("EXAMPLE-not-watched-1"));
    drop(secret);
    assert!(!is_known("EXAMPLE-not-watched-1"));
}

#[test]
fn a_secret_that_is_dropped_by_a_panic_or_with_another_is_forgotten() {
    struct Outer {
        inner: Option<Box<Outer>>,
        _secret: Secret,
    }
    impl Drop for Outer {
        fn drop(&mut self) {
            drop(self.inner.take());
            drop(watched("EXAMPLE-in-a-drop-0001"));
        }
    }
    let texts = ["EXAMPLE-of-a-panic-001", "EXAMPLE-of-a-panic-002"];
    let panicked = thread::spawn(move || {
        let inner = Outer { inner: None, _secret: watched(texts[0]) };
        let _outer = Outer { inner: Some(Box::new(inner)), _secret: watched(texts[1]) };
        panic::resume_unwind(Box::new(()));
    });
    assert!(panicked.join().is_err());
    assert!(!is_known(texts[0]) && !is_known(texts[1]) && !is_known("EXAMPLE-in-a-drop-0001"));
}
