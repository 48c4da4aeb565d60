use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::PyString,
};

const REDACTED: &str = "[REDACTED]";

/// A value that is never shown.
///
/// `repr`, `str`, `format` and logging give `[REDACTED]`; pickling, deep copies and JSON are refused. Two secrets are
/// compared in constant time. Only `expose()` gives the text.
///
/// >>> from keyhelm import Secret
/// >>> key = Secret("sk_test_EXAMPLE0NOT0A0KEY00001234")
/// >>> f"{key} {key!r}"
/// '[REDACTED] [REDACTED]'
/// >>> key.masked, key.fingerprint
/// ('sk_test_****1234', '1cb825ccceae2b3b')
#[pyclass(frozen, module = "keyhelm")]
pub(crate) struct Secret(pub(crate) keyhelm::Secret);

#[pymethods]
impl Secret {
    /// Wraps an API key.
    #[new]
    fn new(text: Given) -> Self {
        Self(text.0)
    }

    /// Wraps a password or a token: `masked` is fixed and there is no `fingerprint`, because a guess could be checked
    /// against either.
    #[staticmethod]
    fn password(text: Given) -> Self {
        Self(text.0.to_password())
    }

    /// The text itself. Whoever calls this answers for where it goes.
    fn expose(&self) -> &str {
        self.0.expose()
    }

    /// A form to recognise an API key by: its public prefix, four asterisks and at most four last characters. A
    /// password or a token always gives `****`.
    #[getter]
    fn masked(&self) -> String {
        self.0.masked()
    }

    /// The first 16 hexadecimal digits of the SHA-256 of an API key; `None` for passwords and tokens.
    #[getter]
    fn fingerprint(&self) -> Option<String> {
        self.0.fingerprint()
    }

    fn __repr__(&self) -> &'static str {
        REDACTED
    }

    fn __str__(&self) -> &'static str {
        REDACTED
    }

    fn __format__<'py>(&self, py: Python<'py>, spec: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        PyString::new(py, REDACTED).call_method1("__format__", (spec,))
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match other.cast::<Self>() {
            Ok(other) => Ok((self.0 == other.get().0).into_pyobject(py)?.to_owned().into_any().unbind()),
            Err(_) => Ok(py.NotImplemented()),
        }
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        match self.0.fingerprint() {
            Some(fingerprint) => PyString::new(py, &fingerprint).hash(),
            None => Err(PyTypeError::new_err("a password has no fingerprint, so it cannot be hashed")),
        }
    }

    fn __copy__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __deepcopy__(&self, _memo: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(PyTypeError::new_err("a Secret is not copied; share it, or take its text with expose()"))
    }

    fn __reduce_ex__(&self, _protocol: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(PyTypeError::new_err("a Secret is not pickled; take its text with expose() and hand that over"))
    }

    /// For a field of a pydantic model: takes `str` or `Secret`, and is dumped as `[REDACTED]`.
    #[classmethod]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, pyo3::types::PyType>,
        _source: &Bound<'py, PyAny>,
        _handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        class.py().import("keyhelm._pydantic")?.call_method1("schema", (class,))
    }
}

/// A secret as it is given: plain text or a `Secret`.
pub(crate) struct Given(pub(crate) keyhelm::Secret);

impl<'py> FromPyObject<'_, 'py> for Given {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(secret) = given.cast::<Secret>() {
            return Ok(Self(secret.get().0.clone()));
        }
        let Ok(text) = given.cast::<PyString>() else {
            let class = given.get_type().name()?;
            return Err(PyTypeError::new_err(format!("a secret is a str or a keyhelm.Secret, not {class}")));
        };
        match text.to_str() {
            Ok(text) => Ok(Self(text.into())),
            // Python's own error holds the whole text.
            Err(_) => Err(PyValueError::new_err("a secret holds a lone surrogate, which is no text")),
        }
    }
}
