use std::collections::BTreeMap;

use napi::{Env, bindgen_prelude::BufferSlice};
use napi_derive::napi;
use serde::Serialize;

/// The body of an answer, which may hold a secret. Its memory is wiped when nobody holds it any more.
#[napi]
pub struct Body(keyhelm::RawResponse);

impl Body {
    pub(crate) fn new(response: keyhelm::RawResponse) -> Self {
        Self(response)
    }
}

#[napi]
impl Body {
    /// A copy.
    #[napi]
    pub fn bytes<'env>(&self, env: &'env Env) -> napi::Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, self.0.body())
    }
}

#[derive(Serialize)]
pub(crate) struct Head<'a> {
    status: u16,
    headers: BTreeMap<&'a str, String>,
}

/// Status and headers. Headers that came more than once are joined by a comma.
pub(crate) fn head(response: &keyhelm::RawResponse) -> Head<'_> {
    let mut headers: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in response.headers() {
        let value = String::from_utf8_lossy(value.as_bytes());
        let all = headers.entry(name.as_str()).or_default();
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(&value);
    }
    Head { status: response.status(), headers }
}
