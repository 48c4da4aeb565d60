use std::{
    borrow::Cow,
    sync::{Mutex, PoisonError},
};

use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyByteArray, PyBytes, PyString},
};

use crate::{error::raise, fork, secret::Given};

/// Takes secrets out of texts: registered values in all their encodings, the platforms' key formats, JWTs, and the
/// values of known secret headers and fields. Each becomes `[REDACTED]`.
///
/// `Redactor.shared()` knows every secret that a client was given or received, as long as it lives.
///
/// >>> from keyhelm import Redactor, Secret
/// >>> redactor = Redactor()
/// >>> redactor.add(Secret("EXAMPLE0NOT0A0KEY"))
/// >>> redactor.redact("the key is EXAMPLE0NOT0A0KEY")
/// 'the key is [REDACTED]'
#[pyclass(frozen, module = "keyhelm")]
pub(crate) struct Redactor(keyhelm::Redactor);

#[pymethods]
impl Redactor {
    #[new]
    fn new() -> Self {
        Self(keyhelm::Redactor::new())
    }

    /// The process-wide one.
    #[staticmethod]
    fn shared() -> Self {
        Self(keyhelm::Redactor::shared())
    }

    /// Registers a secret. One that is shorter than 8 bytes raises `ConfigError`. A `Secret.password` matches only as a
    /// whole token, so that an ordinary word stays readable elsewhere.
    fn add(&self, py: Python<'_>, secret: Given) -> PyResult<()> {
        py.detach(|| {
            let _inside = fork::inside();
            self.0.add(&secret.0)
        })
        .map_err(|error| raise(py, &error))
    }

    /// Forgets a secret, and wipes what was made of it.
    fn remove(&self, py: Python<'_>, secret: Given) {
        py.detach(|| {
            let _inside = fork::inside();
            self.0.remove(&secret.0);
        });
    }

    /// The text without secrets: `str` gives `str`, bytes give bytes.
    fn redact<'py>(&self, py: Python<'py>, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(string) = text.cast::<PyString>() {
            return self.of_string(py, string);
        }
        let bytes: Cow<'_, [u8]> = if let Ok(bytes) = text.cast::<PyBytes>() {
            bytes.as_bytes().into()
        } else if let Ok(bytes) = text.cast::<PyByteArray>() {
            bytes.to_vec().into()
        } else {
            let class = text.get_type().name()?;
            return Err(PyTypeError::new_err(format!("only str and bytes are redacted, not {class}")));
        };
        let redacted = self.of_bytes(py, &bytes);
        Ok(match redacted {
            Cow::Borrowed(_) if text.is_instance_of::<PyBytes>() => text.clone(),
            redacted => PyBytes::new(py, &redacted).into_any(),
        })
    }

    /// For a stream of bytes: a secret that is split over two pieces is found, too.
    ///
    /// >>> from keyhelm import Redactor
    /// >>> redactor = Redactor()
    /// >>> redactor.add("EXAMPLE0NOT0A0KEY")
    /// >>> stream = redactor.stream()
    /// >>> stream.push(b"the key is EXAMPLE0N") + stream.push(b"OT0A0KEY.") + stream.finish()
    /// b'the key is [REDACTED].'
    fn stream(&self) -> RedactorStream {
        RedactorStream(Mutex::new(self.0.stream()))
    }

    fn __repr__(&self) -> &'static str {
        "<Redactor>"
    }
}

impl Redactor {
    fn of_bytes<'t>(&self, py: Python<'_>, bytes: &'t [u8]) -> Cow<'t, [u8]> {
        py.detach(|| {
            let _inside = fork::inside();
            self.0.redact_bytes(bytes)
        })
    }

    fn of_string<'py>(&self, py: Python<'py>, string: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(text) = string.to_str() {
            let redacted = py.detach(|| {
                let _inside = fork::inside();
                self.0.redact(text)
            });
            return Ok(match redacted {
                Cow::Borrowed(_) => string.clone().into_any(),
                Cow::Owned(redacted) => PyString::new(py, &redacted).into_any(),
            });
        }
        // Lone surrogates, from file names for instance: no UTF-8, yet a secret may stand beside them.
        let bytes = string.call_method1("encode", ("utf-8", "surrogatepass"))?.cast_into::<PyBytes>()?;
        let redacted = self.of_bytes(py, bytes.as_bytes());
        PyBytes::new(py, &redacted).call_method1("decode", ("utf-8", "surrogatepass"))
    }
}

/// See `Redactor.stream`.
#[pyclass(frozen, module = "keyhelm")]
pub(crate) struct RedactorStream(Mutex<keyhelm::RedactorStream>);

#[pymethods]
impl RedactorStream {
    /// The bytes that are safe to pass on; at most 64 KiB are held back.
    fn push<'py>(&self, py: Python<'py>, piece: &[u8]) -> Bound<'py, PyBytes> {
        let safe = self.with(py, |stream| stream.push(piece));
        PyBytes::new(py, &safe)
    }

    /// The rest.
    fn finish<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let rest = self.with(py, keyhelm::RedactorStream::finish);
        PyBytes::new(py, &rest)
    }
}

impl RedactorStream {
    fn with(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut keyhelm::RedactorStream) -> Vec<u8> + Send,
    ) -> Vec<u8> {
        py.detach(|| {
            let _inside = fork::inside();
            work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
        })
    }
}
