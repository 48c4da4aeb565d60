use std::{
    backtrace::Backtrace,
    env,
    fmt::Write as _,
    io::{self, Write as _},
    panic::{self, PanicHookInfo},
    sync::{
        Once,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use super::Redactor;

/// Hides what the [shared](Redactor::shared) redactor knows in the messages of panics.
///
/// Installs a panic hook that writes to standard error what the standard library's own writes (the thread, the place,
/// the message, and the backtrace or the note on how to have one), redacted as one piece. The standard hook cannot be
/// kept, since it prints the message by itself: call this early, and install other hooks afterwards.
///
/// It is installed once, however often this is called, and in a thread that is panicking this does nothing. A hook
/// installed later replaces it, and a hook that wraps it (`std::panic::take_hook`) answers itself for what it prints.
/// The panic's payload is not changed: who catches it, with `catch_unwind` or by joining a thread, has the message as
/// it was. Standard error that cannot be written to is no error. Tests that capture their output do not capture this.
///
/// ```
/// keyhelm::redact_panics();
///
/// let key = keyhelm::Secret::new("EXAMPLE-NOT-A-KEY-0003");
/// keyhelm::Redactor::shared().add(&key).unwrap();
/// let refused = std::panic::catch_unwind(|| panic!("{} was refused", key.expose()));
/// // On standard error: [REDACTED] was refused
/// assert!(refused.is_err());
/// ```
pub fn redact_panics() {
    static INSTALLED: Once = Once::new();
    // The standard library would panic, and end the process.
    if thread::panicking() {
        return;
    }
    INSTALLED.call_once(|| {
        let redactor = Redactor::shared();
        panic::set_hook(Box::new(move |panic| print(redactor.redact(&report(panic)).as_bytes())));
    });
}

fn report(panic: &PanicHookInfo<'_>) -> String {
    let thread = thread::current();
    let mut text = format!("\nthread '{}' panicked", thread.name().unwrap_or("<unnamed>"));
    if let Some(location) = panic.location() {
        let _ = write!(text, " at {location}");
    }
    let _ = writeln!(text, ":\n{}", message(panic));
    add_backtrace(&mut text);
    text
}

fn message<'p>(panic: &'p PanicHookInfo<'_>) -> &'p str {
    let payload = panic.payload();
    match (payload.downcast_ref::<&'static str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "Box<dyn Any>",
    }
}

fn add_backtrace(text: &mut String) {
    static IS_NOTED: AtomicBool = AtomicBool::new(false);
    let _ = match env::var_os("RUST_BACKTRACE") {
        Some(style) if style == "full" => write!(text, "stack backtrace:\n{:#}", Backtrace::force_capture()),
        Some(style) if style != "0" => write!(
            text,
            "stack backtrace:\n{}note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.\n",
            without_runtime(&Backtrace::force_capture().to_string())
        ),
        _ if IS_NOTED.swap(true, Ordering::Relaxed) => Ok(()),
        _ => writeln!(text, "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"),
    };
}

/// The frames between those of the panic's own machinery and those that started the thread, where they are named.
fn without_runtime(trace: &str) -> String {
    let mut lines = trace.lines().peekable();
    if trace.contains("__rust_end_short_backtrace") {
        let _ = lines.find(|line| line.contains("__rust_end_short_backtrace"));
        // Where that frame is.
        let _ = lines.next_if(|line| line.trim_start().starts_with("at "));
    }
    let mut frames = String::new();
    for line in lines.take_while(|line| !line.contains("__rust_begin_short_backtrace")) {
        frames.push_str(line);
        frames.push('\n');
    }
    frames
}

/// Writes what can be written.
fn print(text: &[u8]) {
    // A thread that holds the lock of standard error may be waiting for this one.
    #[cfg(unix)]
    if let Ok(file) = std::os::fd::AsFd::as_fd(&io::stderr()).try_clone_to_owned() {
        let _ = std::fs::File::from(file).write_all(text);
        return;
    }
    let _ = io::stderr().write_all(text);
}
