//! A request as the platforms see it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

/// A request read to its end: the path below the platform's base, split and decoded.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) segments: Vec<String>,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    /// `path` is what follows the platform's base: empty, or starting with a slash.
    pub(crate) fn new(head: http::request::Parts, path: &str, body: Bytes) -> Request {
        let segments = path.strip_prefix('/').map(|path| path.split('/').map(decode).collect());
        let query = head.uri.query().unwrap_or_default().to_owned();
        let segments = segments.unwrap_or_default();
        Request { method: head.method, segments, query, headers: head.headers, body }
    }

    pub(crate) fn path(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    pub(crate) fn api_key(&self) -> Option<&[u8]> {
        self.headers.get("x-api-key").map(http::HeaderValue::as_bytes)
    }

    pub(crate) fn bearer(&self) -> Option<&[u8]> {
        scheme(&self.headers, b"bearer ")
    }

    pub(crate) fn basic(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        basic(&self.headers)
    }

    /// The last value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.map(|(key, value)| (form(key), form(value))).rfind(|(key, _)| key == name).map(|pair| pair.1)
    }

    /// A query parameter that is a whole number; the default where it is missing, an error where it is not one.
    pub(crate) fn number(&self, name: &str, default: usize) -> Result<usize, String> {
        self.query(name).map_or(Ok(default), |text| text.parse().map_err(|_| text))
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The secret a request carries: its API key, token or Basic password.
pub(crate) fn presented(headers: &HeaderMap) -> Option<Vec<u8>> {
    let key = headers.get("x-api-key").map(http::HeaderValue::as_bytes);
    key.or_else(|| scheme(headers, b"bearer "))
        .map(<[u8]>::to_vec)
        .or_else(|| basic(headers).map(|(_, password)| password))
}

fn scheme<'a>(headers: &'a HeaderMap, scheme: &[u8]) -> Option<&'a [u8]> {
    let value = headers.get(http::header::AUTHORIZATION)?.as_bytes();
    let (start, rest) = value.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

fn basic(headers: &HeaderMap) -> Option<(Vec<u8>, Vec<u8>)> {
    let pair = STANDARD.decode(scheme(headers, b"basic ")?).ok()?;
    let colon = pair.iter().position(|byte| *byte == b':')?;
    Some((pair[..colon].to_vec(), pair[colon + 1..].to_vec()))
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

fn form(text: &str) -> String {
    decode(&text.replace('+', " "))
}
