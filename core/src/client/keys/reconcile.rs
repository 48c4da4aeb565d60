use super::Keys;
use crate::{
    error::{Error, ErrorCode},
    key::{ApiKey, Attempted, Outcome, Reconciliation, scope::missing_scopes},
    operation::Operation,
};

impl Keys {
    /// Finds out what became of a call whose error is [`OutcomeUnknown`](ErrorCode::OutcomeUnknown), as far as the
    /// platform lets one look. It only reads.
    ///
    /// Adyen's `create` is looked for in the list: with a nonce for sure (`key`), without one by description and
    /// roles (`candidates`, which may be older). `CertoPay`'s `regenerate` is told by the key's prefix and time.
    /// Where the platform offers no way to look the outcome is `cannot_tell` and `advice` says what helps.
    ///
    /// `not_seen` right after the error may be too early: the platform may still be at work.
    pub async fn reconcile(&self, error: &Error) -> Result<Reconciliation, Error> {
        let platform = self.client.platform();
        let refused =
            |message: &str| Err(Error::invalid("error", message).on(platform, Operation::Reconcile));
        if error.code() != ErrorCode::OutcomeUnknown {
            return refused("is no `outcome_unknown`, so there is nothing to reconcile");
        }
        if error.platform() != Some(platform) {
            return refused("came from another platform's client");
        }
        match error.attempted() {
            Some(Attempted::Create { description, nonce: true, .. }) => {
                self.reconcile_named_creation(description).await
            }
            Some(Attempted::Create { description, scopes, nonce: false }) => {
                self.reconcile_creation(description, scopes).await
            }
            Some(Attempted::Regenerate { before: Some(before), .. }) => {
                self.reconcile_regeneration(before).await
            }
            Some(Attempted::AddOrigin { id, domain }) => {
                let is_there = self.origins().list(id).await?.iter().any(|origin| origin.domain == *domain);
                Ok(seen(
                    is_there,
                    "the origin is there",
                    "the origin is not there; wait a moment, look again, then add it",
                ))
            }
            Some(Attempted::RemoveOrigin { id, origin }) => {
                let is_gone =
                    !self.origins().list(id).await?.iter().any(|left| left.id.as_deref() == Some(origin));
                Ok(seen(
                    is_gone,
                    "the origin is gone",
                    "the origin is still there; wait a moment, look again, then remove it",
                ))
            }
            Some(Attempted::Regenerate { before: None, .. } | Attempted::RegenerateClientKey { .. })
            | None => Ok(Reconciliation::new(Outcome::CannotTell, error.hint().unwrap_or_default())),
        }
    }

    async fn reconcile_named_creation(&self, description: &str) -> Result<Reconciliation, Error> {
        Ok(match self.described(description).await?.pop() {
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

    async fn reconcile_creation(
        &self,
        description: &str,
        scopes: &[String],
    ) -> Result<Reconciliation, Error> {
        let mut candidates = self.described(description).await?;
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

    async fn reconcile_regeneration(&self, before: &ApiKey) -> Result<Reconciliation, Error> {
        let now = self.current().await?;
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
    async fn described(&self, description: &str) -> Result<Vec<ApiKey>, Error> {
        let mut found = Vec::new();
        let mut keys = self.list_all();
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

fn seen(happened: bool, done: &str, not_done: &str) -> Reconciliation {
    if happened {
        Reconciliation::new(Outcome::Happened, done)
    } else {
        Reconciliation::new(Outcome::NotSeen, not_done)
    }
}
