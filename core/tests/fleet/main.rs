//! The limit that hosts share, over a Redis of each test's own and with other processes as other hosts.
//!
//! The Redis is `redis-server` on the `PATH`, or the program that `KEYHELM_REDIS_SERVER` names.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "other processes do not share a time that is injected")]

mod host;
mod outage;
mod server;
mod set_up;
mod support;
mod window;
