//! What needs no network.

use std::{collections::HashMap, sync::Arc};

use keyhelm::Platform;

use crate::{
    error::Failure,
    records::{Capability, Recognition},
    secret::Secret,
    time::microseconds,
};

#[uniffi::export]
fn recognise(text: Arc<Secret>) -> Result<Recognition, Failure> {
    Ok(keyhelm::recognise(&text.value).into())
}

#[uniffi::export]
fn expires_at(date: String) -> Result<i64, Failure> {
    Ok(microseconds(keyhelm::expires_at(&date)?))
}

#[uniffi::export]
fn missing_scopes(have: Vec<String>, need: Vec<String>) -> Result<Vec<String>, Failure> {
    Ok(keyhelm::scope::missing_scopes(have, need))
}

#[uniffi::export]
fn capabilities(platform: String) -> Result<HashMap<String, Capability>, Failure> {
    let all = platform.parse::<Platform>()?.capabilities().into_iter();
    Ok(all.map(|(operation, capability)| (operation.to_string(), capability.into())).collect())
}
