use std::collections::BTreeMap;

use pyo3::{prelude::*, types::PyBytes};
use serde::de::IgnoredAny;

use crate::error::raise;

/// A platform's answer to `request`, as it came. It may hold a secret, so `repr` shows the status alone.
#[pyclass(frozen, module = "keyhelm")]
pub(crate) struct Response(pub(crate) keyhelm::RawResponse);

#[pymethods]
impl Response {
    /// The HTTP status, 200 to 299.
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    /// The headers, their names in lower case. Those that came more than once are joined by a comma.
    #[getter]
    fn headers(&self) -> BTreeMap<&str, String> {
        let mut joined: BTreeMap<&str, String> = BTreeMap::new();
        for (name, value) in self.0.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            let all = joined.entry(name.as_str()).or_default();
            if !all.is_empty() {
                all.push_str(", ");
            }
            all.push_str(&value);
        }
        joined
    }

    /// The body, at most 4 MiB.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body())
    }

    /// The body read as JSON. Raises `MalformedResponseError` where it is none.
    fn json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // Python's own error would hold the body.
        self.0.json::<IgnoredAny>().map_err(|error| raise(py, &error))?;
        py.import("json")?.call_method1("loads", (self.body(py),))
    }

    fn __repr__(&self) -> String {
        format!("Response(status={})", self.0.status())
    }
}
