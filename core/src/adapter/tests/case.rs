//! The form of a vector file. Every language reads the same files, so an unknown member is an error.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{environment::Environment, platform::Platform};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vectors {
    pub(super) platform: Platform,
    pub(super) cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: String,
    #[serde(default)]
    pub(super) account: Whose,
    pub(super) call: String,
    #[serde(default)]
    pub(super) args: Args,
    pub(super) request: Option<Sent>,
    pub(super) response: Option<Answer>,
    /// The read that follows an answer without the key.
    pub(super) then: Option<Exchange>,
    #[serde(default, deserialize_with = "present")]
    pub(super) result: Option<Value>,
    pub(super) error: Option<Failure>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Whose {
    pub(super) environment: Option<Environment>,
    pub(super) company_id: Option<String>,
    pub(super) merchant_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) payment_request_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Args {
    pub(super) id: Option<String>,
    pub(super) page: Option<u32>,
    pub(super) page_size: Option<u32>,
    pub(super) label: Option<String>,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) allowed_origins: Option<Vec<String>>,
    pub(super) accounts: Option<Vec<String>>,
    pub(super) nonce: bool,
    pub(super) secret: Option<String>,
    pub(super) payment_request_id: Option<String>,
    pub(super) domain: Option<String>,
    pub(super) origin_id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) request: Sent,
    pub(super) response: Answer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) auth: String,
    #[serde(default, deserialize_with = "present")]
    pub(super) body: Option<Value>,
}

/// `body` is sent as JSON, `text` as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) status: u16,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) body: Option<Value>,
    pub(super) text: Option<String>,
}

/// What is not named is not looked at; `null` means that it must be absent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failure {
    pub(super) code: String,
    #[serde(default, deserialize_with = "present")]
    pub(super) status: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    pub(super) platform_code: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    pub(super) request_id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    pub(super) retry_after: Option<Value>,
    pub(super) fields: Option<BTreeMap<String, String>>,
    pub(super) message_contains: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) hint_contains: Option<Value>,
}

/// Tells `null` from absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
