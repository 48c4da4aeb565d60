use napi_derive::napi;

use crate::client::Client;

#[napi]
impl Client {
    #[napi]
    pub fn list_origins(&self, id: u32, can_stop: bool, timeout: Option<f64>, key: String) {
        self.start((id, can_stop, timeout), |client| client.keys().origins().list(key));
    }

    #[napi]
    pub fn add_origin(&self, id: u32, can_stop: bool, timeout: Option<f64>, key: String, domain: String) {
        self.start((id, can_stop, timeout), |client| client.keys().origins().add(key, domain));
    }

    #[napi]
    pub fn remove_origin(&self, id: u32, can_stop: bool, timeout: Option<f64>, key: String, origin: String) {
        self.start((id, can_stop, timeout), |client| client.keys().origins().remove(key, origin));
    }
}
