use std::sync::Arc;

use keyhelm::{Client, ClientBuilder, Error};

use crate::{number, secret::Secret};

#[derive(uniffi::Enum)]
pub enum RateLimit {
    Unlimited,
    Window { requests: i64, seconds: f64 },
}

/// A constructor's arguments; what is absent is left to the core.
#[derive(uniffi::Record)]
pub struct Settings {
    platform: String,
    api_key: Option<Arc<Secret>>,
    username: Option<String>,
    email: Option<String>,
    password: Option<Arc<Secret>>,
    environment: Option<String>,
    base_url: Option<String>,
    company_id: Option<String>,
    merchant_id: Option<String>,
    user_id: Option<String>,
    payment_request_id: Option<String>,
    timeout: Option<f64>,
    connect_timeout: Option<f64>,
    max_attempts: Option<i64>,
    rate_limit: Option<RateLimit>,
    max_concurrency: Option<i64>,
    proxy: Option<Arc<Secret>>,
    ca_certificates: Vec<Vec<u8>>,
    user_agent: Option<String>,
    from_env: bool,
}

impl Settings {
    pub(crate) fn builder(self) -> Result<ClientBuilder, Error> {
        let mut builder = Client::builder(self.platform.parse()?);
        macro_rules! set {
            ($($name:ident: $value:expr),* $(,)?) => { $(
                if let Some(value) = $value {
                    builder = builder.$name(value);
                }
            )* };
        }
        set! {
            api_key: self.api_key.map(|secret| secret.value.clone()),
            username: self.username,
            email: self.email,
            password: self.password.map(|secret| secret.value.clone()),
            environment: self.environment.map(|name| name.parse()).transpose()?,
            base_url: self.base_url,
            company_id: self.company_id,
            merchant_id: self.merchant_id,
            user_id: self.user_id,
            payment_request_id: self.payment_request_id,
            timeout: self.timeout.map(|time| number::seconds("timeout", time)).transpose()?,
            connect_timeout:
                self.connect_timeout.map(|time| number::seconds("connect_timeout", time)).transpose()?,
            max_attempts: self.max_attempts.map(|count| number::setting("max_attempts", count)).transpose()?,
            rate_limit: self.rate_limit.map(keyhelm::RateLimit::try_from).transpose()?,
            max_concurrency:
                self.max_concurrency.map(|count| number::setting("max_concurrency", count)).transpose()?,
            proxy: self.proxy.map(|secret| secret.value.clone()),
            user_agent: self.user_agent,
        }
        for pem in self.ca_certificates {
            builder = builder.ca_certificates(pem);
        }
        Ok(if self.from_env { builder.from_env() } else { builder })
    }
}

impl TryFrom<RateLimit> for keyhelm::RateLimit {
    type Error = Error;

    fn try_from(limit: RateLimit) -> Result<Self, Error> {
        Ok(match limit {
            RateLimit::Unlimited => Self::UNLIMITED,
            RateLimit::Window { requests, seconds } => {
                Self::new(number::setting("rate_limit", requests)?, number::seconds("rate_limit", seconds)?)
            }
        })
    }
}
