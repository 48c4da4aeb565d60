use pyo3::{prelude::*, sync::PyOnceLock};

use crate::error::exception;

/// Hands an event to the logger `keyhelm`.
pub(crate) fn tell(event: &keyhelm::Event) {
    // Without an interpreter there is no logger.
    let _ = Python::try_attach(|py| {
        if let Err(error) = log(py, event) {
            error.write_unraisable(py, None);
        }
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
