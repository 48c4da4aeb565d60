use std::ffi::OsString;

use super::ClientBuilder;
use crate::{error::Error, platform::Platform, secret::Secret};

impl ClientBuilder {
    /// Fills in from variables what no setter gave. Whoever set one of two settings that exclude each other has
    /// decided, so the other one's variable is not looked at.
    pub(super) fn read_env(&mut self, lookup: impl Fn(&str) -> Option<OsString>) -> Result<(), Error> {
        let prefix = self.platform.as_str().to_uppercase();
        let variable = |name: &str| -> Result<Option<String>, Error> {
            let name = format!("{prefix}_{name}");
            let Some(value) = lookup(&name).filter(|value| !value.is_empty()) else {
                return Ok(None);
            };
            value.into_string().map(Some).map_err(|_| Error::config(format!("`{name}` is not valid UTF-8")))
        };
        let fill = |slot: &mut Option<String>, name: &str| -> Result<(), Error> {
            if slot.is_none() {
                *slot = variable(name)?;
            }
            Ok(())
        };
        if self.environment.is_none() {
            let read = |text: String| {
                text.parse()
                    .map_err(|_| Error::config(format!("`{prefix}_ENVIRONMENT` is neither test nor live")))
            };
            self.environment = variable("ENVIRONMENT")?.map(read).transpose()?;
        }
        fill(&mut self.base_url, "BASE_URL")?;
        let basic_is_set =
            self.username.is_some() || (self.password.is_some() && self.platform == Platform::Adyen);
        let key_was_set = self.api_key.is_some();
        if !key_was_set && !basic_is_set {
            self.api_key = variable("API_KEY")?.map(Secret::new);
        }
        match self.platform {
            Platform::Adyen => {
                if self.company_id.is_none() && self.merchant_id.is_none() {
                    fill(&mut self.company_id, "COMPANY_ID")?;
                    fill(&mut self.merchant_id, "MERCHANT_ID")?;
                }
                if !key_was_set {
                    fill(&mut self.username, "USERNAME")?;
                }
            }
            Platform::Caibo => {
                fill(&mut self.user_id, "USER_ID")?;
                fill(&mut self.payment_request_id, "PAYMENT_REQUEST_ID")?;
                fill(&mut self.email, "EMAIL")?;
            }
            Platform::CertoPay => fill(&mut self.email, "EMAIL")?,
            Platform::Bousol | Platform::Compago => return Ok(()),
        }
        if self.password.is_none() && (self.email.is_some() || self.username.is_some()) {
            self.password = variable("PASSWORD")?.map(Secret::password);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
