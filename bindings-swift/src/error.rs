use std::{collections::HashMap, fmt, sync::Arc};

use keyhelm::Error;

use crate::census::Counted;

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
pub struct CoreError {
    pub(crate) error: Error,
    _counted: Counted,
}

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
            .map(|error: Error| Arc::new(error.into()))
            .map_err(|_| Error::of_argument("error", "was not written by Keyhelm").into())
    }

    /// Everything but the cause, as text, so that it can be reconciled in another process.
    fn keep(&self) -> Result<String, Failure> {
        serde_json::to_string(&self.error)
            .map_err(|_| Error::of_argument("error", "cannot be written").into())
    }

    fn facts(&self) -> Result<Facts, Failure> {
        let error = &self.error;
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

impl From<Error> for CoreError {
    fn from(error: Error) -> Self {
        Self { error, _counted: Counted::new() }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed { error: Arc::new(error.into()) }
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
            Self::Failed { error } => fmt::Display::fmt(&error.error, f),
        }
    }
}
