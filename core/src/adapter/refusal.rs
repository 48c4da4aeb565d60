use std::{collections::BTreeMap, time::Duration};

use super::{Response, Unreadable, json};
use crate::{
    error::ErrorCode,
    key::{Verification, VerificationOutcome},
};

/// What a platform said when it refused a call. The texts are the platform's own, not yet scrubbed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: ErrorCode,
    pub(crate) platform_code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    /// The delay the body asks for.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) hint: Option<&'static str>,
    /// The management token is over, so one new login may help.
    pub(crate) token_expired: bool,
}

impl Refusal {
    /// What the status alone tells.
    pub(crate) fn of_status(status: u16) -> Self {
        Self {
            status,
            code: code_of_status(status),
            platform_code: None,
            message: None,
            request_id: None,
            retry_after: None,
            fields: BTreeMap::new(),
            hint: None,
            token_expired: false,
        }
    }
}

fn code_of_status(status: u16) -> ErrorCode {
    match status {
        401 => ErrorCode::Unauthenticated,
        403 => ErrorCode::PermissionDenied,
        404 => ErrorCode::NotFound,
        409 => ErrorCode::Conflict,
        422 => ErrorCode::ValidationFailed,
        429 => ErrorCode::RateLimited,
        400..=499 => ErrorCode::InvalidRequest,
        500..=599 => ErrorCode::ServerError,
        // 1xx never arrives here, and a redirect is not followed: it would carry the credential elsewhere.
        _ => ErrorCode::MalformedResponse,
    }
}

/// What an accepted harmless call tells about the key it was made with. Its content is nobody's business, but a web
/// page comes from another server than the platform's, and that one has looked at no key.
pub(super) fn accepted(response: &Response) -> Result<Verification, Unreadable> {
    done(response).map(|()| Verification::new(VerificationOutcome::Valid, None))
}

/// A success whose content does not matter, as long as it is the platform's.
pub(super) fn done(response: &Response) -> Result<(), Unreadable> {
    if json::is_markup(&response.body) { Err(Unreadable("a web page")) } else { Ok(()) }
}

/// What a refused harmless call tells about the key it was made with.
pub(super) fn verdict(refusal: &Refusal) -> Option<Verification> {
    let outcome = match refusal.code {
        ErrorCode::Unauthenticated => VerificationOutcome::Invalid,
        ErrorCode::PermissionDenied => VerificationOutcome::ValidWithoutPermission,
        _ => return None,
    };
    Some(Verification::new(outcome, Some(refusal.code)))
}

/// The same where no page documents the probe's other refusals: whatever is no 401, no 403 and no passing trouble
/// got past the check of the key, which is no proof.
pub(super) fn verdict_of_undocumented(refusal: &Refusal) -> Option<Verification> {
    verdict(refusal).or_else(|| {
        let passed = matches!(
            refusal.code,
            ErrorCode::NotFound
                | ErrorCode::InvalidRequest
                | ErrorCode::ValidationFailed
                | ErrorCode::Conflict
        );
        passed.then(|| Verification::new(VerificationOutcome::ProbablyValid, Some(refusal.code)))
    })
}
