use crate::{adapter::Capability, operation::Operation};

pub(super) const OWN_KEY: &str =
    "Control Panel > Profile Settings > API Key section > Generate API Key > confirm > copy";

pub(super) fn capability(operation: Operation) -> Capability {
    match operation {
        Operation::Regenerate => Capability::api(OWN_KEY),
        Operation::Verify | Operation::Request => Capability::API,
        _ => Capability::NONE,
    }
}

pub(super) fn after_lost_answer(operation: Operation) -> &'static str {
    match operation {
        Operation::Regenerate => {
            "the old key may be dead already and Caibo shows no key twice: call `keys.regenerate` again for a key \
             that you can read, and use that one"
        }
        _ => "find out at Caibo whether it was carried out before doing it again",
    }
}
