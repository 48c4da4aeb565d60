use pyo3::prelude::*;

use crate::{
    all_keys::{AsyncKeyIterator, KeyIterator},
    error::Caught,
    face::{Asyncio, Blocking, Face as _, within},
    handle::Handle,
    origins::{AsyncOrigins, Origins},
    seconds::Seconds,
    secret::Given,
};

/// One text for both faces, so that they cannot differ.
macro_rules! keys {
    ($(#[$doc:meta])* $class:ident, $face:ident, $origins:ident, $iterator:ident) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "keyhelm")]
        pub(crate) struct $class(pub(crate) Handle);

        #[pymethods]
        impl $class {
            /// A page of keys: the first one with 10 keys, unless it is told otherwise.
            ///
            /// `page` counts from 1; `page_size` is 1 to 100.
            #[pyo3(signature = (*, page=None, page_size=None, timeout=None))]
            fn list(
                &self,
                py: Python<'_>,
                page: Option<u32>,
                page_size: Option<u32>,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    let mut call = within!(client.keys().list(), timeout);
                    if let Some(page) = page {
                        call = call.page(page);
                    }
                    if let Some(page_size) = page_size {
                        call = call.page_size(page_size);
                    }
                    call.into_future()
                })
            }

            /// Every key, one after another; pages are fetched as they are needed.
            ///
            /// A key that shows up on two pages, because others were made meanwhile, is given once. `timeout` is for
            /// each page. After an error the sequence has ended.
            #[pyo3(signature = (*, timeout=None))]
            fn list_all(&self, py: Python<'_>, timeout: Option<Seconds>) -> PyResult<$iterator> {
                let keys = within!(self.0.client(py)?.keys().list_all(), timeout);
                Ok($iterator::new(self.0.clone(), keys))
            }

            /// The key with this id.
            #[pyo3(signature = (id, *, timeout=None))]
            fn get(&self, py: Python<'_>, id: String, timeout: Option<Seconds>) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| within!(client.keys().get(id), timeout).into_future())
            }

            /// The key of the credential in use: at Adyen the one the call is made with, at CertoPay the account's.
            #[pyo3(signature = (*, timeout=None))]
            fn current(&self, py: Python<'_>, timeout: Option<Seconds>) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| within!(client.keys().current(), timeout).into_future())
            }

            /// A new key under this label. Adyen calls the label description and allows 50 characters, the scopes
            /// roles and the accounts associated merchant accounts.
            ///
            /// With `nonce` it adds ` kh-` and eight random characters to the description, so that `reconcile` can
            /// tell this key from all others; the label is then at most 38 characters.
            ///
            /// Never sent twice unless it certainly was not carried out. When its answer is lost it raises
            /// `OutcomeUnknownError`: give that to `reconcile`.
            #[pyo3(signature = (label, *, scopes=None, allowed_origins=None, accounts=None, nonce=false, timeout=None))]
            #[expect(clippy::too_many_arguments, reason = "they are Python's keyword arguments")]
            fn create(
                &self,
                py: Python<'_>,
                label: String,
                scopes: Option<Vec<String>>,
                allowed_origins: Option<Vec<String>>,
                accounts: Option<Vec<String>>,
                nonce: bool,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    let call = client.keys().create(label);
                    let call = call
                        .scopes(scopes.unwrap_or_default())
                        .allowed_origins(allowed_origins.unwrap_or_default())
                        .accounts(accounts.unwrap_or_default())
                        .nonce(nonce);
                    within!(call, timeout).into_future()
                })
            }

            /// Changes what is given and leaves the rest. Lists are whole new lists.
            ///
            /// Safe to repeat, because it sets absolute values. A change of nothing raises `ValidationFailedError`.
            #[pyo3(signature = (id, *, label=None, scopes=None, allowed_origins=None, accounts=None, timeout=None))]
            #[expect(clippy::too_many_arguments, reason = "they are Python's keyword arguments")]
            fn update(
                &self,
                py: Python<'_>,
                id: String,
                label: Option<String>,
                scopes: Option<Vec<String>>,
                allowed_origins: Option<Vec<String>>,
                accounts: Option<Vec<String>>,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    let mut call = within!(client.keys().update(id), timeout);
                    if let Some(label) = label {
                        call = call.label(label);
                    }
                    if let Some(scopes) = scopes {
                        call = call.scopes(scopes);
                    }
                    if let Some(origins) = allowed_origins {
                        call = call.allowed_origins(origins);
                    }
                    if let Some(accounts) = accounts {
                        call = call.accounts(accounts);
                    }
                    call.into_future()
                })
            }

            /// One new secret for an existing key. Store it before anything else: it is shown this once.
            ///
            /// `id` is for Adyen, and required there. What becomes of the old secret is in `previous`: at Adyen it works
            /// on for 24 hours; at CertoPay and Caibo it is dead at once, and this client goes on with the new one by
            /// itself.
            ///
            /// Never sent twice unless it certainly was not carried out. When its answer is lost it raises
            /// `OutcomeUnknownError`: give that to `reconcile`.
            #[pyo3(signature = (id=None, *, timeout=None))]
            fn regenerate(
                &self,
                py: Python<'_>,
                id: Option<String>,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    let mut call = within!(client.keys().regenerate(), timeout);
                    if let Some(id) = id {
                        call = call.id(id);
                    }
                    call.into_future()
                })
            }

            /// Ends a key. Doing it twice is a success. Adyen has no deletion: the credential is switched off.
            ///
            /// Gives the key as it is now, or `None` where the platform answers without it.
            #[pyo3(signature = (id, *, timeout=None))]
            fn revoke(&self, py: Python<'_>, id: String, timeout: Option<Seconds>) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| within!(client.keys().revoke(id), timeout).into_future())
            }

            /// Tells by a harmless read whether the client's key works, or the one given.
            ///
            /// A refused key is an outcome, not an error; errors are what keeps the question open. A given key of the
            /// other environment raises `EnvironmentMismatchError`, and nothing is sent. Caibo needs
            /// `payment_request_id`, here or in the client's settings.
            #[pyo3(signature = (secret=None, *, payment_request_id=None, timeout=None))]
            fn verify(
                &self,
                py: Python<'_>,
                secret: Option<Given>,
                payment_request_id: Option<String>,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    let mut call = within!(client.keys().verify(), timeout);
                    if let Some(Given(secret)) = secret {
                        call = call.secret(secret);
                    }
                    if let Some(id) = payment_request_id {
                        call = call.payment_request_id(id);
                    }
                    call.into_future()
                })
            }

            /// Finds out what became of a call that raised `OutcomeUnknownError`, as far as the platform lets one
            /// look. It only reads. Use the client that made the call, or one for the same account; the error may
            /// have been pickled in between.
            ///
            /// `not_seen` right after the error may be too early: the platform may still be at work.
            #[pyo3(signature = (error, *, timeout=None))]
            fn reconcile(
                &self,
                py: Python<'_>,
                error: Caught,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    within!(client.keys().reconcile(&error.0), timeout).into_future()
                })
            }

            /// A new client key for a credential; the old one works on for 24 hours. Adyen only. A client key is
            /// public.
            #[pyo3(signature = (id, *, timeout=None))]
            fn regenerate_client_key(
                &self,
                py: Python<'_>,
                id: String,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    within!(client.keys().regenerate_client_key(id), timeout).into_future()
                })
            }

            /// The origins that a credential's client key may be used from. Adyen only.
            #[getter]
            fn origins(&self) -> $origins {
                $origins(self.0.clone())
            }
        }
    };
}

keys! {
    /// The calls about keys of a `Client`. Each takes `timeout`, in seconds, for itself alone.
    Keys, Blocking, Origins, KeyIterator
}

keys! {
    /// The calls about keys of an `AsyncClient`. Each takes `timeout`, in seconds, for itself alone, and is awaited.
    AsyncKeys, Asyncio, AsyncOrigins, AsyncKeyIterator
}
