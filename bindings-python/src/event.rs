use std::{
    cell::RefCell,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, ThreadId},
    time::Duration,
};

use pyo3::{exceptions::PyException, prelude::*, sync::PyOnceLock};

use crate::{error::exception, fork};

thread_local! {
    static INTERRUPT: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// What a signal's handler raised on this thread while an event was told: Ctrl-C must not get lost there.
pub(crate) fn interrupt() -> Option<PyErr> {
    INTERRUPT.take()
}

/// The thread that ends the process. From then on no other one may enter the interpreter, which would not let it out
/// again in good order.
static ENDED_BY: OnceLock<ThreadId> = OnceLock::new();
static TELLING: AtomicUsize = AtomicUsize::new(0);

/// Waits until no other thread tells an event, at most a quarter of a second.
pub(crate) fn end(py: Python<'_>) {
    ENDED_BY.get_or_init(|| thread::current().id());
    py.detach(|| {
        for _ in 0..250 {
            if TELLING.load(Ordering::SeqCst) == 0 {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    });
}

/// Hands an event to the logger `keyhelm`.
pub(crate) fn tell(event: &keyhelm::Event) {
    TELLING.fetch_add(1, Ordering::SeqCst);
    if ENDED_BY.get().is_none_or(|ender| *ender == thread::current().id()) {
        // Without an interpreter there is no logger.
        let _ = Python::try_attach(|py| match log(py, event) {
            Ok(()) => {}
            Err(error) if error.is_instance_of::<PyException>(py) => error.write_unraisable(py, None),
            Err(interrupt) => INTERRUPT.set(Some(interrupt)),
        });
    }
    TELLING.fetch_sub(1, Ordering::SeqCst);
}

fn log(py: Python<'_>, event: &keyhelm::Event) -> PyResult<()> {
    static TELL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let tell = fork::once(&TELL, py, || py.import("keyhelm._events")?.getattr("tell").map(Bound::unbind))?;
    let error = event.error.as_ref().map(|error| exception(py, error)).transpose()?;
    tell.bind(py).call1((
        event.kind.as_str(),
        event.platform.as_str(),
        event.operation.as_str(),
        event.attempt,
        event.delay.map(|delay| delay.as_secs_f64()),
        &event.message,
        error,
    ))?;
    Ok(())
}
