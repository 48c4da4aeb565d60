//! One API credential.

use jiff::Timestamp;

use super::{COMPANY, MERCHANT, Scope, new_password, roles};
use crate::chance::{Chance, UPPER, UPPER_HEX};
use crate::digest::Digest;

#[derive(Clone)]
pub(super) struct Credential {
    pub(super) id: String,
    pub(super) username: String,
    pub(super) client_key: String,
    pub(super) roles: Vec<String>,
    pub(super) active: bool,
    pub(super) description: Option<String>,
    pub(super) origins: Vec<Origin>,
    /// The merchant accounts it covers; all of the company's where there is none.
    pub(super) merchants: Vec<String>,
    pub(super) subject_dn: Option<String>,
    pub(super) password: Digest,
    keys: Vec<Key>,
}

/// A key, and when it stops once it is replaced.
#[derive(Clone)]
struct Key {
    digest: Digest,
    ends: Option<Timestamp>,
}

#[derive(Clone)]
pub(super) struct Origin {
    pub(super) id: String,
    pub(super) domain: String,
}

pub(super) fn new_id(chance: &mut Chance) -> String {
    format!("S2-{}", chance.text(UPPER_HEX, 28))
}

pub(super) fn new_client_key(chance: &mut Chance) -> String {
    format!("test_{}", chance.text(UPPER, 32))
}

impl Credential {
    /// The credential of the whole company, which has every role there is.
    pub(super) fn first(api_key: &str, chance: &mut Chance) -> Credential {
        let password = new_password(chance);
        let mut first = Credential::new(format!("ws@Company.{COMPANY}"), &password, chance);
        first.roles = roles::all();
        first.description = Some("The first credential".to_owned());
        first.add_key(api_key, Timestamp::MAX);
        first
    }

    pub(super) fn new(username: String, password: &str, chance: &mut Chance) -> Credential {
        Credential {
            id: new_id(chance),
            username,
            client_key: new_client_key(chance),
            roles: Vec::new(),
            active: true,
            description: None,
            origins: Vec::new(),
            merchants: Vec::new(),
            subject_dn: None,
            password: Digest::of(password.as_bytes()),
            keys: Vec::new(),
        }
    }

    pub(super) fn has_key(&self, digest: Digest, now: Timestamp) -> bool {
        self.keys.iter().any(|key| key.digest == digest && key.ends.is_none_or(|ends| now < ends))
    }

    /// Adds a key; the ones before it stop at `others_end`, or earlier if that was settled before.
    pub(super) fn add_key(&mut self, key: &str, others_end: Timestamp) {
        for key in &mut self.keys {
            key.ends.get_or_insert(others_end);
        }
        self.keys.push(Key { digest: Digest::of(key.as_bytes()), ends: None });
    }

    /// A company sees all of its credentials, a merchant those that cover it.
    pub(super) fn seen_by(&self, scope: Scope) -> bool {
        scope != Scope::Merchant
            || self.merchants.is_empty()
            || self.merchants.iter().any(|merchant| merchant == MERCHANT)
    }
}
