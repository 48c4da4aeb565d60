use std::cell::RefCell;

use pyo3::{exceptions::PyException, prelude::*, sync::PyOnceLock};

use crate::error::exception;

thread_local! {
    static INTERRUPT: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// What a signal's handler raised on this thread while an event was told: Ctrl-C must not get lost there.
pub(crate) fn interrupt() -> Option<PyErr> {
    INTERRUPT.take()
}

/// Hands an event to the logger `keyhelm`.
pub(crate) fn tell(event: &keyhelm::Event) {
    // Without an interpreter there is no logger.
    let _ = Python::try_attach(|py| match log(py, event) {
        Ok(()) => {}
        Err(error) if error.is_instance_of::<PyException>(py) => error.write_unraisable(py, None),
        Err(interrupt) => INTERRUPT.set(Some(interrupt)),
    });
}

fn log(py: Python<'_>, event: &keyhelm::Event) -> PyResult<()> {
    static TELL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let tell =
        TELL.get_or_try_init(py, || py.import("keyhelm._events")?.getattr("tell").map(Bound::unbind))?;
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
