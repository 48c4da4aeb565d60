use crate::adapter::{Refusal, Response, nest};

/// Bousol has no machine-readable code: `error` is the HTTP phrase.
pub(super) fn read(response: &Response) -> Refusal {
    let (mut refusal, _) = nest::refusal(response);
    refusal.hint = match response.status {
        401 => Some(
            "Bousol does not tell apart a missing, wrong, revoked or expired key and a key of the other environment",
        ),
        403 => {
            Some("the key is genuine but lacks the scope; scopes cannot be changed, so create another key")
        }
        _ => None,
    };
    refusal
}
