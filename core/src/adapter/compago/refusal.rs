use crate::adapter::{Refusal, Response, nest};

const WRONG_PRODUCT: &str = "a key of Compago's merchant product does not belong here, and demo and production have \
                             keys of their own: this is the Sales Partner API";

/// Compago documents statuses only. A JSON `message`, should there be one, is taken as it is.
pub(super) fn read(response: &Response) -> Refusal {
    let (mut refusal, _) = nest::refusal(response);
    refusal.hint = matches!(response.status, 401 | 404).then_some(WRONG_PRODUCT);
    refusal
}
