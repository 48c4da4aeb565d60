use crate::adapter::{Auth, Refusal, Response, nest};

/// Caibo documents neither statuses nor bodies. The statuses are read by HTTP's meaning; a JSON `message`, should
/// there be one, is taken as it is.
pub(super) fn read(response: &Response, auth: &Auth) -> Refusal {
    let (mut refusal, _) = nest::refusal(response);
    refusal.token_expired = response.status == 401 && *auth == Auth::Token;
    refusal
}
