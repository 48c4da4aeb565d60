use crate::{adapter::Capability, operation::Operation};

const CREATE: &str = "Enterprise Dashboard > Developers > API Keys > Create API Key > (Name, Environment, Scopes, Expiration) > Create";
const LIST: &str = "Enterprise Dashboard > Developers > API Keys";
const REVOKE: &str = "Enterprise Dashboard > Developers > API Keys > (key) > Revoke > Confirm";
const ROTATE: &str = "Enterprise Dashboard > Developers > API Keys > Create API Key (same scopes), switch to the new \
                      key, verify it, then (old key) > Revoke > Confirm";

pub(super) fn capability(operation: Operation) -> Capability {
    match operation {
        Operation::Create => Capability::dashboard(CREATE),
        Operation::List | Operation::Get => Capability::dashboard(LIST),
        Operation::Regenerate => Capability::dashboard(ROTATE),
        Operation::Revoke => Capability::dashboard(REVOKE),
        Operation::Verify | Operation::Request => Capability::API,
        _ => Capability::NONE,
    }
}
