use std::{
    fmt,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::IgnoredAny};
use zeroize::Zeroizing;

use super::Refusal;
use crate::{
    environment::Environment, error::Error, key::Attempted, operation::Operation, platform::Platform,
    secret::Secret,
};

/// One call to a platform: what to send and how to read what comes back.
pub(crate) struct Call<T> {
    pub(crate) operation: Operation,
    pub(crate) request: Request,
    pub(crate) safety: Safety,
    /// Reads an answer with a 2xx status.
    pub(crate) read: Reader<T>,
    /// Where a refusal is an answer too, as for `verify`.
    pub(crate) read_refusal: Option<fn(&Refusal) -> Option<T>>,
    /// What to remember of the call should its answer be lost.
    pub(crate) attempted: Option<Attempted>,
}

type Reader<T> = Box<dyn Fn(&mut Response) -> Result<T, Unreadable> + Send + Sync>;

impl<T> Call<T> {
    pub(crate) fn new(
        operation: Operation,
        request: Request,
        safety: Safety,
        read: impl Fn(&Response) -> Result<T, Unreadable> + Send + Sync + 'static,
    ) -> Self {
        Self::taking(operation, request, safety, move |response| read(response))
    }

    /// A call whose result keeps parts of the answer as they are.
    pub(crate) fn taking(
        operation: Operation,
        request: Request,
        safety: Safety,
        read: impl Fn(&mut Response) -> Result<T, Unreadable> + Send + Sync + 'static,
    ) -> Self {
        Self { operation, request, safety, read: Box::new(read), read_refusal: None, attempted: None }
    }

    pub(crate) fn reading_refusals(mut self, read: fn(&Refusal) -> Option<T>) -> Self {
        self.read_refusal = Some(read);
        self
    }

    pub(crate) fn remembering(mut self, attempted: Attempted) -> Self {
        self.attempted = Some(attempted);
        self
    }
}

/// Whether a call may be sent again although it may have been carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// Twice has the effect of once.
    Repeatable,
    /// Every success does something more, issues another secret for instance.
    Once,
}

/// An answer with a good status that cannot be read; says what is missing, never what was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) &'static str);

/// What is sent, apart from the host and the credential.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Percent-encoded, starting with a slash, with its query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Body>,
    pub(crate) auth: Auth,
}

impl Request {
    pub(crate) fn new(method: Method, path: String, auth: Auth) -> Self {
        Self { method, path, headers: HeaderMap::new(), body: None, auth }
    }

    pub(crate) fn with_json(mut self, value: &impl Serialize) -> Result<Self, Error> {
        self.body = Some(Body::json(value)?);
        Ok(self)
    }
}

/// The credential a request goes out with.
#[derive(Clone, PartialEq)]
pub(crate) enum Auth {
    /// The client's own API key (or Adyen's user name and password).
    Key,
    /// A key that is to be verified.
    Given(Secret),
    /// The management token of a login.
    Token,
    /// None: the login itself.
    Open,
}

/// The login body of every platform that has a login. Written straight into a buffer that is wiped.
#[derive(Serialize)]
pub(crate) struct Login<'a> {
    pub(crate) email: &'a str,
    pub(crate) password: &'a str,
}

/// A request body. It may hold a password, so it is wiped when the last clone is dropped and never shown.
#[derive(Clone)]
pub(crate) struct Body(Bytes);

impl Body {
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Error> {
        // Room for most bodies at once, because a buffer that grows leaves unwiped copies behind.
        let mut text = Zeroizing::new(Vec::with_capacity(1024));
        serde_json::to_writer(&mut *text, value)
            .map_err(|_| Error::invalid("json", "cannot be written as JSON"))?;
        Ok(Self(Bytes::from_owner(text)))
    }

    /// Of a text that is JSON already.
    pub(crate) fn json_text(text: String) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into_bytes());
        serde_json::from_slice::<IgnoredAny>(&text).map_err(|_| Error::invalid("json", "is no JSON"))?;
        Ok(Self(Bytes::from_owner(text)))
    }

    pub(crate) fn bytes(&self) -> Bytes {
        self.0.clone()
    }
}

/// What came back. The body may hold a secret, so it is wiped and never shown.
#[derive(Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Zeroizing<Vec<u8>>,
    pub(crate) received_at: SystemTime,
}

impl Response {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Whose keys are managed, as the client was told.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) platform: Platform,
    pub(crate) environment: Option<Environment>,
    pub(crate) company_id: Option<String>,
    pub(crate) merchant_id: Option<String>,
    pub(crate) user_id: Option<String>,
    /// Of the login, where the platform has one.
    pub(crate) email: Option<String>,
    pub(crate) payment_request_id: Option<String>,
}

impl Account {
    /// A number to tell accounts apart by: an error of one is not to be reconciled with another. The base URL is no part
    /// of it, because one account may be reached in two ways.
    pub(crate) fn mark(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        let ids = [&self.company_id, &self.merchant_id, &self.user_id, &self.email];
        (self.platform, self.environment, ids).hash(&mut hash);
        hash.finish()
    }
}

/// A key to be made.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewKey {
    pub(crate) label: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) accounts: Vec<String>,
    pub(crate) nonce: Option<Nonce>,
}

/// What is to be different about a key; what is absent stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyChange {
    pub(crate) label: Option<String>,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) allowed_origins: Option<Vec<String>>,
    pub(crate) accounts: Option<Vec<String>>,
}

/// Eight random characters in a label that name one `create` call, so that its key can be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nonce(String);

impl Nonce {
    /// What stands between a label and its nonce.
    const MARK: &str = " kh-";
    const LENGTH: usize = 8;
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

    pub(crate) fn new(random: [u8; Self::LENGTH]) -> Self {
        let character = |byte: u8| char::from(Self::ALPHABET[usize::from(byte) % Self::ALPHABET.len()]);
        Self(random.into_iter().map(character).collect())
    }

    /// The label with the nonce behind it.
    pub(crate) fn mark(&self, label: &str) -> String {
        format!("{label}{}{}", Self::MARK, self.0)
    }

    /// The label as the user gave it.
    pub(crate) fn unmark(description: &str) -> &str {
        let is_nonce =
            |end: &str| end.len() == Self::LENGTH && end.bytes().all(|byte| Self::ALPHABET.contains(&byte));
        match description.rsplit_once(Self::MARK) {
            Some((label, end)) if is_nonce(end) => label,
            _ => description,
        }
    }
}

/// Everything but the characters RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A caller's id as one path segment. An empty one and the dot segments, which every URL parser resolves even when
/// they are encoded, are refused.
pub(crate) fn segment(field: &str, id: &str) -> Result<String, Error> {
    if id.trim().is_empty() {
        return Err(Error::invalid(field, "is empty"));
    }
    if matches!(id, "." | "..") {
        return Err(Error::invalid(field, "cannot be a dot segment"));
    }
    Ok(utf8_percent_encode(id, RESERVED).to_string())
}
