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
    /// Makes a call with the handle's client.
    fn give<T: Answer>(
        py: Python<'_>,
        handle: &Handle,
        call: impl FnOnce(&keyhelm::Client) -> Work<T>,
    ) -> PyResult<Py<PyAny>> {
        Self::try_give(py, handle, |client| Ok(call(client)))
    }

    /// The same for a call whose arguments may be refused.
    fn try_give<T: Answer>(
        py: Python<'_>,
        handle: &Handle,
        call: impl FnOnce(&keyhelm::Client) -> PyResult<Work<T>>,
    ) -> PyResult<Py<PyAny>>;
}

impl Face for Blocking {
    fn try_give<T: Answer>(
        py: Python<'_>,
        handle: &Handle,
        call: impl FnOnce(&keyhelm::Client) -> PyResult<Work<T>>,
    ) -> PyResult<Py<PyAny>> {
        let work = call(&handle.client(py)?)?;
        match blocking::wait(py, handle.driver(), work)? {
            Ok(answer) => Box::new(answer).object(py),
            Err(error) => Err(raise(py, &error)),
        }
    }
}

impl Face for Asyncio {
    fn try_give<T: Answer>(
        py: Python<'_>,
        handle: &Handle,
        call: impl FnOnce(&keyhelm::Client) -> PyResult<Work<T>>,
    ) -> PyResult<Py<PyAny>> {
        let (client, delivery) = handle.client(py)?.delivering();
        let work = call(&client)?;
        let work = async move { work.await.map(|answer| Box::new(answer) as Box<dyn Answer>) };
        Ok(Py::new(py, Call::new(Box::pin(work), Some(delivery)))?.into_any())
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
