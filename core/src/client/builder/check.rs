//! What a set-up must be as a whole.

use tokio::sync::Semaphore;
use url::Url;

use super::ClientBuilder;
use crate::{
    adapter::Adapter,
    client::{credential::Credential, session::Session, settings},
    environment::Environment,
    error::Error,
    key::format,
    platform::Platform,
    transport::Pacing,
};

impl ClientBuilder {
    pub(super) fn check_fields(&self) -> Result<(), Error> {
        let adyen = self.platform == Platform::Adyen;
        let caibo = self.platform == Platform::Caibo;
        let has_login = matches!(self.platform, Platform::Caibo | Platform::CertoPay);
        for (field, value, belongs) in [
            ("company_id", &self.company_id, adyen),
            ("merchant_id", &self.merchant_id, adyen),
            ("username", &self.username, adyen),
            ("user_id", &self.user_id, caibo),
            ("payment_request_id", &self.payment_request_id, caibo),
            ("email", &self.email, has_login),
        ] {
            let Some(value) = value else { continue };
            if !belongs {
                return Err(Error::config(format!(
                    "`{field}` has no meaning at {}",
                    self.platform.display_name()
                )));
            }
            settings::check_id(field, value)?;
        }
        if self.company_id.is_some() && self.merchant_id.is_some() {
            return Err(Error::config(
                "`company_id` and `merchant_id` exclude each other; set the one to manage",
            ));
        }
        if self.password.is_some() && !adyen && !has_login {
            return Err(Error::config(format!(
                "`password` has no meaning at {}",
                self.platform.display_name()
            )));
        }
        if self.max_attempts == 0 {
            return Err(Error::config("`max_attempts` is zero; 1 sends once"));
        }
        if self.max_concurrency.is_some_and(|requests| requests == 0 || requests > Semaphore::MAX_PERMITS) {
            return Err(Error::config("`max_concurrency` is not from 1 to a number that fits"));
        }
        settings::check_duration("timeout", self.timeout)?;
        settings::check_duration("connect_timeout", self.connect_timeout)
    }

    /// The setting, else what the key's format tells, else what a known host tells.
    pub(super) fn told_environment(
        &self,
        adapter: &dyn Adapter,
        url: Option<&Url>,
    ) -> Result<Option<Environment>, Error> {
        let of_host = url.and_then(|url| settings::environment_of_host(adapter, url));
        if let (Some(set), Some(of_host)) = (self.environment, of_host)
            && set != of_host
        {
            return Err(Error::config(format!(
                "`environment` is {set} and `base_url` is the platform's {of_host} host"
            )));
        }
        let of_key =
            self.api_key.as_ref().and_then(|key| format::environment_of(self.platform, key.reveal()));
        Ok(self.environment.or(of_key).or(of_host))
    }

    pub(super) fn credentials(
        &self,
        adapter: &dyn Adapter,
        pacing: &Pacing,
    ) -> Result<(Option<Credential>, Option<Session>), Error> {
        let key = self.api_key.clone().map(|key| Credential::key(adapter, key, pacing)).transpose()?;
        if let Some(password) = &self.password
            && password.is_empty()
        {
            return Err(Error::config("`password` is empty"));
        }
        match (key, &self.username, &self.email, self.password.clone()) {
            (Some(_), Some(_), ..) => {
                Err(Error::config("`api_key` and `username` exclude each other; set the one to use"))
            }
            (None, Some(username), _, Some(password)) => {
                if username.contains(':') {
                    return Err(Error::config(
                        "`username` holds a colon, which Basic authentication cannot carry",
                    ));
                }
                Ok((Some(Credential::basic(username, password, pacing)?), None))
            }
            (key, None, Some(email), Some(password)) => {
                Ok((key, Some(Session::new(email.clone(), password, pacing))))
            }
            (_, Some(_), _, None) => Err(Error::config("`username` needs `password`")),
            (_, _, Some(_), None) => Err(Error::config("`email` needs `password`")),
            (_, None, None, Some(_)) => {
                Err(Error::config("`password` needs `email`, or `username` at Adyen"))
            }
            (Some(key), None, None, None) => Ok((Some(key), None)),
            (None, None, None, None) => Err(Error::config(match self.platform {
                Platform::Adyen => "there is no credential; set `api_key`, or `username` and `password`",
                Platform::Caibo | Platform::CertoPay => {
                    "there is no credential; set `api_key`, or `email` and `password`, or both"
                }
                Platform::Bousol | Platform::Compago => "there is no credential; set `api_key`",
            })),
        }
    }
}
