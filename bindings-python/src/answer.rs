use std::pin::Pin;

use pyo3::{prelude::*, types::PyList};

use crate::{
    page::Page,
    records::{ApiKey, ClientKey, IssuedKey, Origin, Reconciliation, Verification},
    response::Response,
};

/// A call of the core under way.
pub(crate) type Work<T> = Pin<Box<dyn Future<Output = Result<T, keyhelm::Error>> + Send>>;

/// What a call gives, on its way to Python.
pub(crate) trait Answer: Send + 'static {
    fn object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>>;
}

macro_rules! wrapped {
    ($($name:ident: $core:ty),* $(,)?) => { $(
        impl Answer for $core {
            fn object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
                Ok(Py::new(py, $name(*self))?.into_any())
            }
        }
    )* };
}

wrapped! {
    ApiKey: keyhelm::ApiKey,
    IssuedKey: keyhelm::IssuedKey,
    ClientKey: keyhelm::ClientKey,
    Verification: keyhelm::Verification,
    Reconciliation: keyhelm::Reconciliation,
    Origin: keyhelm::Origin,
    Response: keyhelm::RawResponse,
}

impl Answer for keyhelm::Page<keyhelm::ApiKey> {
    fn object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, Page::new(py, *self)?)?.into_any())
    }
}

impl Answer for Vec<keyhelm::Origin> {
    fn object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let origins = self.into_iter().map(|origin| Py::new(py, Origin(origin)));
        Ok(PyList::new(py, origins.collect::<PyResult<Vec<_>>>()?)?.into_any().unbind())
    }
}

impl<T: Answer> Answer for Option<T> {
    fn object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match *self {
            Some(answer) => Box::new(answer).object(py),
            None => Ok(py.None()),
        }
    }
}

impl Answer for () {
    fn object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(py.None())
    }
}

/// An object that was there all the time.
impl Answer for Py<PyAny> {
    fn object(self: Box<Self>, _py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(*self)
    }
}
