//! Keyhelm's clients for the sandbox.

use std::time::Duration;

use keyhelm::{Client, ClientBuilder, Platform};
use keyhelm_sandbox::Sandbox;

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// `CertoPay` documents a limit.
pub(crate) fn certopay(sandbox: &Sandbox) -> ClientBuilder {
    let given = &sandbox.credentials().certopay;
    Client::builder(Platform::CertoPay)
        .base_url(&given.base_url)
        .api_key(given.api_key.as_str())
        .timeout(PATIENCE)
}

/// Adyen documents none.
pub(crate) fn adyen(sandbox: &Sandbox) -> ClientBuilder {
    let given = &sandbox.credentials().adyen;
    Client::builder(Platform::Adyen)
        .base_url(&given.base_url)
        .api_key(given.api_key.as_str())
        .timeout(PATIENCE)
}
