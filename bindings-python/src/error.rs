use std::error::Error as _;

use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyDict, PyType},
};

use crate::fork;

/// What the core tells about a failed call, kept in its exception so that `reconcile` can use it.
#[pyclass(frozen, module = "keyhelm._native")]
pub(crate) struct Failure(pub(crate) keyhelm::Error);

#[pymethods]
impl Failure {
    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> &'static str {
        "<Failure>"
    }

    fn __reduce__<'py>(this: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let kept = serde_json::to_vec(&this.get().0)
            .map_err(|_| PyValueError::new_err("the failure cannot be written"))?;
        let restore = this.py().get_type::<Self>().getattr("_restore")?;
        Ok((restore, (PyBytes::new(this.py(), &kept),)))
    }

    #[staticmethod]
    fn _restore(kept: &[u8]) -> PyResult<Self> {
        serde_json::from_slice(kept)
            .map(Self)
            .map_err(|_| PyValueError::new_err("no failure was written here"))
    }
}

/// Whether the same call, made again later, may succeed without anything being changed first.
#[pyfunction]
pub(crate) fn is_retryable(code: &str) -> bool {
    code.parse::<keyhelm::ErrorCode>().is_ok_and(keyhelm::ErrorCode::retryable)
}

/// The exception of an error of the core.
pub(crate) fn raise(py: Python<'_>, error: &keyhelm::Error) -> PyErr {
    exception(py, error).map_or_else(|failed| failed, PyErr::from_value)
}

pub(crate) fn exception<'py>(py: Python<'py>, error: &keyhelm::Error) -> PyResult<Bound<'py, PyAny>> {
    static OF_FAILURE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let of_failure = fork::once(&OF_FAILURE, py, || {
        py.import("keyhelm.errors")?.getattr("_of_failure").map(Bound::unbind)
    })?;
    let facts = PyDict::new(py);
    facts.set_item("platform", error.platform().map(keyhelm::Platform::as_str))?;
    facts.set_item("operation", error.operation().map(keyhelm::Operation::as_str))?;
    facts.set_item("status", error.status())?;
    facts.set_item("platform_code", error.platform_code())?;
    facts.set_item("request_id", error.request_id())?;
    facts.set_item("retry_after", error.retry_after().map(|delay| delay.as_secs_f64()))?;
    facts.set_item("attempts", error.attempts())?;
    facts.set_item("fields", error.fields())?;
    facts.set_item("hint", error.hint())?;
    let mut causes = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let failure = Bound::new(py, Failure(error.clone()))?;
    of_failure.bind(py).call1((error.code().as_str(), error.message(), facts, failure, causes))
}

/// The error that a caught exception stands for.
pub(crate) struct Caught(pub(crate) keyhelm::Error);

impl<'py> FromPyObject<'_, 'py> for Caught {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = given.py();
        let base = py.import("keyhelm.errors")?.getattr("KeyhelmError")?.cast_into::<PyType>()?;
        if !given.is_instance(&base)? {
            let class = given.get_type().name()?;
            return Err(pyo3::exceptions::PyTypeError::new_err(format!("not a KeyhelmError but {class}")));
        }
        match given.getattr("_failure")?.cast::<Failure>() {
            Ok(failure) => Ok(Self(failure.get().0.clone())),
            // Made by hand, in a test for instance.
            Err(_) => Ok(Self(keyhelm::Error::of_argument("error", "came from no call"))),
        }
    }
}
