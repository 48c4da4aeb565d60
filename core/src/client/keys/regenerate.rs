use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{
    client::Client,
    error::{Error, ErrorCode},
    key::{ApiKey, IssuedKey, format},
    operation::Operation,
};

impl Keys {
    /// One new secret for an existing key. Store it before anything else: it is shown this once.
    ///
    /// What becomes of the old secret is in [`IssuedKey::previous`]. At Adyen it works on for 24 hours; at `CertoPay`
    /// and Caibo **it is dead at once**, and this client and its clones go on with the new one by themselves if it
    /// was theirs. `CertoPay`'s key is read first, so that a lost answer can be reconciled.
    ///
    /// Never sent twice unless it certainly was not carried out. When the answer is lost the error is
    /// [`OutcomeUnknown`](crate::ErrorCode::OutcomeUnknown): give it to [`Keys::reconcile`].
    pub fn regenerate(&self) -> RegenerateKey {
        RegenerateKey { client: self.client.clone(), id: None, timeout: None }
    }
}

/// See [`Keys::regenerate`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct RegenerateKey {
    client: Client,
    id: Option<String>,
    timeout: Option<Duration>,
}

impl RegenerateKey {
    /// Adyen: the key, required there. The other platforms have one key per account or user.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    async fn run(self) -> Result<IssuedKey, Error> {
        let client = &self.client;
        let inner = &client.inner;
        let named = |call| client.named(Operation::Regenerate, call);
        let deadline = client.named(Operation::Regenerate, client.deadline(self.timeout))?;
        let id = self.id.as_deref();
        // The arguments are checked before the look, so that a wrong one sends nothing.
        let mut call = named(inner.adapter.regenerate(&inner.account, id, None))?;
        let before = if inner.adapter.looks_first() {
            let mut look = client.named(Operation::Regenerate, inner.adapter.current(&inner.account))?;
            look.operation = Operation::Regenerate;
            let before = client.perform(&look, deadline).await?;
            client.learn_limit(Operation::Regenerate, &before);
            check_environment(client, &before)?;
            call = named(inner.adapter.regenerate(&inner.account, id, Some(&before)))?;
            Some(before)
        } else {
            None
        };
        let replaces_own_key = inner.adapter.replaces_own_key();
        if replaces_own_key {
            inner.credential.compare(before.and_then(|before| before.prefix).as_deref());
        }
        let issued = client.perform(&call, deadline).await?;
        client.watch_issued(Operation::Regenerate, &issued);
        if replaces_own_key {
            client.adopt(&issued);
        }
        Ok(issued)
    }
}

awaited_call!(RegenerateKey => IssuedKey);

/// Which key an account with a test key and a live key means by `me` is undocumented: the wrong one is not replaced.
fn check_environment(client: &Client, before: &ApiKey) -> Result<(), Error> {
    match (before.environment, client.environment()) {
        (Some(of_key), Some(of_client)) if of_key != of_client => Err(Error::new(
            ErrorCode::EnvironmentMismatch,
            format!(
                "the account's key is a {of_key} key and the client is set to {of_client}, so nothing was replaced; \
                 check the account and `environment`"
            ),
        )
        .on(client.platform(), Operation::Regenerate)
        .with_attempts(1)),
        _ => Ok(()),
    }
}

impl Client {
    /// Goes on with the new key if it took the place of the client's own.
    fn adopt(&self, issued: &IssuedKey) {
        let warn = |message| self.warn(Operation::Regenerate, message);
        let of_new = format::environment_of(self.platform(), issued.secret.reveal());
        if let (Some(of_new), Some(of_client)) = (of_new, self.environment())
            && of_new != of_client
        {
            warn(
                "the new key is of the other environment than this client, which keeps its key; check the account",
            );
            return;
        }
        let Some(own) = self.inner.credential.get().filter(|own| own.is_key) else { return };
        if !own.is_the_accounts {
            warn("the key that was replaced is not the one this client uses, which it keeps");
        } else if self.inner.replace_key(issued.secret.clone()).is_err() {
            warn("the new key cannot stand in a header, so this client keeps its key, which is dead");
        } else {
            self.inner.credential.compare(None);
        }
    }
}
