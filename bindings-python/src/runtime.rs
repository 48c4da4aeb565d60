//! What drives the calls: one runtime that runs on the callers' own threads while they wait, which costs least, and one
//! with a thread of its own for asyncio and for what goes on between calls.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use pyo3::{exceptions::PyRuntimeError, prelude::*};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::event;

/// Who drives a client's calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Driver {
    /// The thread that waits for the call.
    Caller,
    /// A thread of its own.
    Background,
}

static CALLER: Mutex<Option<Arc<Runtime>>> = Mutex::new(None);
static BACKGROUND: Mutex<Option<Arc<Runtime>>> = Mutex::new(None);

/// So long calls that were cut off at the end of the process may take to say so.
const FAREWELL: Duration = Duration::from_millis(250);

impl Driver {
    pub(crate) fn runtime(self) -> PyResult<Arc<Runtime>> {
        if Handle::try_current().is_ok() {
            let why = "a keyhelm call cannot be made from inside another one, in a log handler for instance";
            return Err(PyRuntimeError::new_err(why));
        }
        let mut runtime = self.slot().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*runtime {
            return Ok(Arc::clone(runtime));
        }
        let mut builder = match self {
            Self::Caller => Builder::new_current_thread(),
            Self::Background => Builder::new_multi_thread(),
        };
        if self == Self::Background {
            builder.worker_threads(1).thread_name("keyhelm");
        }
        let built = Arc::new(builder.enable_all().build()?);
        *runtime = Some(Arc::clone(&built));
        Ok(built)
    }

    fn slot(self) -> &'static Mutex<Option<Arc<Runtime>>> {
        match self {
            Self::Caller => &CALLER,
            Self::Background => &BACKGROUND,
        }
    }
}

/// In a forked child: the threads of the old runtimes are not there, so nothing of them is touched again.
pub(crate) fn leave_to_parent() {
    for slot in [&CALLER, &BACKGROUND] {
        std::mem::forget(slot.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// At the end of the process: ends the calls that asyncio left behind while Python can still be told of them.
#[pyfunction]
pub(crate) fn shut_down(py: Python<'_>) {
    let runtime = BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(Ok(runtime)) = runtime.map(Arc::try_unwrap) {
        py.detach(|| runtime.shutdown_timeout(FAREWELL));
    }
    event::end(py);
}
