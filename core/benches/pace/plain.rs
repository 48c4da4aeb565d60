//! What a program does that calls Adyen over reqwest by itself.

use std::{sync::Arc, time::Duration};

use keyhelm_sandbox::Sandbox;
use reqwest::StatusCode;
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::clients::Failure;

/// One client, which all callers clone.
#[derive(Clone)]
pub(crate) struct Plain {
    http: reqwest::Client,
    url: String,
    key: String,
}

/// The answer to one attempt.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
}

impl Plain {
    pub(crate) fn new(sandbox: &Sandbox) -> Result<Self, Failure> {
        let given = &sandbox.credentials().adyen;
        // Like a Keyhelm client for a loopback address: no proxy, and TLS that is never used.
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let http = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build()?;
        Ok(Self { http, url: format!("{}/me", given.base_url), key: given.api_key.clone() })
    }

    /// One attempt, answer read to its end.
    pub(crate) async fn attempt(&self) -> Result<Answer, reqwest::Error> {
        let answer = self.http.get(&self.url).header("x-api-key", &self.key).send().await?;
        let status = answer.status();
        let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        answer.bytes().await?;
        Ok(Answer { status, retry_after })
    }
}
