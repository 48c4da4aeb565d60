//! `CertoPay` v2. The account has one key, `me`; a login token reads and regenerates it.
//!
//! Source: docs.v2.certopaybrasil.com/authentication, /errors and /best-practices/security.

mod guide;
mod jwt;
mod refusal;
mod wire;

use std::time::Duration;

use http::Method;

use super::{
    Account, Adapter, Auth, Call, Capability, Login, Refusal, Request, Response, Safety, Token,
    refusal::{accepted, verdict_of_undocumented},
};
use crate::{
    environment::Environment,
    error::Error,
    key::{ApiKey, Attempted, IssuedKey, Verification},
    operation::Operation,
    platform::Platform,
    rate_limit::RateLimit,
    secret::Secret,
};

pub(super) struct CertoPay;

const HOST: &str = "https://v2.certopaybrasil.com";

/// Documented to take the login token only, and to take the API key only.
const TOKEN_PATHS: [&str; 1] = ["/api/api-keys"];
const KEY_PATHS: [&str; 3] = ["/api/payment-gateway/process", "/api/orders", "/api/customers"];

impl Adapter for CertoPay {
    fn platform(&self) -> Platform {
        Platform::CertoPay
    }

    fn capability(&self, operation: Operation) -> Capability {
        guide::capability(operation)
    }

    fn hosts(&self) -> &'static [(&'static str, Option<Environment>)] {
        &[(HOST, None)]
    }

    fn default_host(&self, _environment: Option<Environment>) -> Result<&'static str, Error> {
        Ok(HOST)
    }

    /// 100 requests in any 60 seconds, unless `rateLimit` of the key says otherwise.
    fn documented_limit(&self) -> RateLimit {
        RateLimit::new(100, Duration::from_secs(60))
    }

    fn refusal(&self, response: &Response, auth: &Auth) -> Refusal {
        refusal::read(response, auth)
    }

    fn refuses(&self, path: &str, auth: &Auth) -> Option<&'static str> {
        let under = |roots: &[&str]| {
            roots.iter().any(|root| {
                path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            })
        };
        match auth {
            Auth::Token if under(&KEY_PATHS) => Some("CertoPay takes an API key here, no login token"),
            Auth::Key if under(&TOKEN_PATHS) => Some("CertoPay takes a login token here, no API key"),
            _ => None,
        }
    }

    fn login(&self, email: &str, password: &Secret) -> Result<Call<Token>, Error> {
        let body = Login { email, password: password.reveal() };
        let request =
            Request::new(Method::POST, "/api/auth/login".to_owned(), Auth::Open).with_json(&body)?;
        Ok(Call::new(Operation::Login, request, Safety::Repeatable, wire::token))
    }

    fn current(&self, account: &Account) -> Result<Call<ApiKey>, Error> {
        let request = Request::new(Method::GET, "/api/api-keys/me".to_owned(), Auth::Token);
        let environment = account.environment;
        Ok(Call::new(Operation::Current, request, Safety::Repeatable, move |response| {
            wire::current(response, environment)
        }))
    }

    fn regenerate(
        &self,
        account: &Account,
        id: Option<&str>,
        before: Option<&ApiKey>,
    ) -> Result<Call<IssuedKey>, Error> {
        if id.is_some() {
            return Err(Error::invalid("id", "is for Adyen; CertoPay has one key per account"));
        }
        let request = Request::new(Method::POST, "/api/api-keys/me/regenerate".to_owned(), Auth::Token);
        let environment = account.environment;
        let known_id = before.map(|key| key.id.clone()).unwrap_or_default();
        let call = Call::new(Operation::Regenerate, request, Safety::Once, move |response| {
            wire::issued(response, environment, &known_id)
        });
        Ok(call.remembering(Attempted::Regenerate { before: before.cloned(), id: None }))
    }

    fn looks_first(&self) -> bool {
        true
    }

    fn replaces_own_key(&self) -> bool {
        true
    }

    /// Reads the webhook registration, the smallest documented read under an API key. What an account without a
    /// webhook is answered is undocumented: anything that is no 401 or 403 got past the check of the key.
    fn verify(
        &self,
        _account: &Account,
        key: Option<Secret>,
        _payment_request_id: Option<&str>,
    ) -> Result<Call<Verification>, Error> {
        let request =
            Request::new(Method::GET, "/api/webhooks".to_owned(), key.map_or(Auth::Key, Auth::Given));
        Ok(Call::new(Operation::Verify, request, Safety::Repeatable, accepted)
            .reading_refusals(verdict_of_undocumented))
    }

    fn after_lost_answer(&self, operation: Operation) -> &'static str {
        guide::after_lost_answer(operation)
    }
}
