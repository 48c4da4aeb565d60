use keyhelm::scope::{adyen, bousol};
use pyo3::prelude::*;

macro_rules! scopes {
    ($(#[$doc:meta])* $class:ident, $module:ident: $($name:ident)*; $($all:ident)?) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "keyhelm.scope")]
        pub(crate) struct $class;

        #[pymethods]
        impl $class {
            $(#[classattr] const $name: &'static str = $module::$name;)*

            $(#[classattr]
            #[pyo3(name = "ALL")]
            fn $all(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyTuple>> {
                pyo3::types::PyTuple::new(py, $module::ALL)
            })?
        }
    };
}

scopes! {
    /// Bousol's scopes.
    BousolScopes, bousol:
        INVOICES_READ INVOICES_WRITE PAYMENT_LINKS_READ PAYMENT_LINKS_WRITE CLIENTS_READ CLIENTS_WRITE
        PAYOUTS_READ PAYOUTS_WRITE DISBURSEMENTS_READ DISBURSEMENTS_WRITE WEBHOOKS_READ WEBHOOKS_WRITE; all
}

scopes! {
    /// Adyen's roles that matter for managing keys.
    AdyenScopes, adyen:
        API_CREDENTIALS_READ_AND_WRITE ACCOUNT_READ WEBHOOKS_READ_AND_WRITE USERS_READ_AND_WRITE
        CHECKOUT_WEBSERVICE MERCHANT_PAL_WEBSERVICE MERCHANT_RECURRING;
}
