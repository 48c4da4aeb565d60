use std::sync::{Arc, Mutex, PoisonError};

use keyhelm::AllKeys;
use pyo3::{
    exceptions::{PyRuntimeError, PyStopAsyncIteration},
    prelude::*,
};

use crate::{answer::Answer, asyncio::Call, blocking, error::raise, fork, handle::Handle, records::ApiKey};

/// The sequence, away while somebody waits for its next key.
type Slot = Arc<Mutex<Option<AllKeys>>>;

fn take(slot: &Slot, generation: u32) -> PyResult<AllKeys> {
    if generation != fork::generation() {
        let why = "this sequence was begun before the process forked; begin a new one";
        return Err(PyRuntimeError::new_err(why));
    }
    let keys = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    keys.ok_or_else(|| PyRuntimeError::new_err("another call is waiting for the next key of this sequence"))
}

/// Puts the sequence back, whatever becomes of the wait.
struct Lent {
    slot: Slot,
    keys: Option<AllKeys>,
}

impl Lent {
    async fn next(mut self) -> Result<Next, keyhelm::Error> {
        match &mut self.keys {
            Some(keys) => keys.next().await.transpose().map(Next),
            None => Ok(Next(None)),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = self.keys.take();
    }
}

/// A key, or the end.
struct Next(Option<keyhelm::ApiKey>);

impl Answer for Next {
    fn object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.0 {
            Some(key) => Box::new(key).object(py),
            None => Err(PyStopAsyncIteration::new_err(())),
        }
    }
}

/// See `Keys.list_all`.
#[pyclass(frozen, module = "keyhelm")]
pub(crate) struct KeyIterator {
    handle: Handle,
    keys: Slot,
    generation: u32,
}

impl KeyIterator {
    pub(crate) fn new(handle: Handle, keys: AllKeys) -> Self {
        Self { handle, keys: Arc::new(Mutex::new(Some(keys))), generation: fork::generation() }
    }
}

#[pymethods]
impl KeyIterator {
    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<ApiKey>> {
        let mut keys = take(&self.keys, self.generation)?;
        let fetched = keys.fetched();
        let lent = Lent { slot: Arc::clone(&self.keys), keys: Some(keys) };
        if fetched.is_some() {
            return Ok(fetched.map(ApiKey));
        }
        match blocking::wait(py, self.handle.driver(), Box::pin(lent.next()))? {
            Ok(Next(key)) => Ok(key.map(ApiKey)),
            Err(error) => Err(raise(py, &error)),
        }
    }
}

/// See `AsyncKeys.list_all`.
#[pyclass(frozen, module = "keyhelm")]
pub(crate) struct AsyncKeyIterator {
    keys: Slot,
    generation: u32,
}

impl AsyncKeyIterator {
    pub(crate) fn new(_handle: Handle, keys: AllKeys) -> Self {
        Self { keys: Arc::new(Mutex::new(Some(keys))), generation: fork::generation() }
    }
}

#[pymethods]
impl AsyncKeyIterator {
    fn __aiter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __anext__(&self) -> PyResult<Call> {
        let mut keys = take(&self.keys, self.generation)?;
        let fetched = keys.fetched();
        let lent = Lent { slot: Arc::clone(&self.keys), keys: Some(keys) };
        Ok(match fetched {
            Some(key) => Call::ready(Box::new(key)),
            None => {
                let next = async move { lent.next().await.map(|next| Box::new(next) as Box<dyn Answer>) };
                Call::new(Box::pin(next), None)
            }
        })
    }
}
