//! What drives the calls: one runtime that runs on the callers' own threads while they wait, which costs least, and one
//! with a thread of its own for asyncio and for what goes on between calls.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use pyo3::{exceptions::PyRuntimeError, prelude::*};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::oneshot,
};

use crate::{asyncio::Intake, event};

/// Who drives a client's calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Driver {
    /// The thread that waits for the call.
    Caller,
    /// A thread of its own.
    Background,
}

/// Where a call can wait for its end.
pub(crate) enum Place {
    Here(Arc<Runtime>),
    There(Handle),
}

struct Background {
    handle: Handle,
    intake: Arc<Intake>,
    stop: oneshot::Sender<()>,
    stopped: mpsc::Receiver<()>,
}

static CALLER: Mutex<Option<Arc<Runtime>>> = Mutex::new(None);
static BACKGROUND: Mutex<Option<Background>> = Mutex::new(None);

/// So long calls that were cut off at the end of the process may take to say so.
const FAREWELL: Duration = Duration::from_millis(250);

impl Driver {
    pub(crate) fn place(self) -> PyResult<Place> {
        if Handle::try_current().is_ok() {
            let why = "a keyhelm call cannot be made from inside another one, in a log handler for instance";
            return Err(PyRuntimeError::new_err(why));
        }
        match self {
            Self::Caller => caller().map(Place::Here),
            Self::Background => background(|background| background.handle.clone()).map(Place::There),
        }
    }
}

impl Place {
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        match self {
            Self::Here(runtime) => runtime.block_on(future),
            Self::There(handle) => handle.block_on(future),
        }
    }
}

fn build() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

fn caller() -> PyResult<Arc<Runtime>> {
    let mut runtime = CALLER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*runtime {
        return Ok(Arc::clone(runtime));
    }
    let built = Arc::new(build()?);
    *runtime = Some(Arc::clone(&built));
    Ok(built)
}

/// Where calls are handed in that a thread of their own drives.
pub(crate) fn intake() -> PyResult<Arc<Intake>> {
    background(|background| Arc::clone(&background.intake))
}

/// A current-thread runtime of its own thread: with one thread it costs less than a multi-thread one.
fn background<T>(part: impl FnOnce(&Background) -> T) -> PyResult<T> {
    let mut background = BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(background) = &*background {
        return Ok(part(background));
    }
    let runtime = build()?;
    let handle = runtime.handle().clone();
    let (stop, is_over) = oneshot::channel::<()>();
    let (has_stopped, stopped) = mpsc::channel();
    thread::Builder::new().name("keyhelm".to_owned()).spawn(move || {
        // Both ends of the channel mean the same.
        let _ = runtime.block_on(is_over);
        drop(runtime);
        let _ = has_stopped.send(());
    })?;
    let intake = Arc::new(Intake::default());
    handle.spawn(Arc::clone(&intake).take_in());
    Ok(part(background.insert(Background { handle, intake, stop, stopped })))
}

/// In a forked child: the threads of the old runtimes are not there, so nothing of them is touched again.
pub(crate) fn leave_to_parent() {
    std::mem::forget(CALLER.lock().unwrap_or_else(PoisonError::into_inner).take());
    std::mem::forget(BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner).take());
}

/// At the end of the process: ends the calls that asyncio left behind while Python can still be told of them.
#[pyfunction]
pub(crate) fn shut_down(py: Python<'_>) {
    let background = BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(Background { stop, stopped, .. }) = background {
        py.detach(move || {
            let _ = stop.send(());
            let _ = stopped.recv_timeout(FAREWELL);
        });
    }
    event::end(py);
}
