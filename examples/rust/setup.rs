//! Set-up that is not part of the lessons: a sandbox of one's own, and clients for it.
#![allow(dead_code, reason = "each lesson takes what it needs")]

use keyhelm::{Client, ClientBuilder, Environment, Platform};
use keyhelm_sandbox::Sandbox;

/// Whatever ends a lesson early.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// A client's settings for one platform of the sandbox, with all its credentials.
pub(crate) fn settings(sandbox: &Sandbox, platform: Platform) -> ClientBuilder {
    let given = sandbox.credentials();
    let client = Client::builder(platform).environment(Environment::Test);
    match platform {
        Platform::Adyen => {
            let account = &given.adyen;
            client
                .base_url(&account.base_url)
                .api_key(account.api_key.as_str())
                .company_id(&account.company_id)
        }
        Platform::Bousol => client.base_url(&given.bousol.base_url).api_key(given.bousol.api_key.as_str()),
        Platform::Caibo => {
            let account = &given.caibo;
            client
                .base_url(&account.base_url)
                .api_key(account.api_key.as_str())
                .email(&account.email)
                .password(account.password.as_str())
                .user_id(&account.user_id)
                .payment_request_id(&account.payment_request_id)
        }
        Platform::CertoPay => {
            let account = &given.certopay;
            client
                .base_url(&account.base_url)
                .api_key(account.api_key.as_str())
                .email(&account.email)
                .password(account.password.as_str())
        }
        Platform::Compago => client.base_url(&given.compago.base_url).api_key(given.compago.api_key.as_str()),
    }
}
