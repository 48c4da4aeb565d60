use std::sync::Arc;

use keyhelm::{Error, Method, RequestAuth};

use crate::{call::Cancel, client::Client, error::Failure, keys::within, response::Response, secret::Secret};

#[derive(uniffi::Record)]
pub struct QueryItem {
    name: String,
    value: String,
}

/// A header's value may be secret.
#[derive(uniffi::Record)]
pub struct Header {
    name: String,
    value: Arc<Secret>,
}

#[derive(uniffi::Record)]
pub struct Request {
    method: String,
    path: String,
    query: Vec<QueryItem>,
    json: Option<Vec<u8>>,
    headers: Vec<Header>,
    by_token: bool,
    repeatable: bool,
}

#[uniffi::export]
impl Client {
    async fn request(
        &self,
        request: Request,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<Arc<Response>, Failure> {
        let method = Method::from_bytes(request.method.to_uppercase().as_bytes())
            .map_err(|_| Error::of_argument("method", "is no method of HTTP"))?;
        let auth = if request.by_token { RequestAuth::Token } else { RequestAuth::Key };
        let call = self.0.request(method, request.path).auth(auth).repeatable(request.repeatable);
        let mut call = within!(call, timeout);
        for item in request.query {
            call = call.query(item.name, item.value);
        }
        for header in request.headers {
            call = call.header(header.name, &header.value.value);
        }
        if let Some(json) = request.json {
            let json: serde_json::Value = serde_json::from_slice(&json)
                .map_err(|_| Error::of_argument("json", "is nested too deeply, or is no JSON"))?;
            call = call.json(&json);
        }
        cancel.run(call.into_future()).await.map(|Answer(response)| response)
    }
}

struct Answer(Arc<Response>);

impl From<keyhelm::RawResponse> for Answer {
    fn from(response: keyhelm::RawResponse) -> Self {
        Self(Arc::new(response.into()))
    }
}
