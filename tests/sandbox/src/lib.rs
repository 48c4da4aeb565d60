//! A loopback server that behaves as five payment platforms document their key management, with faults that
//! really break the line.
//!
//! [`Sandbox::start`] gives a running one with random credentials. Its clock moves on demand
//! ([`Sandbox::advance`]), its faults are scripted ([`Sandbox::add_fault`]), and it tells what arrived
//! ([`Sandbox::requests`]). The binary of the same name offers the same over HTTP.

mod body;
mod chance;
mod clock;
mod control;
mod credentials;
mod digest;
mod fault;
mod limit;
mod line;
mod log;
mod platform;
mod request;
mod response;
mod sandbox;
mod server;
mod service;
mod state;

pub use credentials::{
    AdyenCredentials, BousolCredentials, CaiboCredentials, CertopayCredentials, CompagoCredentials,
    Credentials,
};
pub use fault::{Fault, FaultRule};
pub use log::RequestRecord;
pub use sandbox::Sandbox;

/// Keeps the README's example compiling.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

const _: fn() = || {
    fn shareable<T: Send + Sync>() {}
    shareable::<Sandbox>();
};
