//! The client against the sandbox, over real sockets.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod adyen;
mod caibo;
mod certopay;
mod guided;
mod handed_over;
mod http2;
#[cfg(target_os = "linux")]
mod leftovers;
mod login;
mod lost_answers;
mod memory;
mod network;
mod pace;
mod readme;
mod reconcile;
mod redaction;
mod request;
mod secrets;
mod set_up;
mod support;
mod waits;
