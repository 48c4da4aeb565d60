use std::{collections::HashMap, fmt, sync::Arc};

use keyhelm::{Error, ErrorCode};

/// Why a call gave nothing.
#[derive(uniffi::Error)]
pub enum Failure {
    /// The caller ended it.
    Cancelled,
    /// The core says why.
    Failed { error: Arc<CoreError> },
}

/// An error of the core. Swift keeps it with its own, so that `reconcile` can use it.
#[derive(uniffi::Object)]
pub struct CoreError(pub(crate) Error);

/// What the core tells about a failed call.
#[derive(uniffi::Record)]
pub struct Facts {
    code: String,
    message: String,
    platform: Option<String>,
    operation: Option<String>,
    status: Option<u16>,
    platform_code: Option<String>,
    request_id: Option<String>,
    retry_after: Option<f64>,
    attempts: u32,
    fields: HashMap<String, String>,
    hint: Option<String>,
    line: String,
}

#[uniffi::export]
impl CoreError {
    /// What `keep` wrote.
    #[uniffi::constructor]
    fn restore(kept: String) -> Result<Arc<Self>, Failure> {
        serde_json::from_str(&kept)
            .map(|error| Arc::new(Self(error)))
            .map_err(|_| Error::of_argument("error", "was not written by Keyhelm").into())
    }

    /// Everything but the cause, as text, so that it can be reconciled in another process.
    fn keep(&self) -> Result<String, Failure> {
        serde_json::to_string(&self.0).map_err(|_| Error::of_argument("error", "cannot be written").into())
    }

    fn facts(&self) -> Result<Facts, Failure> {
        let error = &self.0;
        Ok(Facts {
            code: error.code().to_string(),
            message: error.message().to_owned(),
            platform: error.platform().map(|platform| platform.to_string()),
            operation: error.operation().map(|operation| operation.to_string()),
            status: error.status(),
            platform_code: error.platform_code().map(str::to_owned),
            request_id: error.request_id().map(str::to_owned),
            retry_after: error.retry_after().map(|delay| delay.as_secs_f64()),
            attempts: error.attempts(),
            fields: error.fields().clone().into_iter().collect(),
            hint: error.hint().map(str::to_owned),
            line: error.to_string(),
        })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed { error: Arc::new(CoreError(error)) }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("cancelled"),
            Self::Failed { error } => fmt::Display::fmt(&error.0, f),
        }
    }
}

/// Every code there is.
#[uniffi::export]
fn codes() -> Result<Vec<String>, Failure> {
    Ok(ErrorCode::ALL.iter().map(ToString::to_string).collect())
}

/// Whether the same call, made again later, may succeed without anything being changed first.
#[uniffi::export]
fn is_retryable(code: String) -> Result<bool, Failure> {
    Ok(code.parse::<ErrorCode>().is_ok_and(ErrorCode::retryable))
}
