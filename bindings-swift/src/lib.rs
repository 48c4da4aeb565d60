//! The Swift face of Keyhelm: it turns Swift's arguments into calls of the core and the core's answers into values that
//! Swift reads. Every rule is in the core; what Swift people see is in `Sources/Keyhelm`.

#![expect(
    unreachable_pub,
    missing_debug_implementations,
    clippy::needless_pass_by_value,
    clippy::struct_field_names,
    clippy::unnecessary_wraps,
    reason = "the bridge reads public items and hands over owned values; a panic without a `Result` would end the app; \
              fields are named as in every language"
)]

mod all_keys;
mod call;
mod census;
mod client;
mod error;
mod event;
mod keys;
mod local;
mod number;
mod origins;
mod records;
mod redactor;
mod request;
mod response;
mod runtime;
mod secret;
mod settings;
mod time;
mod vocabulary;

uniffi::setup_scaffolding!();
