use keyhelm::{Method, RequestAuth, RequestBuilder};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::{client::Client, error, secret::Secret};

/// A request, one part after another. A part that is refused gives the refusal.
#[napi]
pub struct Request(Option<RequestBuilder>);

#[napi]
impl Request {
    #[napi]
    pub fn of(client: &Client, method: String, path: String) -> Either<Request, String> {
        let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else {
            return Either::B(error::facts(&keyhelm::Error::of_argument("method", "is no method of HTTP")));
        };
        Either::A(Self(client.open().map(|client| client.request(method, path))))
    }

    #[napi]
    pub fn query(&mut self, name: String, value: String) {
        self.change(|request| request.query(name, value));
    }

    #[napi]
    pub fn header(&mut self, name: String, value: &Secret) {
        self.change(|request| request.header(name, &value.0));
    }

    /// A text that is JSON already.
    #[napi]
    pub fn json(&mut self, text: String) {
        self.change(|request| request.json_text(text));
    }

    /// Signed with the token of the login, not with the key.
    #[napi]
    pub fn with_token(&mut self) {
        self.change(|request| request.auth(RequestAuth::Token));
    }

    #[napi]
    pub fn repeatable(&mut self) {
        self.change(|request| request.repeatable(true));
    }
}

impl Request {
    fn change(&mut self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) {
        self.0 = self.0.take().map(change);
    }
}

#[napi]
impl Client {
    #[napi]
    pub fn send(&self, id: u32, can_stop: bool, timeout: Option<f64>, request: &mut Request) {
        if let Some(request) = request.0.take() {
            self.start((id, can_stop, timeout), |_| request);
        }
    }
}
