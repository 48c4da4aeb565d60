use crate::{adapter::Capability, operation::Operation};

const GENERATE: &str = "Customer Area > Developers > API credentials > (credential username) > Server settings > \
                        Authentication > API key tab > Generate API key > Save changes";
const ACCESS: &str = "Customer Area > Developers > API credentials > (credential username) > Roles and Associated \
                      Accounts";
const CREDENTIALS: &str = "Customer Area > Developers > API credentials";

pub(super) fn capability(operation: Operation) -> Capability {
    match operation {
        Operation::Regenerate => Capability::api(GENERATE),
        Operation::Update => Capability::api(ACCESS),
        Operation::List | Operation::Get | Operation::Create | Operation::Revoke => {
            Capability::api(CREDENTIALS)
        }
        Operation::Current
        | Operation::Verify
        | Operation::Reconcile
        | Operation::RegenerateClientKey
        | Operation::ListOrigins
        | Operation::AddOrigin
        | Operation::RemoveOrigin
        | Operation::Request => Capability::API,
        Operation::Login => Capability::NONE,
    }
}

pub(super) fn after_lost_answer(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => {
            "call `keys.reconcile` with this error: it looks for the new credential, to be revoked if it is there, \
             because its key is lost; then create again"
        }
        Operation::Regenerate => {
            "call `keys.regenerate` again for a key that you can read; the key in use before the first call works \
             for up to 24 hours from it"
        }
        Operation::RegenerateClientKey => {
            "read the client key with `keys.get`; it is public and shown on every read"
        }
        Operation::AddOrigin => {
            "look with `keys.origins.list` whether the origin is there before adding it again"
        }
        _ => "look with `keys.get` or `keys.list` what became of it before doing it again",
    }
}
