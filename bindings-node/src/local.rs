//! What needs no network.

use std::collections::BTreeMap;

use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::{answer::json, error, secret::Secret, time};

#[napi]
pub(crate) fn recognise(text: &Secret) -> String {
    json(&keyhelm::recognise(&text.0))
}

/// Milliseconds since 1970, or the refusal.
#[napi]
pub(crate) fn expires_at(date: String) -> Either<f64, String> {
    match keyhelm::expires_at(&date) {
        Ok(end) => Either::A(time::milliseconds(end)),
        Err(error) => Either::B(error::facts(&error)),
    }
}

#[napi]
pub(crate) fn missing_scopes(have: Vec<String>, need: Vec<String>) -> Vec<String> {
    keyhelm::scope::missing_scopes(have, need)
}

/// The operations and how each is done, or the refusal as the second.
#[napi]
pub(crate) fn capabilities(platform: String) -> (Option<String>, Option<String>) {
    match platform.parse::<keyhelm::Platform>() {
        Ok(platform) => {
            let table: BTreeMap<_, _> = platform
                .capabilities()
                .into_iter()
                .map(|(operation, capability)| (operation.as_str(), capability))
                .collect();
            (Some(json(&table)), None)
        }
        Err(error) => (None, Some(error::facts(&error))),
    }
}
