use std::time::{Duration, SystemTime};

use pyo3::{prelude::*, sync::PyOnceLock};

use crate::fork;

/// A time on its way to Python: an aware `datetime` in UTC, to the microsecond.
pub(crate) struct Time(pub(crate) SystemTime);

impl<'py> IntoPyObject<'py> for Time {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static PARTS: PyOnceLock<(Py<PyAny>, Py<PyAny>)> = PyOnceLock::new();
        let (epoch, timedelta) = fork::once(&PARTS, py, || parts(py))?;
        let since =
            |distance: Duration| timedelta.bind(py).call1((0, distance.as_secs(), distance.subsec_micros()));
        // PyO3's own conversion does not reach behind the epoch.
        match self.0.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => epoch.bind(py).add(since(after)?),
            Err(before) => epoch.bind(py).sub(since(before.duration())?),
        }
    }
}

fn parts(py: Python<'_>) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
    let datetime = py.import("datetime")?;
    let utc = datetime.getattr("timezone")?.getattr("utc")?;
    let epoch = datetime.getattr("datetime")?.call1((1970, 1, 1, 0, 0, 0, 0, utc))?;
    Ok((epoch.unbind(), datetime.getattr("timedelta")?.unbind()))
}
