//! The error body `{statusCode, message, error}` that Bousol and `CertoPay` share.

use serde::{Deserialize, de::SeqAccess};

use super::{
    Response,
    json::{self, Lenient, Maybe},
    refusal::Refusal,
};
use crate::error::ErrorCode;

/// The texts of the body, as far as they are there.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorBody {
    pub(super) error: Maybe<String>,
    pub(super) message: Maybe<Message>,
    #[serde(rename = "retryAfter")]
    pub(super) retry_after: Maybe<f64>,
}

/// `message` is one text, or a list of them when values were refused.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) text: String,
    pub(super) is_list: bool,
}

impl Lenient for Message {
    fn of_text(text: &str) -> Option<Self> {
        Some(Self { text: text.to_owned(), is_list: false })
    }

    fn of_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        let texts: Vec<String> = Vec::of_list(list)?.unwrap_or_default();
        Ok((!texts.is_empty()).then(|| Self { text: texts.join("; "), is_list: true }))
    }
}

/// What the status and the body tell. A list of messages, or the documented "Validation failed", means that values
/// were refused; any other 400 that the request was.
pub(super) fn refusal(response: &Response) -> (Refusal, ErrorBody) {
    let body: ErrorBody = json::object(&response.body).unwrap_or_default();
    let mut refusal = Refusal::of_status(response.status);
    if let Maybe(Some(message)) = &body.message {
        if response.status == 400 && (message.is_list || message.text == "Validation failed") {
            refusal.code = ErrorCode::ValidationFailed;
        }
        refusal.message = Some(message.text.clone());
    }
    (refusal, body)
}
