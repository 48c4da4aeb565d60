use crate::{adapter::Capability, operation::Operation};

/// The documentation says "in the dashboard" and names no menu.
const DASHBOARD: &str = "CertoPay's dashboard, where the account's API key is created";

pub(super) fn capability(operation: Operation) -> Capability {
    match operation {
        Operation::Create => Capability::dashboard(DASHBOARD),
        Operation::Current
        | Operation::Regenerate
        | Operation::Verify
        | Operation::Reconcile
        | Operation::Request => Capability::API,
        _ => Capability::NONE,
    }
}

pub(super) fn after_lost_answer(operation: Operation) -> &'static str {
    match operation {
        Operation::Regenerate => {
            "call `keys.reconcile` with this error: it compares `keys.current` with the prefix and time from before; \
             if they changed, the new secret is lost and the old key dead, so call `keys.regenerate` again"
        }
        _ => "find out at CertoPay whether it was carried out before doing it again",
    }
}
