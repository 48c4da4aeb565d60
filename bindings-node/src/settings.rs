use keyhelm::{ClientBuilder, RateLimit};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::{
    client::Client,
    error,
    mailbox::{Letter, Mailbox},
    secret::Secret,
    time,
};

/// A client's settings, one after another. A setting that is refused gives the refusal.
#[napi]
pub struct Settings(Option<ClientBuilder>);

#[napi]
impl Settings {
    #[napi]
    pub fn of(platform: String) -> Either<Settings, String> {
        match platform.parse() {
            Ok(platform) => Either::A(Self(Some(keyhelm::Client::builder(platform)))),
            Err(error) => Either::B(error::facts(&error)),
        }
    }

    #[napi]
    pub fn from_env(&mut self) {
        self.change(ClientBuilder::from_env);
    }

    #[napi]
    pub fn text(&mut self, name: String, value: String) -> Option<String> {
        if name == "environment" {
            return match value.parse() {
                Ok(environment) => self.change(|builder| builder.environment(environment)),
                Err(error) => Some(error::facts(&error)),
            };
        }
        self.change(|builder| match name.as_str() {
            "username" => builder.username(value),
            "email" => builder.email(value),
            "base_url" => builder.base_url(value),
            "company_id" => builder.company_id(value),
            "merchant_id" => builder.merchant_id(value),
            "user_id" => builder.user_id(value),
            "payment_request_id" => builder.payment_request_id(value),
            "user_agent" => builder.user_agent(value),
            _ => builder,
        })
    }

    #[napi]
    pub fn secret(&mut self, name: String, value: &Secret) {
        let secret = value.0.clone();
        self.change(|builder| match name.as_str() {
            "api_key" => builder.api_key(secret),
            "password" => builder.password(secret),
            "shared_limit" => builder.shared_limit(secret),
            "proxy" => builder.proxy(secret),
            _ => builder,
        });
    }

    #[napi]
    pub fn milliseconds(&mut self, name: String, value: f64) {
        let time = time::duration(value);
        self.change(|builder| match name.as_str() {
            "timeout" => builder.timeout(time),
            "connect_timeout" => builder.connect_timeout(time),
            _ => builder,
        });
    }

    #[napi]
    pub fn count(&mut self, name: String, value: u32) {
        self.change(|builder| match name.as_str() {
            "max_attempts" => builder.max_attempts(value),
            "max_concurrency" => builder.max_concurrency(value as usize),
            _ => builder,
        });
    }

    /// No limit without `requests`.
    #[napi]
    pub fn rate_limit(&mut self, requests: Option<u32>, window_ms: f64) {
        let window = time::duration(window_ms);
        let limit = requests.map_or(RateLimit::UNLIMITED, |requests| RateLimit::new(requests, window));
        self.change(|builder| builder.rate_limit(limit));
    }

    #[napi]
    pub fn ca_certificates(&mut self, pem: &[u8]) {
        self.change(|builder| builder.ca_certificates(pem));
    }

    /// The client, whose calls end in the mailbox and whose events are told to the listener there.
    #[napi]
    pub fn build(&mut self, mailbox: &Mailbox, listener: u32) -> Either<Client, String> {
        let inbox = mailbox.inbox().clone();
        self.change(|builder| builder.on_event(move |event| inbox.leave(Letter::event(listener, event))));
        match self.0.take().map(ClientBuilder::build) {
            Some(Ok(client)) => Either::A(Client::new(client, mailbox)),
            Some(Err(error)) => Either::B(error::facts(&error)),
            None => Either::B(error::facts(&keyhelm::Error::of_setting("platform", "is missing"))),
        }
    }
}

impl Settings {
    fn change(&mut self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Option<String> {
        self.0 = self.0.take().map(change);
        None
    }
}
