//! An answer before it meets the wire.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

/// Status, headers and the whole body.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

impl Response {
    pub(crate) fn empty(status: StatusCode) -> Response {
        Response { status, headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
        let mut response = Response::empty(status);
        response.headers.push((CONTENT_TYPE, HeaderValue::from_static("application/json")));
        response.body = Bytes::from(body.to_string());
        response
    }

    pub(crate) fn ok(body: &Value) -> Response {
        Response::json(StatusCode::OK, body)
    }

    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Response {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}

/// The phrase that belongs to a status, for bodies that repeat it.
pub(crate) fn phrase(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
