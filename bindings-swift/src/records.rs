//! What calls give. Words of the core's vocabulary cross as text; Swift's enumerations are checked against `vocabulary`.

use std::sync::Arc;

use crate::{secret::Secret, time::microseconds};

#[derive(uniffi::Record)]
pub struct ApiKey {
    id: String,
    platform: String,
    environment: Option<String>,
    label: Option<String>,
    prefix: Option<String>,
    masked: Option<String>,
    status: String,
    scopes: Vec<String>,
    created_at: Option<i64>,
    last_used_at: Option<i64>,
    expires_at: Option<i64>,
    rate_limit: Option<u64>,
    /// As JSON, because few look at it and each text costs time on its way.
    details: String,
}

impl From<keyhelm::ApiKey> for ApiKey {
    fn from(key: keyhelm::ApiKey) -> Self {
        Self {
            id: key.id,
            platform: key.platform.to_string(),
            environment: key.environment.map(|environment| environment.to_string()),
            label: key.label,
            prefix: key.prefix,
            masked: key.masked,
            status: key.status.to_string(),
            scopes: key.scopes,
            created_at: key.created_at.map(microseconds),
            last_used_at: key.last_used_at.map(microseconds),
            expires_at: key.expires_at.map(microseconds),
            rate_limit: key.rate_limit,
            details: serde_json::Value::Object(key.details).to_string(),
        }
    }
}

/// A key, or nothing: the end of a sequence, or a platform that answers without one.
#[derive(uniffi::Record)]
pub struct MaybeKey {
    key: Option<ApiKey>,
}

impl From<Option<keyhelm::ApiKey>> for MaybeKey {
    fn from(key: Option<keyhelm::ApiKey>) -> Self {
        Self { key: key.map(ApiKey::from) }
    }
}

#[derive(uniffi::Record)]
pub struct IssuedKey {
    key: ApiKey,
    secret: Arc<Secret>,
    password: Option<Arc<Secret>>,
    previous: String,
    previous_ends_at: Option<i64>,
}

impl From<keyhelm::IssuedKey> for IssuedKey {
    fn from(issued: keyhelm::IssuedKey) -> Self {
        Self {
            key: issued.key.into(),
            secret: Arc::new(issued.secret.into()),
            password: issued.password.map(|password| Arc::new(password.into())),
            previous: issued.previous.to_string(),
            previous_ends_at: issued.previous_ends_at.map(microseconds),
        }
    }
}

#[derive(uniffi::Record)]
pub struct ClientKey {
    id: String,
    client_key: String,
    previous_ends_at: Option<i64>,
}

impl From<keyhelm::ClientKey> for ClientKey {
    fn from(fresh: keyhelm::ClientKey) -> Self {
        Self {
            id: fresh.id,
            client_key: fresh.client_key,
            previous_ends_at: fresh.previous_ends_at.map(microseconds),
        }
    }
}

#[derive(uniffi::Record)]
pub struct Page {
    items: Vec<ApiKey>,
    page: u32,
    page_size: u32,
    total: Option<u64>,
    total_pages: Option<u64>,
}

impl From<keyhelm::Page<keyhelm::ApiKey>> for Page {
    fn from(page: keyhelm::Page<keyhelm::ApiKey>) -> Self {
        Self {
            items: page.items.into_iter().map(ApiKey::from).collect(),
            page: page.page,
            page_size: page.page_size,
            total: page.total,
            total_pages: page.total_pages,
        }
    }
}

#[derive(uniffi::Record)]
pub struct Verification {
    outcome: String,
    reason: Option<String>,
    environment: Option<String>,
}

impl From<keyhelm::Verification> for Verification {
    fn from(verification: keyhelm::Verification) -> Self {
        Self {
            outcome: verification.outcome.to_string(),
            reason: verification.reason.map(|reason| reason.to_string()),
            environment: verification.environment.map(|environment| environment.to_string()),
        }
    }
}

#[derive(uniffi::Record)]
pub struct Reconciliation {
    outcome: String,
    key: Option<ApiKey>,
    candidates: Vec<ApiKey>,
    advice: String,
}

impl From<keyhelm::Reconciliation> for Reconciliation {
    fn from(found: keyhelm::Reconciliation) -> Self {
        Self {
            outcome: found.outcome.to_string(),
            key: found.key.map(ApiKey::from),
            candidates: found.candidates.into_iter().map(ApiKey::from).collect(),
            advice: found.advice,
        }
    }
}

#[derive(uniffi::Record)]
pub struct Origin {
    id: Option<String>,
    domain: String,
}

impl From<keyhelm::Origin> for Origin {
    fn from(origin: keyhelm::Origin) -> Self {
        Self { id: origin.id, domain: origin.domain }
    }
}

/// All origins of a credential.
#[derive(uniffi::Record)]
pub struct OriginList {
    origins: Vec<Origin>,
}

impl From<Vec<keyhelm::Origin>> for OriginList {
    fn from(origins: Vec<keyhelm::Origin>) -> Self {
        Self { origins: origins.into_iter().map(Origin::from).collect() }
    }
}

#[derive(uniffi::Record)]
pub struct Capability {
    availability: String,
    guide: Option<String>,
}

impl From<keyhelm::Capability> for Capability {
    fn from(capability: keyhelm::Capability) -> Self {
        Self { availability: capability.availability.to_string(), guide: capability.guide.map(str::to_owned) }
    }
}

#[derive(uniffi::Record)]
pub struct Recognition {
    platforms: Vec<String>,
    environment: Option<String>,
    masked: String,
}

impl From<keyhelm::Recognition> for Recognition {
    fn from(seen: keyhelm::Recognition) -> Self {
        Self {
            platforms: seen.platforms.iter().map(ToString::to_string).collect(),
            environment: seen.environment.map(|environment| environment.to_string()),
            masked: seen.masked,
        }
    }
}
