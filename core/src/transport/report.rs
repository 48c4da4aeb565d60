use super::{Ending, Held, Lost, LostCause, Outcome, Scrub};
use crate::{
    adapter::{Account, Adapter, Refusal, Response, Safety, Unreadable},
    error::{Error, ErrorCode},
    key::Attempted,
    operation::Operation,
};

/// Everything an error tells that the ending itself does not know.
pub(crate) struct Report<'a> {
    pub(crate) adapter: &'static dyn Adapter,
    pub(crate) operation: Operation,
    pub(crate) safety: Safety,
    pub(crate) attempted: Option<&'a Attempted>,
    /// Whose keys the call was about.
    pub(crate) account: Option<&'a Account>,
    pub(crate) scrub: &'a Scrub,
}

impl Report<'_> {
    /// Whether the call may have an effect more each time it is carried out.
    pub(crate) fn is_unsafe(&self) -> bool {
        self.safety == Safety::Once
    }

    /// The answer, or the error that says what became of the call.
    pub(crate) fn answer(&self, ending: Ending) -> Result<Response, Error> {
        let Ending { outcome, attempts, retry_after } = ending;
        match outcome {
            Outcome::Answered(response) => Ok(response),
            Outcome::Refused(refusal) => Err(self.refused(&refusal).with_retry_after(retry_after)),
            Outcome::Lost(lost) => Err(self.lost(&lost)),
            Outcome::Held(held) => Err(self.held(held).with_retry_after(retry_after)),
        }
        .map_err(|error| error.with_attempts(attempts))
    }

    /// An answer with a good status that cannot be read.
    pub(crate) fn unreadable(&self, why: Unreadable, status: u16, attempts: u32) -> Error {
        let Unreadable(found) = why;
        let error = match self.safety {
            Safety::Repeatable => self.error(
                ErrorCode::MalformedResponse,
                format!(
                    "the answer cannot be understood: {found}; check `base_url`, or report it to the platform"
                ),
            ),
            Safety::Once => self.outcome_unknown(&format!("the answer cannot be understood ({found})")),
        };
        error.with_status(status).with_attempts(attempts)
    }

    /// A call that was dropped after it may have been sent.
    pub(crate) fn abandoned(&self, attempts: u32) -> Error {
        self.outcome_unknown("the call was cancelled after it was sent").with_attempts(attempts)
    }

    fn error(&self, code: ErrorCode, message: impl Into<String>) -> Error {
        Error::new(code, message).on(self.adapter.platform(), self.operation)
    }

    fn outcome_unknown(&self, what: &str) -> Error {
        let message = format!("{what}, so it may have been carried out; find out before calling again");
        let mut error = self
            .error(ErrorCode::OutcomeUnknown, message)
            .with_hint(self.adapter.after_lost_answer(self.operation));
        if let Some(account) = self.account {
            error = error.with_account(account.mark());
        }
        match self.attempted {
            Some(attempted) => error.with_attempted(attempted.clone()),
            None => error,
        }
    }

    fn refused(&self, refusal: &Refusal) -> Error {
        let name = self.adapter.platform().display_name();
        let said =
            refusal.message.as_deref().map(|text| self.scrub.text(text)).filter(|text| !text.is_empty());
        let said = said.map(|text| format!(" ({name} says: {text})")).unwrap_or_default();
        // Only a redirect and a 4xx say that the call was not carried out.
        let is_unclear = !(300..500).contains(&refusal.status);
        let mut error = if is_unclear && self.safety == Safety::Once {
            self.outcome_unknown(&format!("{name} failed while working on the call{said}"))
        } else {
            let error = self.error(refusal.code, format!("{}{said}", advice(refusal.code)));
            refusal.hint.into_iter().fold(error, Error::with_hint)
        };
        for (name, message) in &refusal.fields {
            error = error.field(self.scrub.text(name), self.scrub.text(message));
        }
        error
            .with_status(refusal.status)
            .with_platform_code(refusal.platform_code.as_deref().and_then(|code| self.scrub.name(code)))
            .with_request_id(refusal.request_id.as_deref().and_then(|id| self.scrub.name(id)))
    }

    fn held(&self, held: Held) -> Error {
        match held {
            Held::Queue => self.error(
                ErrorCode::RateLimited,
                "the limit is used up for longer than this call has time; call again later",
            ),
            Held::Concurrency => self.error(
                ErrorCode::Timeout,
                "the deadline passed while `max_concurrency` other calls were under way; nothing was sent",
            ),
            Held::Refusals => self.error(
                ErrorCode::Unauthenticated,
                "the credential was refused several times in a row, so nothing is sent for a moment; check it with \
                 `keys.verify`, or change it",
            ),
        }
    }

    fn lost(&self, lost: &Lost) -> Error {
        let detail = self.scrub.text(&lost.detail);
        let unknown = lost.sent && self.safety == Safety::Once;
        let error = match lost.cause {
            _ if unknown => self.outcome_unknown(&format!("the answer was lost ({detail})")),
            LostCause::Deadline => self.error(
                ErrorCode::Timeout,
                format!("{detail}; call again, or allow more time with `timeout`"),
            ),
            LostCause::Connection => self.error(
                ErrorCode::ConnectionFailed,
                format!("no connection, or it broke ({detail}); check `base_url`, the network and the proxy"),
            ),
            LostCause::TooLarge => {
                self.error(ErrorCode::MalformedResponse, format!("{detail}; check `base_url`"))
            }
        };
        error.with_cause(Lost { detail, ..*lost })
    }
}

fn advice(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Unauthenticated => {
            "the credential was not accepted; check that it is right, of this environment and not revoked"
        }
        ErrorCode::PermissionDenied => "the credential lacks the permission for this call",
        ErrorCode::ValidationFailed => "the platform refused a value; correct it and call again",
        ErrorCode::NotFound => "there is no such key or resource; check the id and `base_url`",
        ErrorCode::Conflict => "it clashes with the present state; read that first",
        ErrorCode::RateLimited => "the platform's limit is reached; call again later",
        ErrorCode::ServerError => "the platform failed; call again later",
        ErrorCode::MalformedResponse => {
            "the answer is no answer of this platform, perhaps a redirect, which is not followed; check `base_url`"
        }
        _ => "the platform refused the request",
    }
}
