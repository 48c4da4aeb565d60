//! What needs no network.

use std::collections::BTreeMap;

use pyo3::prelude::*;

use crate::{
    error::raise,
    records::{Capability, Recognition},
    secret::Given,
    time::Time,
};

/// Tells which platforms' keys look like this.
///
/// The format proves nothing: `sk_live_` is used by Bousol, by CertoPay and by platforms beyond these five.
///
/// >>> import keyhelm
/// >>> seen = keyhelm.recognise("caibo_test_sk_EXAMPLE000000001")
/// >>> seen.platforms, seen.environment, seen.masked
/// (('caibo',), 'test', 'caibo_test_sk_****0001')
#[pyfunction]
pub(crate) fn recognise(text: Given) -> Recognition {
    Recognition(keyhelm::recognise(text.0))
}

/// When a Bousol key with this expiration date (`YYYY-MM-DD`) stops working: 00:00:00 UTC at the start of that day.
///
/// A text that is no calendar date raises `ValidationFailedError`.
///
/// >>> import keyhelm
/// >>> keyhelm.expires_at("2028-02-29").isoformat()
/// '2028-02-29T00:00:00+00:00'
#[pyfunction]
pub(crate) fn expires_at(py: Python<'_>, date: &str) -> PyResult<Time> {
    keyhelm::expires_at(date).map(Time).map_err(|error| raise(py, &error))
}

/// What of `need` is not in `have`, in the order and spelling of `need`. Hyphens and dashes count as the same.
///
/// >>> from keyhelm.scope import adyen, bousol, missing_scopes
/// >>> have = ["Management API - API credentials read and write", "invoices:read"]
/// >>> missing_scopes(have, [adyen.API_CREDENTIALS_READ_AND_WRITE, bousol.PAYOUTS_READ])
/// ['payouts:read']
#[pyfunction]
pub(crate) fn missing_scopes(have: Vec<String>, need: Vec<String>) -> Vec<String> {
    keyhelm::scope::missing_scopes(have, need)
}

/// How each operation is done at a platform: by a client, by a person, or not at all.
///
/// >>> import keyhelm
/// >>> keyhelm.capabilities("compago")["create"].availability
/// 'dashboard'
#[pyfunction]
pub(crate) fn capabilities(py: Python<'_>, platform: &str) -> PyResult<BTreeMap<&'static str, Capability>> {
    platform.parse().map(of_platform).map_err(|error| raise(py, &error))
}

pub(crate) fn of_platform(platform: keyhelm::Platform) -> BTreeMap<&'static str, Capability> {
    let all = platform.capabilities().into_iter();
    all.map(|(operation, capability)| (operation.as_str(), Capability(capability))).collect()
}
