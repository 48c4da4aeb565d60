use std::collections::BTreeMap;

use pyo3::{
    prelude::*,
    types::{PyDict, PyMapping, PyType},
};

use crate::{
    asyncio::Call,
    error::raise,
    face::{Asyncio, Blocking, Face as _},
    fork,
    handle::Handle,
    keys::{AsyncKeys, Keys},
    local,
    records::Capability,
    request::{self, Details},
    runtime::Driver,
    seconds::Seconds,
    secret::Given,
    settings,
};

/// One text for both faces, so that they cannot differ.
macro_rules! client {
    ($(#[$doc:meta])* $class:ident, $name:literal, $face:ident, $keys:ident, $driver:ident, { $($own:tt)* }) => {
        $(#[$doc])*
        #[pyclass(frozen, weakref, module = "keyhelm")]
        pub(crate) struct $class(Handle);

        #[pymethods]
        impl $class {
            #[new]
            #[pyo3(
                signature = (platform, **settings),
                text_signature = "(platform, *, api_key=None, username=None, email=None, password=None, \
                    environment=None, base_url=None, company_id=None, merchant_id=None, user_id=None, \
                    payment_request_id=None, timeout=None, connect_timeout=None, max_attempts=None, \
                    rate_limit=None, shared_limit=None, max_concurrency=None, proxy=None, \
                    ca_certificates=None, user_agent=None)"
            )]
            fn new(py: Python<'_>, platform: &str, settings: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
                settings::client(py, platform, settings, false, Driver::$driver).map(Self)
            }

            /// Makes a client from environment variables: `<PLATFORM>_API_KEY`, `_BASE_URL`, `_ENVIRONMENT`, `_EMAIL`
            /// and `_PASSWORD`; `ADYEN_COMPANY_ID`, `ADYEN_MERCHANT_ID`, `ADYEN_USERNAME`; `CAIBO_USER_ID`,
            /// `CAIBO_PAYMENT_REQUEST_ID`. An argument wins over a variable; an empty variable counts as none.
            #[classmethod]
            #[pyo3(
                signature = (platform, **settings),
                text_signature = "(platform, *, api_key=None, username=None, email=None, password=None, \
                    environment=None, base_url=None, company_id=None, merchant_id=None, user_id=None, \
                    payment_request_id=None, timeout=None, connect_timeout=None, max_attempts=None, \
                    rate_limit=None, shared_limit=None, max_concurrency=None, proxy=None, \
                    ca_certificates=None, user_agent=None)"
            )]
            fn from_env(
                class: &Bound<'_, PyType>,
                platform: &str,
                settings: Option<&Bound<'_, PyDict>>,
            ) -> PyResult<Self> {
                settings::client(class.py(), platform, settings, true, Driver::$driver).map(Self)
            }

            /// The platform, `"certopay"` for instance.
            #[getter]
            fn platform(&self) -> &'static str {
                self.0.platform().as_str()
            }

            /// `"test"` or `"live"`, as far as the settings, the key's format or the host tell.
            #[getter]
            fn environment(&self) -> Option<&'static str> {
                self.0.environment().map(keyhelm::Environment::as_str)
            }

            /// The calls about keys.
            #[getter]
            fn keys(&self) -> $keys {
                $keys(self.0.clone())
            }

            /// How each operation is done at this platform: by this client, by a person, or not at all.
            #[getter]
            fn capabilities(&self) -> BTreeMap<&'static str, Capability> {
                local::of_platform(self.0.platform())
            }

            /// Changes the API key. Calls under way finish with the old one.
            ///
            /// Refused, with the old key kept: a key that cannot stand in a header (`ConfigError`), and one whose
            /// format tells the other environment (`EnvironmentMismatchError`).
            fn set_api_key(&self, py: Python<'_>, secret: Given) -> PyResult<()> {
                let client = self.0.client(py)?;
                py.detach(|| {
                    let _inside = fork::inside();
                    client.set_api_key(secret.0)
                })
                .map_err(|error| raise(py, &error))
            }

            /// Any other call of the platform, signed like the rest.
            ///
            /// `path` is relative to the base URL. An answer with an error status raises the same exceptions as
            /// everywhere; any 2xx comes back as it is. `auth` is `"key"` or `"token"` (the login's). GET and HEAD are
            /// repeated where that helps; everything else only when it certainly was not carried out, unless
            /// `repeatable` says that doing it twice does no harm.
            #[pyo3(signature = (method, path, *, query=None, json=None, headers=None, auth="key", repeatable=false, timeout=None))]
            #[expect(clippy::too_many_arguments, reason = "they are Python's keyword arguments")]
            fn request(
                &self,
                py: Python<'_>,
                method: &str,
                path: String,
                query: Option<&Bound<'_, PyAny>>,
                json: Option<&Bound<'_, PyAny>>,
                headers: Option<&Bound<'_, PyMapping>>,
                auth: &str,
                repeatable: bool,
                timeout: Option<Seconds>,
            ) -> PyResult<Py<PyAny>> {
                let details = Details { query, json, headers, auth, repeatable, timeout };
                $face::try_give(py, &self.0, |client| {
                    Ok(request::build(py, client, method, path, &details)?.into_future())
                })
            }

            fn __repr__(&self) -> String {
                match self.environment() {
                    Some(environment) => format!("<{} {} {environment}>", $name, self.platform()),
                    None => format!("<{} {}>", $name, self.platform()),
                }
            }

            $($own)*
        }
    };
}

client! {
    /// A client of one platform with one set of credentials, for threads.
    ///
    /// All settings are checked here, and nothing is sent: a wrong one raises `ConfigError`, a live key in a client set
    /// to `test` (or the reverse) `EnvironmentMismatchError`. Times are in seconds. A client may be shared by threads;
    /// in a forked process it goes on with connections of its own.
    ///
    /// - `timeout` (30): the whole call, waits and repeats included. `connect_timeout` (5). `max_attempts` (3).
    /// - `rate_limit`: `(requests, seconds)` or `"unlimited"`; the platform's documented limit unless it is set.
    /// - `shared_limit`: a `redis://` URL through which all hosts that use the key share its limit.
    /// - `max_concurrency`: how many requests may be under way at once. `proxy`: instead of the system's.
    /// - `ca_certificates`: PEM beside the system's, one or several. `user_agent`.
    ///
    /// >>> from keyhelm import Client
    /// >>> with Client("adyen", api_key="AQE-not-a-real-key", environment="test") as client:
    /// ...     client.capabilities["create"].availability
    /// 'api'
    Client, "Client", Blocking, Keys, Caller, {
        /// Refuses further calls and lets the connections go.
        fn close(&self, py: Python<'_>) {
            self.0.close(py);
        }

        fn __enter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
            this
        }

        #[pyo3(signature = (*_exception))]
        fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) {
            self.0.close(py);
        }
    }
}

client! {
    /// A client of one platform with one set of credentials, for asyncio.
    ///
    /// It takes the settings of `Client` and has its calls, to be awaited. Cancelling a task ends its request. A client
    /// may be used from one event loop after another.
    ///
    /// >>> import asyncio
    /// >>> from keyhelm import AsyncClient
    /// >>> async def main() -> None:
    /// ...     async with AsyncClient("adyen", api_key="AQE-not-a-real-key", environment="test") as client:
    /// ...         print(client)
    /// >>> asyncio.run(main())
    /// <AsyncClient adyen test>
    AsyncClient, "AsyncClient", Asyncio, AsyncKeys, Background, {
        /// Refuses further calls and lets the connections go.
        fn aclose(&self, py: Python<'_>) -> Call {
            self.0.close(py);
            Call::ready(Box::new(()))
        }

        fn __aenter__(this: Bound<'_, Self>) -> Call {
            Call::ready(Box::new(this.into_any().unbind()))
        }

        #[pyo3(signature = (*_exception))]
        fn __aexit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) -> Call {
            self.aclose(py)
        }
    }
}
