//! The JSON of the Management API, as far as this crate reads and writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    adapter::{
        Nonce, Origin, Response, Unreadable,
        json::{self, Maybe},
    },
    environment::Environment,
    key::{ApiKey, IssuedKey, KeyStatus, Page, Previous},
    platform::Platform,
    secret::Secret,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateRequest<'a> {
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) roles: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) allowed_origins: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) associated_merchant_accounts: Option<&'a [String]>,
}

/// What is absent stays as it is; lists are whole new lists.
#[derive(Default, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) roles: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) allowed_origins: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) associated_merchant_accounts: Option<&'a [String]>,
}

impl UpdateRequest<'_> {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A credential, but for the two secrets that only `create` shows.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Credential {
    id: Maybe<String>,
    username: Maybe<String>,
    client_key: Maybe<String>,
    allowed_ip_addresses: Maybe<Vec<String>>,
    roles: Maybe<Vec<String>>,
    active: Maybe<bool>,
    description: Maybe<String>,
    allowed_origins: Maybe<Vec<AllowedOrigin>>,
    associated_merchant_accounts: Maybe<Vec<String>>,
    #[serde(rename = "subjectDN")]
    subject_dn: Maybe<String>,
    company_name: Maybe<String>,
}
json::lenient_object!(Credential);

/// Requests hold origins as texts, answers as objects. `_links` is not read: a link in an answer is never followed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AllowedOrigin {
    id: Maybe<String>,
    domain: Maybe<String>,
}
json::lenient_object!(AllowedOrigin);

impl AllowedOrigin {
    fn into_origin(self) -> Option<Origin> {
        Some(Origin { id: self.id.0, domain: self.domain.0? })
    }
}

impl Credential {
    fn into_key(self, environment: Option<Environment>) -> Result<ApiKey, Unreadable> {
        let id = self.id.0.ok_or(Unreadable("a credential without an `id`"))?;
        let mut key = ApiKey::new(Platform::Adyen, environment, id);
        let description = self.description.0;
        key.label = description.as_deref().map(|text| Nonce::unmark(text).to_owned());
        key.status = KeyStatus::from_active(self.active.0);
        key.scopes = self.roles.0.unwrap_or_default();
        let origins = self.allowed_origins.0.map(|list| {
            let origins: Vec<Origin> = list.into_iter().filter_map(AllowedOrigin::into_origin).collect();
            json!(origins)
        });
        key.details = [
            // The label leaves the nonce out; the whole description is what names the call that made the key.
            ("description", description.filter(|text| key.label.as_ref() != Some(text)).map(Value::from)),
            ("username", self.username.0.map(Value::from)),
            ("clientKey", self.client_key.0.map(Value::from)),
            ("allowedIpAddresses", self.allowed_ip_addresses.0.map(Value::from)),
            ("allowedOrigins", origins),
            ("associatedMerchantAccounts", self.associated_merchant_accounts.0.map(Value::from)),
            ("subjectDN", self.subject_dn.0.map(Value::from)),
            ("companyName", self.company_name.0.map(Value::from)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<Map<_, _>>();
        Ok(key)
    }
}

const NO_OBJECT: Unreadable = Unreadable("no JSON object");
const NO_KEY: Unreadable = Unreadable("no `apiKey`");

pub(super) fn credential(
    response: &Response,
    environment: Option<Environment>,
) -> Result<ApiKey, Unreadable> {
    json::object::<Credential>(&response.body).ok_or(NO_OBJECT)?.into_key(environment)
}

/// The new credential. Only a missing secret is an error: whatever else is unusual, the secret must reach its owner.
pub(super) fn created(
    response: &Response,
    environment: Option<Environment>,
) -> Result<IssuedKey, Unreadable> {
    let [secret, password, id] = json::texts(&response.body, ["apiKey", "password", "id"]);
    let secret = secret.and_then(Secret::trimmed).ok_or(NO_KEY)?;
    let password = password.map(|text| Secret::password(text.reveal()));
    let mut created: Credential = json::object(&response.body).unwrap_or_default();
    created.id = Maybe(Some(id.map(|id| id.reveal().to_owned()).unwrap_or_default()));
    let mut issued = IssuedKey::new(created.into_key(environment)?, secret, Previous::None);
    issued.password = password;
    Ok(issued)
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct CredentialList {
    items_total: Maybe<u64>,
    pages_total: Maybe<u64>,
    data: Option<Vec<Maybe<Credential>>>,
}

/// A page of credentials. `data` is not a required member, and 204 is a declared success at merchant level: both
/// mean that there are none.
pub(super) fn page(
    response: &Response,
    environment: Option<Environment>,
    page: u32,
    page_size: u32,
) -> Result<Page<ApiKey>, Unreadable> {
    let list: CredentialList = match response.status {
        204 => CredentialList::default(),
        _ => json::object(&response.body).ok_or(Unreadable("no list of credentials"))?,
    };
    let items = list
        .data
        .unwrap_or_default()
        .into_iter()
        .map(|Maybe(credential)| credential.ok_or(NO_OBJECT)?.into_key(environment))
        .collect::<Result<_, _>>()?;
    Ok(Page { items, page, page_size, total: list.items_total.0, total_pages: list.pages_total.0 })
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Generated {
    client_key: Maybe<String>,
}

pub(super) fn generated_key(response: &Response) -> Result<Secret, Unreadable> {
    let [secret] = json::texts(&response.body, ["apiKey"]);
    secret.and_then(Secret::trimmed).ok_or(NO_KEY)
}

pub(super) fn generated_client_key(response: &Response) -> Result<String, Unreadable> {
    let generated: Generated = json::object(&response.body).ok_or(NO_OBJECT)?;
    generated.client_key.0.filter(|key| !key.is_empty()).ok_or(Unreadable("no `clientKey`"))
}

pub(super) fn origin(response: &Response) -> Result<Origin, Unreadable> {
    let origin: AllowedOrigin = json::object(&response.body).ok_or(NO_OBJECT)?;
    origin.into_origin().ok_or(Unreadable("an origin without a `domain`"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OriginList {
    data: Option<Vec<Maybe<AllowedOrigin>>>,
}

pub(super) fn origins(response: &Response) -> Result<Vec<Origin>, Unreadable> {
    let list: OriginList = match response.status {
        204 => OriginList::default(),
        _ => json::object(&response.body).ok_or(Unreadable("no list of origins"))?,
    };
    let read = |Maybe(origin): Maybe<AllowedOrigin>| {
        origin.and_then(AllowedOrigin::into_origin).ok_or(Unreadable("an origin without a `domain`"))
    };
    list.data.unwrap_or_default().into_iter().map(read).collect()
}
