//! The Python face of Keyhelm: it turns Python's arguments into calls of the core and the core's answers into Python's
//! objects. Every rule is in the core.

#![expect(
    clippy::doc_link_with_quotes,
    clippy::needless_pass_by_value,
    clippy::unused_self,
    reason = "the texts are Python's, and Python's protocols fix the signatures"
)]

mod all_keys;
mod answer;
mod asyncio;
mod blocking;
mod client;
mod error;
mod event;
mod face;
mod fork;
mod handle;
mod json;
mod keys;
mod local;
mod origins;
mod page;
mod record;
mod records;
mod redactor;
mod request;
mod response;
mod runtime;
mod scope;
mod seconds;
mod secret;
mod settings;
mod time;

use pyo3::pymodule;

/// The compiled part of Keyhelm. Import from `keyhelm`.
#[pymodule(gil_used = true)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        all_keys::{AsyncKeyIterator, KeyIterator},
        asyncio::{Call, Mailbox},
        client::{AsyncClient, Client},
        error::{Failure, is_retryable},
        fork::{after_fork_in_child, after_fork_in_parent, before_fork},
        keys::{AsyncKeys, Keys},
        local::{capabilities, expires_at, missing_scopes, recognise},
        origins::{AsyncOrigins, Origins},
        page::Page,
        records::{
            ApiKey, Capability, ClientKey, IssuedKey, Origin, Recognition, Reconciliation, Verification,
        },
        redactor::{Redactor, RedactorStream},
        response::Response,
        runtime::shut_down,
        scope::{AdyenScopes, BousolScopes},
        secret::Secret,
    };
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python names it so")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    #[expect(clippy::unnecessary_wraps, reason = "PyO3 fixes the signature")]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // Not in the middle of a call, where a fork might meet it half-made.
        let _ = module.py().get_type::<crate::asyncio::Ticket>();
        Ok(())
    }
}
