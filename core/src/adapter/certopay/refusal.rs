use std::time::Duration;

use crate::{
    adapter::{Auth, Refusal, Response, nest},
    error::ErrorCode,
};

/// Two shapes are documented: in one `error` is the machine code, in the other the HTTP phrase. A code is lower case
/// without spaces; without one the status decides.
pub(super) fn read(response: &Response, auth: &Auth) -> Refusal {
    let (mut refusal, body) = nest::refusal(response);
    refusal.platform_code = body.error.0.filter(|text| is_code(text));
    refusal.retry_after = body.retry_after.0.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    match refusal.platform_code.as_deref() {
        // Whatever a 5xx says, it does not say that nothing was carried out.
        _ if response.status >= 500 => {}
        Some("invalid_api_key" | "expired_token") => refusal.code = ErrorCode::Unauthenticated,
        Some("insufficient_permissions") => refusal.code = ErrorCode::PermissionDenied,
        Some("rate_limit_exceeded") => refusal.code = ErrorCode::RateLimited,
        _ => {}
    }
    // 401 without a code is read by what was sent: under a login token one new login may help.
    refusal.token_expired = *auth == Auth::Token
        && response.status == 401
        && matches!(refusal.platform_code.as_deref(), None | Some("expired_token"));
    refusal
}

fn is_code(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
