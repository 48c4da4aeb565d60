use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::{Serialize, de::DeserializeOwned};
use url::form_urlencoded;

use super::Client;
use crate::{
    adapter::{Auth, Body, Call, Request, Response, Safety},
    error::{Error, ErrorCode},
    operation::Operation,
    secret::Secret,
};

impl Client {
    /// Any other call of the platform, signed like the rest.
    ///
    /// `path` is relative to the base URL. An answer with an error status becomes the same typed error as everywhere;
    /// any 2xx comes back as it is. GET and HEAD are repeated where that helps; everything else is sent again only
    /// when it certainly was not carried out, unless it is marked [`repeatable`](RequestBuilder::repeatable).
    ///
    /// ```no_run
    /// # async fn example(client: keyhelm::Client) -> Result<(), keyhelm::Error> {
    /// use keyhelm::Method;
    ///
    /// let answer = client.request(Method::GET, "/invoices").query("limit", "5").await?;
    /// let invoices: serde_json::Value = answer.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> RequestBuilder {
        RequestBuilder {
            client: self.clone(),
            method,
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            auth: RequestAuth::Key,
            repeatable: false,
            timeout: None,
        }
    }
}

/// The credential a free request goes out with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RequestAuth {
    /// The API key.
    #[default]
    Key,
    /// The management token of a login (Caibo, `CertoPay`).
    Token,
}

/// See [`Client::request`].
#[must_use = "a request does nothing until it is awaited"]
pub struct RequestBuilder {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, Secret)>,
    body: Option<Result<Body, Error>>,
    auth: RequestAuth,
    repeatable: bool,
    timeout: Option<Duration>,
}

/// Headers that are the client's own business: who it is, and how the message is framed.
const OWN_HEADERS: [HeaderName; 9] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::COOKIE,
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    HeaderName::from_static("x-api-key"),
];

impl RequestBuilder {
    /// Adds a query parameter; may be called more than once.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sends this value as JSON.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        self.body = Some(Body::json(value));
        self
    }

    /// For the other languages' faces: sends a text that is JSON already, to the letter.
    #[doc(hidden)]
    pub fn json_text(mut self, text: impl Into<String>) -> Self {
        self.body = Some(Body::json_text(text.into()));
        self
    }

    /// Adds a header; its value may be secret. Headers of the credential and of HTTP's framing are refused.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The credential; the API key unless it is told otherwise.
    pub fn auth(mut self, auth: RequestAuth) -> Self {
        self.auth = auth;
        self
    }

    /// Says that doing this twice does no harm, so that it may be repeated.
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// How long this call may take, waits and repeats included, instead of the client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    fn call(self) -> Result<Call<RawResponse>, Error> {
        let adapter = self.client.inner.adapter;
        let auth = match self.auth {
            RequestAuth::Key => Auth::Key,
            RequestAuth::Token => Auth::Token,
        };
        if matches!(self.method, Method::CONNECT | Method::TRACE) {
            return Err(Error::invalid("method", "is no call of a platform"));
        }
        let mut path = checked_path(&self.path)?;
        if let Some(why) = adapter.refuses(&path, &auth) {
            return Err(Error::invalid("auth", format!("does not fit this path: {why}")));
        }
        if !self.query.is_empty() {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
            path = format!("{path}?{query}");
        }
        let safety =
            if self.repeatable || adapter.repeats(&self.method) { Safety::Repeatable } else { Safety::Once };
        let mut request = Request::new(self.method, path, auth);
        request.body = self.body.transpose()?;
        for (name, value) in &self.headers {
            let (name, value) = checked_header(name, value)?;
            request.headers.append(name, value);
        }
        Ok(Call::taking(Operation::Request, request, safety, |response| Ok(RawResponse::take(response))))
    }
}

impl IntoFuture for RequestBuilder {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let client = self.client.clone();
        let timeout = self.timeout;
        let call = self.call();
        Box::pin(async move { client.run(Operation::Request, call, timeout).await })
    }
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("client", &self.client)
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// A path below the base URL and nothing else: no other host, no way up, no query of its own.
fn checked_path(path: &str) -> Result<String, Error> {
    let refused = |why| Err(Error::invalid("path", why));
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    if path.starts_with("//") || path.contains("://") {
        return refused("names a host; it is relative to the base URL");
    }
    if path.contains(['?', '#']) {
        return refused("holds a query or a fragment; give the query apart");
    }
    if !path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return refused("holds a character that must be percent-encoded");
    }
    let is_dots = |segment: &str| {
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(dots.as_str(), "." | "..")
    };
    if path.split('/').any(is_dots) {
        return refused("holds a dot segment");
    }
    Ok(path)
}

fn checked_header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue), Error> {
    let refused = |why: &str| Error::invalid("headers", why);
    let name: HeaderName = name.parse().map_err(|_| refused("holds a name that is no header name"))?;
    if OWN_HEADERS.contains(&name) {
        return Err(refused("holds a header that the client sets itself"));
    }
    // Nobody but the caller knows what is secret in it, so all of it is sent as a secret is.
    let value = value.header_value().ok_or_else(|| refused("holds a value that cannot stand in a header"))?;
    Ok((name, value))
}

/// A platform's answer as it came. It may hold a secret, so `Debug` shows the status alone and the memory of the body
/// is wiped in the end.
pub struct RawResponse {
    status: u16,
    headers: HeaderMap,
    body: zeroize::Zeroizing<Vec<u8>>,
}

impl RawResponse {
    fn take(response: &mut Response) -> Self {
        let (headers, body) = (std::mem::take(&mut response.headers), std::mem::take(&mut response.body));
        Self { status: response.status, headers, body }
    }

    /// The HTTP status, 200 to 299.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, at most 4 MiB.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body read as JSON; [`MalformedResponse`](ErrorCode::MalformedResponse) where it is none of that shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        // The reader's own error would quote the body.
        serde_json::from_slice(&self.body).map_err(|_| {
            Error::new(ErrorCode::MalformedResponse, "the body is no JSON of the expected shape")
        })
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse").field("status", &self.status).finish_non_exhaustive()
    }
}
