use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{
    client::{Client, settings},
    environment::Environment,
    error::Error,
    key::{Verification, VerificationOutcome, format},
    operation::Operation,
    secret::Secret,
};

impl Keys {
    /// Tells by a harmless read whether the client's key works, or the one given.
    ///
    /// A refused key is an outcome, not an error; errors are what keeps the question open. A given key of the other
    /// environment is [`EnvironmentMismatch`](crate::ErrorCode::EnvironmentMismatch), and nothing is sent. The read
    /// is `/me` at Adyen, one invoice at Bousol, the payment request at Caibo, the webhook registration at
    /// `CertoPay` and one payment at Compago.
    pub fn verify(&self) -> VerifyKey {
        VerifyKey { client: self.client.clone(), secret: None, payment_request_id: None, timeout: None }
    }
}

/// See [`Keys::verify`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct VerifyKey {
    client: Client,
    secret: Option<Secret>,
    payment_request_id: Option<String>,
    timeout: Option<Duration>,
}

impl VerifyKey {
    /// The key to look at, instead of the client's own.
    pub fn secret(mut self, key: impl Into<Secret>) -> Self {
        self.secret = Some(key.into());
        self
    }

    /// Caibo: the payment request to read, instead of the client's setting.
    pub fn payment_request_id(mut self, id: impl Into<String>) -> Self {
        self.payment_request_id = Some(id.into());
        self
    }

    async fn run(self) -> Result<Verification, Error> {
        let client = &self.client;
        let inner = &client.inner;
        if let Some(key) = &self.secret {
            let checked = match settings::key_fault(key) {
                Some(fault) => Err(Error::invalid("secret", fault)),
                None => settings::check_environment(inner.adapter, key, client.environment()),
            };
            client.named(Operation::Verify, checked)?;
        }
        let looked_at = self.secret.clone().or_else(|| inner.credential.get().map(|own| own.secret));
        let call = inner.adapter.verify(&inner.account, self.secret, self.payment_request_id.as_deref());
        let mut verification = client.run(Operation::Verify, call, self.timeout).await?;
        verification.environment = looked_at.and_then(|key| told(client, key.reveal(), verification.outcome));
        Ok(verification)
    }
}

awaited_call!(VerifyKey => Verification);

/// By the key's format; else, for a key that was taken, by the host it was taken at.
fn told(client: &Client, key: &str, outcome: VerificationOutcome) -> Option<Environment> {
    format::environment_of(client.platform(), key)
        .or_else(|| client.environment().filter(|_| outcome != VerificationOutcome::Invalid))
}
