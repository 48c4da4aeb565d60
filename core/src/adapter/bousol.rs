//! Bousol Enterprise. It documents no API for keys: only their verification, and where a person manages them.
//!
//! Source: docs.bousol.app/enterprise/development/authentication.

mod guide;
mod refusal;

use http::{HeaderName, HeaderValue, Method, header::AUTHORIZATION};

use super::{
    Account, Adapter, Auth, Call, Capability, Refusal, Request, Response, Safety,
    refusal::{accepted, verdict},
};
use crate::{
    environment::Environment,
    error::Error,
    key::Verification,
    operation::Operation,
    platform::Platform,
    secret::{Secret, scheme_header},
};

pub(super) struct Bousol;

/// The documentation names two hosts. Most of its pages use this one.
const HOST: &str = "https://api.bousol.app/mfi";
const OVERVIEW_HOST: &str = "https://api.enterprise.bousol.app/v1";

impl Adapter for Bousol {
    fn platform(&self) -> Platform {
        Platform::Bousol
    }

    fn capability(&self, operation: Operation) -> Capability {
        guide::capability(operation)
    }

    fn hosts(&self) -> &'static [(&'static str, Option<Environment>)] {
        &[(HOST, None), (OVERVIEW_HOST, None)]
    }

    fn default_host(&self, _environment: Option<Environment>) -> Result<&'static str, Error> {
        Ok(HOST)
    }

    fn key_header(&self, key: &Secret) -> Option<(HeaderName, HeaderValue)> {
        Some((AUTHORIZATION, scheme_header("Bearer", key.reveal())?))
    }

    fn refusal(&self, response: &Response, _auth: &Auth) -> Refusal {
        refusal::read(response)
    }

    /// A list with one entry is the smallest documented read. It needs the scope `invoices:read`; a key without it
    /// is answered 403, which proves the key as well.
    fn verify(
        &self,
        _account: &Account,
        key: Option<Secret>,
        _payment_request_id: Option<&str>,
    ) -> Result<Call<Verification>, Error> {
        let request =
            Request::new(Method::GET, "/invoices?limit=1".to_owned(), key.map_or(Auth::Key, Auth::Given));
        Ok(Call::new(Operation::Verify, request, Safety::Repeatable, accepted).reading_refusals(verdict))
    }
}
