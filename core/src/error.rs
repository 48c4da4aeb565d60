mod code;

use std::{collections::BTreeMap, error::Error as StdError, fmt, sync::Arc, time::Duration};

pub use code::ErrorCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{key::Attempted, operation::Operation, platform::Platform};

/// The one error of this crate: what happened, to which call, and what to do about it.
///
/// `Display` is one line; neither it nor `Debug` holds a secret, a request body or a URL's query. Text that came
/// from a platform is cut to one line and scrubbed of the client's own secrets.
///
/// ```
/// use keyhelm::{Client, ErrorCode, Platform};
///
/// # fn main() {
/// let error = Client::builder(Platform::Bousol).build().unwrap_err();
/// assert_eq!(error.code(), ErrorCode::Config);
/// assert_eq!(error.attempts(), 0);
/// assert!(error.to_string().contains("api_key"));
/// # }
/// ```
#[derive(Clone, thiserror::Error)]
#[error("{facts}")]
pub struct Error {
    facts: Box<Facts>,
    #[source]
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Facts {
    code: ErrorCode,
    message: String,
    platform: Option<Platform>,
    operation: Option<Operation>,
    status: Option<u16>,
    platform_code: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    fields: BTreeMap<String, String>,
    hint: Option<String>,
    attempted: Option<Box<Attempted>>,
    /// Whose keys the call was about, as a hash.
    account: Option<u64>,
}

impl Error {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let facts = Facts {
            code,
            message: message.into(),
            platform: None,
            operation: None,
            status: None,
            platform_code: None,
            request_id: None,
            retry_after: None,
            attempts: 0,
            fields: BTreeMap::new(),
            hint: None,
            attempted: None,
            account: None,
        };
        Self { facts: Box::new(facts), cause: None }
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Config, message)
    }

    /// A value that a local check refused, before anything was sent.
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(ErrorCode::ValidationFailed, format!("`{field}` {message}")).field(field, message)
    }

    /// For the other languages' faces: a setting they could not even hand over, a negative time for instance.
    #[doc(hidden)]
    pub fn of_setting(field: &str, message: &str) -> Self {
        Self::config(format!("`{field}` {message}"))
    }

    /// For the other languages' faces: an argument they could not even hand over.
    #[doc(hidden)]
    pub fn of_argument(field: &str, message: &str) -> Self {
        Self::invalid(field, message)
    }

    pub(crate) fn on(mut self, platform: Platform, operation: Operation) -> Self {
        self.facts.platform = Some(platform);
        self.facts.operation = Some(operation);
        self
    }

    pub(crate) fn at(mut self, platform: Platform) -> Self {
        self.facts.platform = Some(platform);
        self
    }

    /// The same error, for a refusal that came again right after a new login.
    pub(crate) fn again_as_token_expired(mut self) -> Self {
        self.facts.code = ErrorCode::TokenExpired;
        self.facts.message = String::from(
            "the management token was refused, and so was the new one after logging in again; check the account",
        );
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.facts.status = Some(status);
        self
    }

    pub(crate) fn with_platform_code(mut self, code: Option<String>) -> Self {
        self.facts.platform_code = code;
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.facts.request_id = id;
        self
    }

    pub(crate) fn with_retry_after(mut self, delay: Option<Duration>) -> Self {
        self.facts.retry_after = delay;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.facts.attempts = attempts;
        self
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.facts.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_cause(mut self, cause: impl StdError + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }

    pub(crate) fn with_attempted(mut self, attempted: Attempted) -> Self {
        self.facts.attempted = Some(Box::new(attempted));
        self
    }

    pub(crate) fn field(mut self, name: impl Into<String>, message: impl Into<String>) -> Self {
        self.facts.fields.insert(name.into(), message.into());
        self
    }

    pub(crate) fn with_account(mut self, account: u64) -> Self {
        self.facts.account = Some(account);
        self
    }

    pub(crate) fn account(&self) -> Option<u64> {
        self.facts.account
    }

    pub(crate) fn attempted(&self) -> Option<&Attempted> {
        self.facts.attempted.as_deref()
    }

    /// What went wrong.
    pub fn code(&self) -> ErrorCode {
        self.facts.code
    }

    /// One line that says what happened and what to do.
    pub fn message(&self) -> &str {
        &self.facts.message
    }

    /// The platform that was called, or would have been.
    pub fn platform(&self) -> Option<Platform> {
        self.facts.platform
    }

    /// The call that failed.
    pub fn operation(&self) -> Option<Operation> {
        self.facts.operation
    }

    /// The HTTP status of the platform's last answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.facts.status
    }

    /// The platform's own code, `00_403` or `invalid_api_key` for instance.
    pub fn platform_code(&self) -> Option<&str> {
        self.facts.platform_code.as_deref()
    }

    /// The platform's name for this request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.facts.request_id.as_deref()
    }

    /// How long to wait before calling again, where the platform said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.facts.retry_after
    }

    /// How often the request was tried on the network; 0 when the error was found before that.
    pub fn attempts(&self) -> u32 {
        self.facts.attempts
    }

    /// Whether the same call, made again later, may succeed without anything being changed first.
    pub fn retryable(&self) -> bool {
        self.facts.code.retryable()
    }

    /// The values that were refused: name → why.
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.facts.fields
    }

    /// What a person can do: a dashboard path, or how to find out what became of a call.
    pub fn hint(&self) -> Option<&str> {
        self.facts.hint.as_deref()
    }
}

/// Everything but the cause, so that an error can be kept, or handed to another process, and be reconciled there.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.facts.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Error {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Facts::deserialize(deserializer).map(|facts| Self { facts: Box::new(facts), cause: None })
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        match (self.platform, self.operation) {
            (Some(platform), Some(operation)) => write!(f, " ({platform} {operation})")?,
            (Some(platform), None) => write!(f, " ({platform})")?,
            _ => {}
        }
        write!(f, ": {}", self.message)?;
        let mut separator = " [";
        let mut fact = |name: &str, value: &dyn fmt::Display, f: &mut fmt::Formatter<'_>| {
            let written = write!(f, "{separator}{name} {value}");
            separator = ", ";
            written
        };
        if let Some(status) = self.status {
            fact("HTTP", &status, f)?;
        }
        if let Some(code) = &self.platform_code {
            fact("code", code, f)?;
        }
        if let Some(id) = &self.request_id {
            fact("request", id, f)?;
        }
        if let Some(delay) = self.retry_after {
            fact("retry after", &format_args!("{} s", delay.as_secs_f64()), f)?;
        }
        if self.attempts > 1 {
            fact("attempts", &self.attempts, f)?;
        }
        if separator == ", " {
            f.write_str("]")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, " Hint: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = &self.facts;
        f.debug_struct("Error")
            .field("code", &facts.code)
            .field("message", &facts.message)
            .field("platform", &facts.platform)
            .field("operation", &facts.operation)
            .field("status", &facts.status)
            .field("platform_code", &facts.platform_code)
            .field("request_id", &facts.request_id)
            .field("retry_after", &facts.retry_after)
            .field("attempts", &facts.attempts)
            .field("fields", &facts.fields)
            .field("hint", &facts.hint)
            .finish_non_exhaustive()
    }
}
