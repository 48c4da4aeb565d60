//! Caibo IPG. One key per user; one call makes it the first time and replaces it afterwards.
//!
//! Source: docs.caibo.digital, cpanel/settings/api-keys and /ipg/authentication.

mod guide;
mod refusal;
mod wire;

use http::Method;

use super::{
    Account, Adapter, Auth, Call, Capability, Login, Refusal, Request, Response, Safety, Token,
    refusal::{accepted, verdict_of_undocumented},
    segment,
};
use crate::{
    environment::Environment,
    error::{Error, ErrorCode},
    key::{ApiKey, Attempted, IssuedKey, Previous, Verification, format},
    operation::Operation,
    platform::Platform,
    secret::Secret,
};

pub(super) struct Caibo;

const HOST: &str = "https://apay.caibo.digital";

impl Adapter for Caibo {
    fn platform(&self) -> Platform {
        Platform::Caibo
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

    fn refusal(&self, response: &Response, auth: &Auth) -> Refusal {
        refusal::read(response, auth)
    }

    fn login(&self, email: &str, password: &Secret) -> Result<Call<Token>, Error> {
        let body = Login { email, password: password.reveal() };
        let request = Request::new(Method::POST, "/auth/login".to_owned(), Auth::Open).with_json(&body)?;
        Ok(Call::new(Operation::Login, request, Safety::Repeatable, wire::token))
    }

    /// A PUT, and yet never repeated: every success replaces the key, and the old one is dead at once.
    fn regenerate(
        &self,
        account: &Account,
        id: Option<&str>,
        _before: Option<&ApiKey>,
    ) -> Result<Call<IssuedKey>, Error> {
        if id.is_some() {
            return Err(Error::invalid(
                "id",
                "is for Adyen; Caibo has one key per user: set the client's `user_id`",
            ));
        }
        let Some(user_id) = &account.user_id else {
            return Err(Error::config("Caibo's keys belong to a user; set `user_id`"));
        };
        let path = format!("/users/{}/apikey", segment("user_id", user_id)?);
        let request = Request::new(Method::PUT, path, Auth::Token);
        let user_id = user_id.clone();
        let call = Call::new(Operation::Regenerate, request, Safety::Once, move |response| {
            let secret = wire::issued_secret(response)?;
            let environment = format::environment_of(Platform::Caibo, secret.reveal());
            let key = ApiKey::new(Platform::Caibo, environment, user_id.clone());
            Ok(IssuedKey::new(key, secret, Previous::Dead))
        });
        Ok(call.remembering(Attempted::Regenerate { before: None, id: None }))
    }

    fn replaces_own_key(&self) -> bool {
        true
    }

    /// Reads the state of a payment request the caller knows of. What an unknown id is answered is undocumented,
    /// so everything that is no 401 or 403 counts as probably valid only.
    fn verify(
        &self,
        account: &Account,
        key: Option<Secret>,
        payment_request_id: Option<&str>,
    ) -> Result<Call<Verification>, Error> {
        let Some(id) = payment_request_id.or(account.payment_request_id.as_deref()) else {
            return Err(Error::new(
                ErrorCode::UnsupportedOperation,
                "Caibo can verify a key only by reading a payment request; give `payment_request_id`",
            )
            .on(Platform::Caibo, Operation::Verify)
            .with_hint(guide::OWN_KEY));
        };
        let path = format!("/payment-requests/status/{}", segment("payment_request_id", id)?);
        let request = Request::new(Method::GET, path, key.map_or(Auth::Key, Auth::Given));
        Ok(Call::new(Operation::Verify, request, Safety::Repeatable, accepted)
            .reading_refusals(verdict_of_undocumented))
    }

    fn after_lost_answer(&self, operation: Operation) -> &'static str {
        guide::after_lost_answer(operation)
    }
}
