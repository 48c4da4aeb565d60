//! Adyen: Management API v3, API credentials.
//!
//! Source: `ManagementService-v3.json` of Adyen's `OpenAPI` repository, and
//! development-resources/api-credentials.

mod guide;
mod origins;
mod refusal;
mod wire;

use std::time::Duration;

use http::Method;
use serde::Serialize;

use super::{
    Account, Adapter, Auth, Call, Capability, KeyChange, NewKey, Origin, Refusal, Request, Response, Safety,
    Unreadable, segment,
};
use crate::{
    environment::Environment,
    error::Error,
    key::{ApiKey, Attempted, ClientKey, IssuedKey, KeyStatus, Page, Previous, Verification},
    operation::Operation,
    platform::Platform,
    secret::Secret,
};

pub(super) struct Adyen;

/// Adyen's limit on a description, and the longest label that leaves room for a nonce.
const DESCRIPTION_LIMIT: usize = 50;
const LABEL_LIMIT_WITH_NONCE: usize = 38;
const PAGE_SIZE_LIMIT: u32 = 100;

/// How long a replaced API key or client key works on.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

const TEST_HOST: &str = "https://management-test.adyen.com/v3";
const LIVE_HOST: &str = "https://management-live.adyen.com/v3";

impl Adapter for Adyen {
    fn platform(&self) -> Platform {
        Platform::Adyen
    }

    fn capability(&self, operation: Operation) -> Capability {
        guide::capability(operation)
    }

    fn hosts(&self) -> &'static [(&'static str, Option<Environment>)] {
        &[(TEST_HOST, Some(Environment::Test)), (LIVE_HOST, Some(Environment::Live))]
    }

    fn default_host(&self, environment: Option<Environment>) -> Result<&'static str, Error> {
        match environment {
            Some(Environment::Test) => Ok(TEST_HOST),
            Some(Environment::Live) => Ok(LIVE_HOST),
            None => Err(Error::config(
                "Adyen's test and live are different hosts and its keys do not tell which; set `environment`",
            )),
        }
    }

    fn refusal(&self, response: &Response, _auth: &Auth) -> Refusal {
        refusal::read(response)
    }

    /// PATCH sets absolute values here.
    fn repeats(&self, method: &Method) -> bool {
        matches!(*method, Method::GET | Method::HEAD | Method::PATCH)
    }

    fn list(&self, account: &Account, page: u32, page_size: u32) -> Result<Call<Page<ApiKey>>, Error> {
        if page == 0 {
            return Err(Error::invalid("page", "starts at 1"));
        }
        if !(1..=PAGE_SIZE_LIMIT).contains(&page_size) {
            return Err(Error::invalid("page_size", "is from 1 to 100 at Adyen"));
        }
        let path = format!("{}?pageNumber={page}&pageSize={page_size}", credentials(account)?);
        let environment = account.environment;
        Ok(reading(Operation::List, path, move |response| wire::page(response, environment, page, page_size)))
    }

    fn get(&self, account: &Account, id: &str) -> Result<Call<ApiKey>, Error> {
        let environment = account.environment;
        Ok(reading(Operation::Get, credential(account, id)?, move |response| {
            wire::credential(response, environment)
        }))
    }

    fn current(&self, account: &Account) -> Result<Call<ApiKey>, Error> {
        let environment = account.environment;
        Ok(reading(Operation::Current, "/me".to_owned(), move |response| {
            wire::credential(response, environment)
        }))
    }

    fn create(&self, account: &Account, key: &NewKey) -> Result<Call<IssuedKey>, Error> {
        let description = describe(key)?;
        if account.merchant_id.is_some() && !key.accounts.is_empty() {
            return Err(Error::invalid("accounts", "can be given at company level only"));
        }
        let body = wire::CreateRequest {
            description: &description,
            roles: non_empty(&key.scopes),
            allowed_origins: non_empty(&key.allowed_origins),
            associated_merchant_accounts: non_empty(&key.accounts),
        };
        let request = Request::new(Method::POST, credentials(account)?, Auth::Key).with_json(&body)?;
        let environment = account.environment;
        let call = Call::new(Operation::Create, request, Safety::Once, move |response| {
            wire::created(response, environment)
        });
        let nonce = key.nonce.is_some();
        Ok(call.remembering(Attempted::Create { description, scopes: key.scopes.clone(), nonce }))
    }

    fn update(&self, account: &Account, id: &str, change: &KeyChange) -> Result<Call<Option<ApiKey>>, Error> {
        if let Some(label) = &change.label {
            check_length("label", label, DESCRIPTION_LIMIT)?;
        }
        if account.merchant_id.is_some() && change.accounts.is_some() {
            return Err(Error::invalid("accounts", "can be given at company level only"));
        }
        let body = wire::UpdateRequest {
            active: None,
            description: change.label.as_deref(),
            roles: change.scopes.as_deref(),
            allowed_origins: change.allowed_origins.as_deref(),
            associated_merchant_accounts: change.accounts.as_deref(),
        };
        if body.is_empty() {
            return Err(Error::invalid("change", "is empty; say what is to be different"));
        }
        patch(Operation::Update, account, id, &body)
    }

    fn regenerate(
        &self,
        account: &Account,
        id: Option<&str>,
        _before: Option<&ApiKey>,
    ) -> Result<Call<IssuedKey>, Error> {
        let Some(id) = id else {
            return Err(Error::invalid("id", "says which key at Adyen; `current` tells a key its own"));
        };
        let path = format!("{}/generateApiKey", credential(account, id)?);
        let request = Request::new(Method::POST, path, Auth::Key);
        let key = ApiKey::new(Platform::Adyen, account.environment, id.to_owned());
        let call = Call::new(Operation::Regenerate, request, Safety::Once, move |response| {
            let secret = wire::generated_key(response)?;
            let mut issued = IssuedKey::new(key.clone(), secret, Previous::Grace);
            issued.previous_ends_at = response.received_at.checked_add(GRACE);
            Ok(issued)
        });
        Ok(call.remembering(Attempted::Regenerate { before: None, id: Some(id.to_owned()) }))
    }

    fn revoke(&self, account: &Account, id: &str) -> Result<Call<Option<ApiKey>>, Error> {
        let body = wire::UpdateRequest { active: Some(false), ..wire::UpdateRequest::default() };
        let Call { operation, request, safety, read, .. } = patch(Operation::Revoke, account, id, &body)?;
        Ok(Call::taking(operation, request, safety, move |response| match read(response)? {
            Some(key) if key.status == KeyStatus::Active => Err(Unreadable("the credential is still active")),
            key => Ok(key),
        }))
    }

    fn verify(
        &self,
        _account: &Account,
        key: Option<Secret>,
        _payment_request_id: Option<&str>,
    ) -> Result<Call<Verification>, Error> {
        let request = Request::new(Method::GET, "/me".to_owned(), key.map_or(Auth::Key, Auth::Given));
        Ok(Call::new(Operation::Verify, request, Safety::Repeatable, super::refusal::accepted)
            .reading_refusals(super::refusal::verdict))
    }

    fn regenerate_client_key(&self, account: &Account, id: &str) -> Result<Call<ClientKey>, Error> {
        let path = format!("{}/generateClientKey", credential(account, id)?);
        let request = Request::new(Method::POST, path, Auth::Key);
        let id = id.to_owned();
        let attempted = Attempted::RegenerateClientKey { id: id.clone() };
        let call = Call::new(Operation::RegenerateClientKey, request, Safety::Once, move |response| {
            let client_key = wire::generated_client_key(response)?;
            let previous_ends_at = response.received_at.checked_add(GRACE);
            Ok(ClientKey { id: id.clone(), client_key, previous_ends_at })
        });
        Ok(call.remembering(attempted))
    }

    fn list_origins(&self, account: &Account, id: &str) -> Result<Call<Vec<Origin>>, Error> {
        Ok(origins::list(&credential(account, id)?))
    }

    fn add_origin(&self, account: &Account, id: &str, domain: &str) -> Result<Call<Origin>, Error> {
        let call = origins::add(&credential(account, id)?, domain)?;
        Ok(call.remembering(Attempted::AddOrigin { id: id.to_owned(), domain: domain.to_owned() }))
    }

    fn remove_origin(&self, account: &Account, id: &str, origin: &str) -> Result<Call<()>, Error> {
        let call = origins::remove(&credential(account, id)?, origin)?;
        Ok(call.remembering(Attempted::RemoveOrigin { id: id.to_owned(), origin: origin.to_owned() }))
    }

    fn after_lost_answer(&self, operation: Operation) -> &'static str {
        guide::after_lost_answer(operation)
    }
}

/// `/companies/{companyId}/apiCredentials`, or the merchant's.
fn credentials(account: &Account) -> Result<String, Error> {
    match (&account.company_id, &account.merchant_id) {
        (Some(id), _) => Ok(format!("/companies/{}/apiCredentials", segment("company_id", id)?)),
        (_, Some(id)) => Ok(format!("/merchants/{}/apiCredentials", segment("merchant_id", id)?)),
        (None, None) => Err(Error::config(
            "Adyen keys belong to a company or a merchant; set `company_id` or `merchant_id`",
        )),
    }
}

fn credential(account: &Account, id: &str) -> Result<String, Error> {
    Ok(format!("{}/{}", credentials(account)?, segment("id", id)?))
}

fn reading<T>(
    operation: Operation,
    path: String,
    read: impl Fn(&Response) -> Result<T, Unreadable> + Send + Sync + 'static,
) -> Call<T> {
    Call::new(operation, Request::new(Method::GET, path, Auth::Key), Safety::Repeatable, read)
}

/// PATCH sets absolute values, so it may be repeated with the same body.
fn patch(
    operation: Operation,
    account: &Account,
    id: &str,
    body: &impl Serialize,
) -> Result<Call<Option<ApiKey>>, Error> {
    let request = Request::new(Method::PATCH, credential(account, id)?, Auth::Key).with_json(body)?;
    let environment = account.environment;
    Ok(Call::new(operation, request, Safety::Repeatable, move |response| {
        // 204 is a declared success at merchant level: done, without the credential.
        if response.status == 204 { Ok(None) } else { wire::credential(response, environment).map(Some) }
    }))
}

/// The description to send: the label, with the nonce behind it if there is one.
fn describe(key: &NewKey) -> Result<String, Error> {
    match &key.nonce {
        Some(nonce) => {
            check_length("label", &key.label, LABEL_LIMIT_WITH_NONCE)?;
            Ok(nonce.mark(&key.label))
        }
        None => {
            check_length("label", &key.label, DESCRIPTION_LIMIT)?;
            Ok(key.label.clone())
        }
    }
}

fn check_length(field: &str, text: &str, limit: usize) -> Result<(), Error> {
    if text.chars().count() > limit {
        return Err(Error::invalid(field, format!("is longer than {limit} characters")));
    }
    Ok(())
}

fn non_empty(list: &[String]) -> Option<&[String]> {
    (!list.is_empty()).then_some(list)
}
