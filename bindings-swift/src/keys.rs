use std::sync::Arc;

use keyhelm::Error;

use crate::{
    all_keys::AllKeys,
    call::Cancel,
    client::Client,
    error::{CoreError, Failure},
    number,
    records::{ApiKey, ClientKey, IssuedKey, MaybeKey, Page, Reconciliation, Verification},
    secret::Secret,
};

/// A call with its own time, if it has one.
macro_rules! within {
    ($call:expr, $timeout:expr) => {{
        let call = $call;
        match $timeout {
            Some(seconds) => call.timeout($crate::number::seconds("timeout", seconds)?),
            None => call,
        }
    }};
}
pub(crate) use within;

#[uniffi::export]
impl Client {
    async fn list(
        &self,
        page: Option<i64>,
        page_size: Option<i64>,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<Page, Failure> {
        let mut call = within!(self.0.keys().list(), timeout);
        if let Some(page) = page {
            call = call.page(number::argument("page", page)?);
        }
        if let Some(page_size) = page_size {
            call = call.page_size(number::argument("page_size", page_size)?);
        }
        cancel.run(call.into_future()).await
    }

    fn list_all(&self, timeout: Option<f64>) -> Result<Arc<AllKeys>, Failure> {
        Ok(Arc::new(AllKeys::new(within!(self.0.keys().list_all(), timeout))))
    }

    async fn get(&self, id: String, timeout: Option<f64>, cancel: Arc<Cancel>) -> Result<ApiKey, Failure> {
        cancel.run(within!(self.0.keys().get(id), timeout).into_future()).await
    }

    async fn current(&self, timeout: Option<f64>, cancel: Arc<Cancel>) -> Result<ApiKey, Failure> {
        cancel.run(within!(self.0.keys().current(), timeout).into_future()).await
    }

    #[expect(clippy::too_many_arguments, reason = "they are Swift's labelled arguments")]
    async fn create(
        &self,
        label: String,
        scopes: Vec<String>,
        allowed_origins: Vec<String>,
        accounts: Vec<String>,
        nonce: bool,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<IssuedKey, Failure> {
        let call = within!(self.0.keys().create(label), timeout);
        let call = call.scopes(scopes).allowed_origins(allowed_origins).accounts(accounts).nonce(nonce);
        cancel.run(call.into_future()).await
    }

    #[expect(clippy::too_many_arguments, reason = "they are Swift's labelled arguments")]
    async fn update(
        &self,
        id: String,
        label: Option<String>,
        scopes: Option<Vec<String>>,
        allowed_origins: Option<Vec<String>>,
        accounts: Option<Vec<String>>,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<ApiKey, Failure> {
        let mut call = within!(self.0.keys().update(id), timeout);
        if let Some(label) = label {
            call = call.label(label);
        }
        if let Some(scopes) = scopes {
            call = call.scopes(scopes);
        }
        if let Some(origins) = allowed_origins {
            call = call.allowed_origins(origins);
        }
        if let Some(accounts) = accounts {
            call = call.accounts(accounts);
        }
        cancel.run(call.into_future()).await
    }

    async fn regenerate(
        &self,
        id: Option<String>,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<IssuedKey, Failure> {
        let mut call = within!(self.0.keys().regenerate(), timeout);
        if let Some(id) = id {
            call = call.id(id);
        }
        cancel.run(call.into_future()).await
    }

    async fn revoke(
        &self,
        id: String,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<MaybeKey, Failure> {
        cancel.run(within!(self.0.keys().revoke(id), timeout).into_future()).await
    }

    async fn verify(
        &self,
        secret: Option<Arc<Secret>>,
        payment_request_id: Option<String>,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<Verification, Failure> {
        let mut call = within!(self.0.keys().verify(), timeout);
        if let Some(secret) = secret {
            call = call.secret(&secret.value);
        }
        if let Some(id) = payment_request_id {
            call = call.payment_request_id(id);
        }
        cancel.run(call.into_future()).await
    }

    async fn reconcile(
        &self,
        error: Option<Arc<CoreError>>,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<Reconciliation, Failure> {
        // One made by hand, in a test for instance, has none of the core's in it.
        let error = error
            .map_or_else(|| Error::of_argument("error", "came from no call"), |error| error.error.clone());
        cancel.run(within!(self.0.keys().reconcile(&error), timeout).into_future()).await
    }

    async fn regenerate_client_key(
        &self,
        id: String,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<ClientKey, Failure> {
        cancel.run(within!(self.0.keys().regenerate_client_key(id), timeout).into_future()).await
    }
}
