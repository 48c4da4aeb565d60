//! API keys at payment platforms: listed, made, replaced, ended and checked, at Adyen, Bousol, Caibo, `CertoPay` and
//! Compago, with secrets that are never shown and calls that are never sent twice by accident.
//!
//! Start with [`Client`]; [`Platform::capabilities`] tells what each platform offers; every call fails with the one
//! [`Error`].
#![doc = include_str!("../../README.md")]
#![forbid(unsafe_code)]

mod adapter;
#[cfg(feature = "benchmark")]
#[doc(hidden)]
pub mod benchmark;
mod client;
mod clock;
pub mod docs;
mod environment;
mod error;
mod event;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod key;
mod operation;
mod platform;
mod rate_limit;
mod redact;
mod redactor;
mod secret;
mod transport;

pub use http::Method;

#[cfg(feature = "tracing-subscriber")]
pub use self::redactor::{EventWriter, RedactingMakeWriter};
pub use self::{
    adapter::{Availability, Capability, Origin},
    client::{
        AddOrigin, AllKeys, Client, ClientBuilder, CreateKey, CurrentKey, GetKey, Keys, ListKeys,
        ListOrigins, Origins, RawResponse, Reconcile, RegenerateClientKey, RegenerateKey, RemoveOrigin,
        RequestAuth, RequestBuilder, RevokeKey, UpdateKey, VerifyKey,
    },
    environment::Environment,
    error::{Error, ErrorCode},
    event::{Event, EventKind},
    key::{
        ApiKey, ClientKey, IssuedKey, KeyStatus, Outcome, Page, Previous, Reconciliation, Verification,
        VerificationOutcome, expiry::expires_at, format::Recognition, format::recognise, scope,
    },
    operation::Operation,
    platform::Platform,
    rate_limit::RateLimit,
    redactor::{RedactingAsyncWriter, RedactingWriter, Redactor, RedactorStream, redact_panics},
    secret::Secret,
};
#[doc(hidden)]
pub use self::{client::Delivery, transport::Counted};

/// Everything users share between tasks can be shared.
const _: () = {
    const fn is_shared<T: Send + Sync + 'static>() {}
    const fn is_sent<T: Send + 'static>() {}
    is_shared::<Client>();
    is_shared::<Secret>();
    is_shared::<Error>();
    is_shared::<IssuedKey>();
    is_shared::<Redactor>();
    is_sent::<RedactorStream>();
    is_sent::<AllKeys>();
};
