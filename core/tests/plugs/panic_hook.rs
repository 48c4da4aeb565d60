//! Each test panics in a process of its own: this test binary, started again for one test and told by a variable
//! what to do there.

use std::{
    io::Write as _,
    panic,
    process::{Command, Output, Stdio},
    thread,
};

use keyhelm::{Redactor, Secret, redact_panics};

use crate::support::KEY;

const CASE: &str = "KEYHELM_PANIC_CASE";

fn command(case: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "panic_hook::child", "--nocapture", "--test-threads", "1"])
        .env(CASE, case)
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(case: &str, backtrace: Option<&str>) -> (Output, String) {
    let mut command = command(case);
    if let Some(style) = backtrace {
        command.env("RUST_BACKTRACE", style);
    }
    let output = command.output().unwrap();
    let shown = String::from_utf8(output.stderr.clone()).unwrap();
    let everything = format!("{shown}{}", String::from_utf8_lossy(&output.stdout));
    assert!(!everything.contains("EXAMPLE-NOT-A-KEY"), "{everything}");
    (output, shown)
}

/// Does in the child what its case says; in the run of all tests there is nothing to do.
#[test]
fn child() {
    let Ok(case) = std::env::var(CASE) else { return };
    Redactor::shared().add(&Secret::new(KEY)).unwrap();
    if case != "unwinding" {
        redact_panics();
    }
    let in_thread = |work: fn()| thread::Builder::new().name("worker".to_owned()).spawn(work).unwrap().join();
    match case.as_str() {
        "text" => {
            in_thread(|| panic!("{KEY} was refused\nin two lines")).unwrap_err();
            in_thread(|| panic!("a text that is no format")).unwrap_err();
            in_thread(|| panic::panic_any(7)).unwrap_err();
            thread::spawn(|| panic!("unnamed")).join().unwrap_err();
        }
        "once" => {
            let next = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                println!("mine");
                next(panic);
            }));
            redact_panics();
            in_thread(|| panic!("{KEY}")).unwrap_err();
        }
        "unwinding" => {
            struct Late;
            impl Drop for Late {
                fn drop(&mut self) {
                    redact_panics();
                }
            }
            in_thread(|| {
                let _late = Late;
                panic!("before");
            })
            .unwrap_err();
            redact_panics();
            in_thread(|| panic!("{KEY} after")).unwrap_err();
        }
        "locked" => {
            let _lock = std::io::stderr().lock();
            in_thread(|| panic!("{KEY}")).unwrap_err();
        }
        "closed" => {
            std::io::stdin().read_line(&mut String::new()).unwrap();
            in_thread(|| panic!("{KEY}")).unwrap_err();
            println!("survived");
        }
        other => panic!("there is no case {other}"),
    }
}

#[test]
fn the_message_is_shown_without_its_secret() {
    let (output, shown) = run("text", None);
    assert!(output.status.success());
    let file = concat!("core/tests/plugs/", "panic_hook.rs:");
    let mut parts = shown.split("\nthread ").skip(1);
    let first = parts.next().unwrap();
    assert!(first.starts_with("'worker' panicked at ") && first.contains(file), "{first}");
    assert!(
        first.contains(":\n[REDACTED] was refused\nin two lines\nnote: run with `RUST_BACKTRACE=1`"),
        "{first}"
    );
    let second = parts.next().unwrap();
    assert!(second.ends_with(":\na text that is no format\n"), "{second}");
    assert!(parts.next().unwrap().ends_with(":\nBox<dyn Any>\n"));
    assert!(parts.next().unwrap().starts_with("'<unnamed>' panicked at "));
}

#[test]
fn the_backtrace_is_shown_when_it_is_asked_for() {
    let (_, none) = run("text", Some("0"));
    assert!(!none.contains("stack backtrace") && none.contains("note: run with"), "{none}");
    let (_, short) = run("text", Some("1"));
    assert!(short.contains("stack backtrace:\n") && short.contains("plugs::panic_hook::child"), "{short}");
    assert!(
        !short.contains("rust_panic_with_hook") && !short.contains("__rust_begin_short_backtrace"),
        "{short}"
    );
    assert!(short.contains("run with `RUST_BACKTRACE=full`"), "{short}");
    let (_, full) = run("text", Some("full"));
    assert!(full.contains("__rust_begin_short_backtrace"), "{full}");
    assert!(full.len() > short.len());
}

#[test]
fn it_is_installed_once_and_can_be_wrapped() {
    let (output, shown) = run("once", None);
    assert_eq!(String::from_utf8(output.stdout).unwrap().matches("mine").count(), 1);
    assert_eq!(shown.matches("[REDACTED]").count(), 1, "{shown}");
}

#[test]
fn in_a_panicking_thread_it_does_nothing_and_later_it_does() {
    let (output, shown) = run("unwinding", None);
    assert!(output.status.success() && shown.contains("\n[REDACTED] after\n"), "{shown}");
}

#[test]
#[cfg(unix)]
fn it_waits_for_nobody_who_holds_standard_error() {
    let (output, shown) = run("locked", None);
    assert!(output.status.success() && shown.contains("[REDACTED]"), "{shown}");
}

#[test]
fn closed_standard_error_is_no_error() {
    let mut child = command("closed").spawn().unwrap();
    drop(child.stderr.take());
    child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("survived"));
}
