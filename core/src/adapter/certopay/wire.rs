use serde::Deserialize;

use super::jwt;
use crate::{
    adapter::{
        Response, Token, Unreadable,
        json::{self, Maybe},
    },
    environment::Environment,
    key::{ApiKey, IssuedKey, KeyStatus, Previous, format, timestamp},
    platform::Platform,
    secret::Secret,
};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct LoginAnswer {
    access_token: Maybe<Secret>,
}

pub(super) fn token(response: &Response) -> Result<Token, Unreadable> {
    let answer: LoginAnswer = json::object(&response.body).ok_or(Unreadable("no JSON object"))?;
    let secret = answer.access_token.0.ok_or(Unreadable("no `accessToken`"))?;
    Ok(Token { life: jwt::life(secret.reveal()), secret: Secret::password(secret.reveal()) })
}

/// The key's public facts.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct KeyAnswer {
    id: Maybe<String>,
    label: Maybe<String>,
    key_prefix: Maybe<String>,
    masked_key: Maybe<String>,
    active: Maybe<bool>,
    rate_limit: Maybe<u64>,
    last_used_at: Maybe<String>,
    created_at: Maybe<String>,
}

impl KeyAnswer {
    fn into_key(self, environment: Option<Environment>, id: String) -> ApiKey {
        // Documented as the first 16 characters, shown with three dots behind them.
        let prefix = self.key_prefix.0.map(|prefix| prefix.trim_end_matches(['.', '…']).to_owned());
        let told = prefix.as_deref().and_then(|prefix| format::environment_of(Platform::CertoPay, prefix));
        let mut key = ApiKey::new(Platform::CertoPay, told.or(environment), id);
        key.label = self.label.0;
        key.prefix = prefix;
        key.masked = self.masked_key.0;
        key.status = KeyStatus::from_active(self.active.0);
        key.rate_limit = self.rate_limit.0;
        key.last_used_at = self.last_used_at.0.as_deref().and_then(timestamp::parse);
        key.created_at = self.created_at.0.as_deref().and_then(timestamp::parse);
        key
    }
}

pub(super) fn current(response: &Response, environment: Option<Environment>) -> Result<ApiKey, Unreadable> {
    let mut answer: KeyAnswer = json::object(&response.body).ok_or(Unreadable("no JSON object"))?;
    let id = answer.id.0.take().ok_or(Unreadable("a key without an `id`"))?;
    Ok(answer.into_key(environment, id))
}

/// The new key. Only a missing secret is an error: whatever else is unusual, the secret must reach its owner.
pub(super) fn issued(
    response: &Response,
    environment: Option<Environment>,
    known_id: &str,
) -> Result<IssuedKey, Unreadable> {
    let [secret, id] = json::texts(&response.body, ["fullKey", "id"]);
    let secret = secret.and_then(Secret::trimmed).ok_or(Unreadable("no `fullKey`"))?;
    let told = format::environment_of(Platform::CertoPay, secret.reveal());
    let id = id.map_or_else(|| known_id.to_owned(), |id| id.reveal().to_owned());
    let answer: KeyAnswer = json::object(&response.body).unwrap_or_default();
    Ok(IssuedKey::new(answer.into_key(told.or(environment), id), secret, Previous::Dead))
}
