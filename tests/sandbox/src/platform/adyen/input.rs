//! Request bodies and their checks.

use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::credential::{Credential, Origin, new_id};
use super::{State, invalid, refuse, roles};
use crate::platform::Turn;
use crate::request::Request;
use crate::response::Response;

const MAX_DESCRIPTION: usize = 50;

/// The fields of create and update; what is absent stays as it is.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fields {
    pub(super) active: Option<bool>,
    pub(super) allowed_origins: Option<Vec<String>>,
    pub(super) associated_merchant_accounts: Option<Vec<String>>,
    pub(super) description: Option<String>,
    pub(super) roles: Option<Vec<String>>,
    #[serde(rename = "subjectDN")]
    pub(super) subject_dn: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NewOrigin {
    pub(super) domain: String,
}

pub(super) fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Response> {
    request.json().ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "The request could not be read"))
}

/// A whole number of the query that is at least one.
pub(super) fn positive(
    turn: &mut Turn<'_>,
    request: &Request,
    name: &str,
    default: usize,
) -> Result<usize, Response> {
    match request.number(name, default) {
        Ok(0) => Err(invalid(turn, name, "0", "Must be at least 1")),
        Ok(number) => Ok(number),
        Err(text) => Err(invalid(turn, name, &text, "Must be a whole number")),
    }
}

pub(super) fn check_domain(turn: &mut Turn<'_>, name: &str, domain: &str) -> Result<(), Response> {
    let host = domain.strip_prefix("https://").or_else(|| domain.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
        return Err(invalid(turn, name, domain, "Must start with https:// or http:// and a host"));
    }
    Ok(())
}

impl State {
    pub(super) fn check(&self, turn: &mut Turn<'_>, fields: &Fields) -> Result<(), Response> {
        if let Some(text) = fields.description.as_ref().filter(|text| text.chars().count() > MAX_DESCRIPTION)
        {
            return Err(invalid(turn, "description", text, "Must not be longer than 50 characters"));
        }
        // Only what `ws@Company…`, the first credential, has can be given to others.
        let theirs = fields.roles.as_deref().unwrap_or_default();
        if let Some(role) = roles::stranger(theirs, &self.credentials[0].roles) {
            return Err(invalid(turn, "roles", role, "The company does not have this role"));
        }
        for domain in fields.allowed_origins.iter().flatten() {
            check_domain(turn, "allowedOrigins", domain)?;
        }
        Ok(())
    }
}

impl Fields {
    pub(super) fn apply(self, turn: &mut Turn<'_>, credential: &mut Credential) {
        if let Some(active) = self.active {
            credential.active = active;
        }
        if let Some(domains) = self.allowed_origins {
            let origin = |domain| Origin { id: new_id(turn.chance), domain };
            credential.origins = domains.into_iter().map(origin).collect();
        }
        if let Some(merchants) = self.associated_merchant_accounts {
            credential.merchants = merchants;
        }
        if let Some(roles) = self.roles {
            credential.roles = roles;
        }
        credential.description = self.description.or_else(|| credential.description.take());
        credential.subject_dn = self.subject_dn.or_else(|| credential.subject_dn.take());
    }
}
