use pyo3::prelude::*;

use crate::{
    face::{Asyncio, Blocking, Face as _, within},
    handle::Handle,
    seconds::Seconds,
};

macro_rules! origins {
    ($(#[$doc:meta])* $class:ident, $face:ident) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "keyhelm")]
        pub(crate) struct $class(pub(crate) Handle);

        #[pymethods]
        impl $class {
            /// All origins of a credential.
            #[pyo3(signature = (id, *, timeout=None))]
            fn list(&self, py: Python<'_>, id: String, timeout: Option<Seconds>) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    within!(client.keys().origins().list(id), timeout).into_future()
                })
            }

            /// One more, `https://shop.example` for instance. Never sent twice.
            #[pyo3(signature = (id, domain, *, timeout=None))]
            fn add(
                &self,
                py: Python<'_>,
                id: String,
                domain: String,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    within!(client.keys().origins().add(id, domain), timeout).into_future()
                })
            }

            /// One less, by the id that `list` gave.
            #[pyo3(signature = (id, origin_id, *, timeout=None))]
            fn remove(
                &self,
                py: Python<'_>,
                id: String,
                origin_id: String,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                $face::give(py, &self.0, |client| {
                    within!(client.keys().origins().remove(id, origin_id), timeout).into_future()
                })
            }
        }
    };
}

origins! {
    /// The origins that an Adyen credential's client key may be used from.
    Origins, Blocking
}

origins! {
    /// The origins that an Adyen credential's client key may be used from.
    AsyncOrigins, Asyncio
}
