use std::time::{Duration, Instant};

use super::{Keys, awaited_call};
use crate::{
    error::{Error, ErrorCode},
    key::{ApiKey, Attempted, Outcome, Reconciliation, scope::missing_scopes},
    operation::Operation,
};

impl Keys {
    /// Finds out what became of a call whose error is [`OutcomeUnknown`](ErrorCode::OutcomeUnknown), as far as the
    /// platform lets one look. It only reads. Use the client that made the call, or one for the same account.
    ///
    /// Adyen's `create` is looked for in the list: with a nonce for sure (`key`), without one by description and
    /// roles (`candidates`, which may be older). `CertoPay`'s `regenerate` is told by the key's prefix and time.
    /// Where the platform offers no way to look the outcome is `cannot_tell` and `advice` says what helps.
    ///
    /// `not_seen` right after the error may be too early: the platform may still be at work.
    pub fn reconcile(&self, error: &Error) -> Reconcile {
        Reconcile { keys: self.clone(), error: error.clone(), timeout: None }
    }
}

/// See [`Keys::reconcile`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct Reconcile {
    keys: Keys,
    error: Error,
    timeout: Option<Duration>,
}

impl Reconcile {
    async fn run(self) -> Result<Reconciliation, Error> {
        let client = &self.keys.client;
        client.named(Operation::Reconcile, self.check())?;
        let by = client.named(Operation::Reconcile, client.deadline(self.timeout))?;
        let error = &self.error;
        match error.attempted() {
            Some(Attempted::Create { description, nonce: true, .. }) => {
                self.named_creation(description, by).await
            }
            Some(Attempted::Create { description, scopes, nonce: false }) => {
                self.creation(description, scopes, by).await
            }
            Some(Attempted::Regenerate { before: Some(before), .. }) => self.regeneration(before, by).await,
            Some(Attempted::AddOrigin { id, domain }) => {
                let origins = self.keys.origins().list(id).timeout(self.left(by)).await?;
                let is_there = origins.iter().any(|origin| origin.domain == *domain);
                let not_done = "the origin is not there; wait a moment, look again, then add it";
                Ok(seen(is_there, "the origin is there", not_done))
            }
            Some(Attempted::RemoveOrigin { id, origin }) => {
                let origins = self.keys.origins().list(id).timeout(self.left(by)).await?;
                let is_gone = !origins.iter().any(|left| left.id.as_deref() == Some(origin));
                let not_done = "the origin is still there; wait a moment, look again, then remove it";
                Ok(seen(is_gone, "the origin is gone", not_done))
            }
            Some(Attempted::Regenerate { before: None, .. } | Attempted::RegenerateClientKey { .. })
            | None => Ok(Reconciliation::new(Outcome::CannotTell, error.hint().unwrap_or_default())),
        }
    }

    fn check(&self) -> Result<(), Error> {
        let account = &self.keys.client.inner.account;
        let refused = |message: &str| Err(Error::invalid("error", message));
        if self.error.code() != ErrorCode::OutcomeUnknown {
            return refused("is no `outcome_unknown`, so there is nothing to reconcile");
        }
        if self.error.platform() != Some(account.platform) {
            return refused("came from another platform's client");
        }
        // What another account shows would be taken for an answer, and its live key regenerated.
        if self.error.account() != Some(account.mark()) {
            return refused("came from another account's client; use the one that made the call");
        }
        Ok(())
    }

    /// The time that is left for one of the calls.
    fn left(&self, by: Instant) -> Duration {
        by.saturating_duration_since(self.keys.client.inner.transport.now()).max(Duration::from_millis(1))
    }

    async fn named_creation(&self, description: &str, by: Instant) -> Result<Reconciliation, Error> {
        Ok(match self.described(description, by).await?.pop() {
            Some(key) => {
                let advice =
                    format!("the key was made and its secret is lost: revoke {}, then create again", key.id);
                Reconciliation { key: Some(key), ..Reconciliation::new(Outcome::Happened, advice) }
            }
            None => Reconciliation::new(
                Outcome::NotSeen,
                "no such key was made so far; wait a moment, reconcile again, then create again",
            ),
        })
    }

    async fn creation(
        &self,
        description: &str,
        scopes: &[String],
        by: Instant,
    ) -> Result<Reconciliation, Error> {
        let mut candidates = self.described(description, by).await?;
        candidates.retain(|key| missing_scopes(&key.scopes, scopes).is_empty());
        Ok(if candidates.is_empty() {
            Reconciliation::new(
                Outcome::NotSeen,
                "no such key was made so far; wait a moment, reconcile again, then create again",
            )
        } else {
            let advice = "keys with this description and these roles are there, and one may be the lost one: revoke \
                          the one that nobody uses, then create again, with a nonce to tell for sure";
            Reconciliation { candidates, ..Reconciliation::new(Outcome::Happened, advice) }
        })
    }

    async fn regeneration(&self, before: &ApiKey, by: Instant) -> Result<Reconciliation, Error> {
        let now = self.keys.current().timeout(self.left(by)).await?;
        let differs = |was: bool, is: bool, equal: bool| was && is && !equal;
        let changed = now.id != before.id
            || differs(before.prefix.is_some(), now.prefix.is_some(), now.prefix == before.prefix)
            || differs(
                before.created_at.is_some(),
                now.created_at.is_some(),
                now.created_at == before.created_at,
            );
        let comparable = before.prefix.is_some() && now.prefix.is_some()
            || before.created_at.is_some() && now.created_at.is_some();
        Ok(if changed {
            let advice =
                "the key was replaced: the old one is dead and the new secret lost, so regenerate again";
            Reconciliation { key: Some(now), ..Reconciliation::new(Outcome::Happened, advice) }
        } else if comparable {
            Reconciliation::new(
                Outcome::NotSeen,
                "the key is the one from before; wait a moment, reconcile again, then regenerate again",
            )
        } else {
            Reconciliation::new(
                Outcome::CannotTell,
                "the platform tells neither prefix nor time of the key: verify the old key; if it is refused, \
                 regenerate again",
            )
        })
    }

    /// The keys whose whole description is this one.
    async fn described(&self, description: &str, by: Instant) -> Result<Vec<ApiKey>, Error> {
        let mut found = Vec::new();
        let mut keys = self.keys.list_all().timeout(self.left(by));
        while let Some(key) = keys.next().await {
            let key = key?;
            let whole =
                key.details.get("description").and_then(|text| text.as_str()).or(key.label.as_deref());
            if whole == Some(description) {
                found.push(key);
            }
        }
        Ok(found)
    }
}

awaited_call!(Reconcile => Reconciliation);

fn seen(happened: bool, done: &str, not_done: &str) -> Reconciliation {
    if happened {
        Reconciliation::new(Outcome::Happened, done)
    } else {
        Reconciliation::new(Outcome::NotSeen, not_done)
    }
}
