//! The calls about keys: one file per verb.

mod all_keys;
mod create;
mod current;
mod get;
mod list;
mod origins;
mod reconcile;
mod regenerate;
mod regenerate_client_key;
mod revoke;
mod update;
mod verify;

pub use self::{
    all_keys::AllKeys,
    create::CreateKey,
    current::CurrentKey,
    get::GetKey,
    list::ListKeys,
    origins::{AddOrigin, ListOrigins, Origins, RemoveOrigin},
    reconcile::Reconcile,
    regenerate::RegenerateKey,
    regenerate_client_key::RegenerateClientKey,
    revoke::RevokeKey,
    update::UpdateKey,
    verify::VerifyKey,
};

use super::Client;

/// The calls about keys of one client.
///
/// Each call can be awaited as it is, or be given more first: `keys.list().page(2).await`. A call the platform does
/// not offer is [`UnsupportedOperation`](crate::ErrorCode::UnsupportedOperation) at once, with the dashboard path as
/// its hint; nothing is sent.
#[derive(Clone, Debug)]
pub struct Keys {
    client: Client,
}

impl Keys {
    pub(super) fn new(client: Client) -> Self {
        Self { client }
    }

    /// The origins that a credential's client key may be used from. Adyen only.
    pub fn origins(&self) -> Origins {
        Origins::new(self.client.clone())
    }
}

/// A call with an optional deadline of its own, run by awaiting it.
macro_rules! awaited_call {
    ($call:ty => $output:ty) => {
        impl $call {
            /// How long this call may take, waits and repeats included, instead of the client's setting.
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.timeout = Some(timeout);
                self
            }
        }

        impl IntoFuture for $call {
            type Output = Result<$output, $crate::Error>;
            type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.run())
            }
        }
    };
}
use awaited_call;
