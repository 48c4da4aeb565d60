//! The two faces of every call: one waits, the other gives a coroutine.

use pyo3::prelude::*;

use crate::{
    answer::{Answer, Work},
    asyncio::Call,
    blocking,
    error::raise,
    handle::Handle,
};

pub(crate) struct Blocking;
pub(crate) struct Asyncio;

pub(crate) trait Face {
    fn give<T: Answer>(py: Python<'_>, handle: &Handle, work: Work<T>) -> PyResult<Py<PyAny>>;
}

impl Face for Blocking {
    fn give<T: Answer>(py: Python<'_>, handle: &Handle, work: Work<T>) -> PyResult<Py<PyAny>> {
        match blocking::wait(py, handle.driver(), work)? {
            Ok(answer) => Box::new(answer).object(py),
            Err(error) => Err(raise(py, &error)),
        }
    }
}

impl Face for Asyncio {
    fn give<T: Answer>(py: Python<'_>, _handle: &Handle, work: Work<T>) -> PyResult<Py<PyAny>> {
        let work = async move { work.await.map(|answer| Box::new(answer) as Box<dyn Answer>) };
        Ok(Py::new(py, Call::new(Box::pin(work)))?.into_any())
    }
}

/// A call with its own time, if it has one.
macro_rules! within {
    ($call:expr, $timeout:expr) => {{
        let call = $call;
        match $timeout {
            Some($crate::seconds::Seconds(timeout)) => call.timeout(timeout),
            None => call,
        }
    }};
}
pub(crate) use within;
