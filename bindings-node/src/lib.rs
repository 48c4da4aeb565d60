//! The Node face of Keyhelm: it turns the arguments of the TypeScript face (`ts/`) into calls of the core, and the core's
//! answers into what that face makes objects of. Every rule is in the core.
//!
//! Nothing here throws. What can be refused gives the refusal as text for the face to make an error of.

#![cfg_attr(test, allow(dead_code, reason = "the generator registers nothing in a test build"))]
#![expect(
    missing_debug_implementations,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::wrong_self_convention,
    reason = "JavaScript holds these objects, and its values come by value"
)]

mod all_keys;
mod answer;
mod call;
mod client;
mod error;
mod event;
mod keys;
mod local;
mod mailbox;
mod origins;
mod pulse;
mod redactor;
mod request;
mod response;
mod runtime;
mod scope;
mod secret;
mod settings;
mod time;
