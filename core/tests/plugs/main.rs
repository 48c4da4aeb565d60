//! The redactor's writers, its `MakeWriter` and its panic hook.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod async_writer;
#[cfg(feature = "tracing-subscriber")]
mod make_writer;
mod panic_hook;
mod sentinel;
mod support;
mod writer;
