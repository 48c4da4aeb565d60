use std::collections::HashMap;

use serde::de::IgnoredAny;

use crate::{census::Counted, error::Failure};

/// A platform's answer, as it came. It may hold a secret.
#[derive(uniffi::Object)]
pub struct Response(keyhelm::RawResponse, Counted);

#[uniffi::export]
impl Response {
    fn status(&self) -> Result<u16, Failure> {
        Ok(self.0.status())
    }

    /// Names in lower case. Those that came more than once are joined by a comma.
    fn headers(&self) -> Result<HashMap<String, String>, Failure> {
        let mut joined: HashMap<String, String> = HashMap::new();
        for (name, value) in self.0.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            let all = joined.entry(name.as_str().to_owned()).or_default();
            if !all.is_empty() {
                all.push_str(", ");
            }
            all.push_str(&value);
        }
        Ok(joined)
    }

    fn body(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.0.body().to_vec())
    }

    /// Whether the body is JSON: Swift's own error would hold it.
    fn check_json(&self) -> Result<(), Failure> {
        self.0.json::<IgnoredAny>()?;
        Ok(())
    }
}

impl From<keyhelm::RawResponse> for Response {
    fn from(response: keyhelm::RawResponse) -> Self {
        Self(response, Counted::new())
    }
}
