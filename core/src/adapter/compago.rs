//! Compago, Sales Partner API. It documents no API for keys: only their verification, and where a person manages
//! them.
//!
//! Source: docs.compago.com/sales-partner/authentication and /sales-partner/payment/list.

mod guide;
mod refusal;

use http::Method;

use super::{
    Account, Adapter, Auth, Call, Capability, Refusal, Request, Response, Safety,
    refusal::{accepted, verdict},
};
use crate::{
    environment::Environment, error::Error, key::Verification, operation::Operation, platform::Platform,
    secret::Secret,
};

pub(super) struct Compago;

const TEST_HOST: &str = "https://demo.api.honor.compago.com/api/developer";
const LIVE_HOST: &str = "https://api.honor.compago.com/api/developer";

impl Adapter for Compago {
    fn platform(&self) -> Platform {
        Platform::Compago
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
                "Compago's demo and production are different hosts and its keys do not tell which; set `environment`",
            )),
        }
    }

    fn refusal(&self, response: &Response, _auth: &Auth) -> Refusal {
        refusal::read(response)
    }

    /// The answer holds a payment, so only its status is looked at.
    fn verify(
        &self,
        _account: &Account,
        key: Option<Secret>,
        _payment_request_id: Option<&str>,
    ) -> Result<Call<Verification>, Error> {
        let request =
            Request::new(Method::GET, "/payment?limit=1".to_owned(), key.map_or(Auth::Key, Auth::Given));
        Ok(Call::new(Operation::Verify, request, Safety::Repeatable, accepted).reading_refusals(verdict))
    }
}
