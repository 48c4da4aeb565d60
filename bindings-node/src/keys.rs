use napi_derive::napi;

use crate::{client::Client, error, secret::Secret};

#[napi]
impl Client {
    #[napi]
    pub fn list(
        &self,
        id: u32,
        can_stop: bool,
        timeout: Option<f64>,
        page: Option<u32>,
        page_size: Option<u32>,
    ) {
        self.start((id, can_stop, timeout), |client| {
            let mut call = client.keys().list();
            if let Some(page) = page {
                call = call.page(page);
            }
            if let Some(page_size) = page_size {
                call = call.page_size(page_size);
            }
            call
        });
    }

    #[napi]
    pub fn get(&self, id: u32, can_stop: bool, timeout: Option<f64>, key: String) {
        self.start((id, can_stop, timeout), |client| client.keys().get(key));
    }

    #[napi]
    pub fn current(&self, id: u32, can_stop: bool, timeout: Option<f64>) {
        self.start((id, can_stop, timeout), |client| client.keys().current());
    }

    #[napi]
    pub fn create(
        &self,
        id: u32,
        can_stop: bool,
        timeout: Option<f64>,
        label: String,
        scopes: Vec<String>,
        allowed_origins: Vec<String>,
        accounts: Vec<String>,
        nonce: bool,
    ) {
        self.start((id, can_stop, timeout), |client| {
            let call = client.keys().create(label).scopes(scopes).allowed_origins(allowed_origins);
            call.accounts(accounts).nonce(nonce)
        });
    }

    #[napi]
    pub fn update(
        &self,
        id: u32,
        can_stop: bool,
        timeout: Option<f64>,
        key: String,
        label: Option<String>,
        scopes: Option<Vec<String>>,
        allowed_origins: Option<Vec<String>>,
        accounts: Option<Vec<String>>,
    ) {
        self.start((id, can_stop, timeout), |client| {
            let mut call = client.keys().update(key);
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
            call
        });
    }

    #[napi]
    pub fn regenerate(&self, id: u32, can_stop: bool, timeout: Option<f64>, key: Option<String>) {
        self.start((id, can_stop, timeout), |client| {
            let call = client.keys().regenerate();
            match key {
                Some(key) => call.id(key),
                None => call,
            }
        });
    }

    #[napi]
    pub fn revoke(&self, id: u32, can_stop: bool, timeout: Option<f64>, key: String) {
        self.start((id, can_stop, timeout), |client| client.keys().revoke(key));
    }

    #[napi]
    pub fn verify(
        &self,
        id: u32,
        can_stop: bool,
        timeout: Option<f64>,
        secret: Option<&Secret>,
        payment_request: Option<String>,
    ) {
        self.start((id, can_stop, timeout), |client| {
            let mut call = client.keys().verify();
            if let Some(secret) = secret {
                call = call.secret(&secret.0);
            }
            if let Some(id) = payment_request {
                call = call.payment_request_id(id);
            }
            call
        });
    }

    #[napi]
    pub fn reconcile(&self, id: u32, can_stop: bool, timeout: Option<f64>, failure: Option<String>) {
        let error = error::read(failure.as_deref());
        self.start((id, can_stop, timeout), |client| client.keys().reconcile(&error));
    }

    #[napi]
    pub fn regenerate_client_key(&self, id: u32, can_stop: bool, timeout: Option<f64>, key: String) {
        self.start((id, can_stop, timeout), |client| client.keys().regenerate_client_key(key));
    }
}
