use std::error::Error as _;

use napi_derive::napi;
use serde::Serialize;

use crate::answer::json;

/// All that the face makes an error of.
#[derive(Serialize)]
pub(crate) struct Facts {
    /// As the core writes and reads it again, for `reconcile`: as text, because JavaScript cannot hold all its numbers.
    failure: String,
    retryable: bool,
    causes: Vec<String>,
}

impl Facts {
    pub(crate) fn of(error: &keyhelm::Error) -> Self {
        let mut causes = Vec::new();
        let mut source = error.source();
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        Self { failure: json(error), retryable: error.retryable(), causes }
    }
}

pub(crate) fn facts(error: &keyhelm::Error) -> String {
    json(&Facts::of(error))
}

/// The error that its text, written by [`facts`] once, stands for.
pub(crate) fn read(failure: Option<&str>) -> keyhelm::Error {
    failure
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(|| keyhelm::Error::of_argument("error", "came from no call"))
}

/// A setting that cannot even be handed over.
#[napi]
pub(crate) fn refused_setting(name: String, why: String) -> String {
    facts(&keyhelm::Error::of_setting(&name, &why))
}

/// An argument that cannot even be handed over.
#[napi]
pub(crate) fn refused_argument(name: String, why: String) -> String {
    facts(&keyhelm::Error::of_argument(&name, &why))
}

/// Whether the same call, made again later, may succeed without anything being changed first.
#[napi]
pub(crate) fn is_retryable(code: String) -> bool {
    code.parse::<keyhelm::ErrorCode>().is_ok_and(keyhelm::ErrorCode::retryable)
}
