use std::time::Duration;

use pyo3::prelude::*;

use crate::error::raise;

/// A time as Python writes it: a number of seconds.
#[derive(Clone, Copy)]
pub(crate) struct Seconds(pub(crate) Duration);

impl<'py> FromPyObject<'_, 'py> for Seconds {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let seconds: f64 = given.extract()?;
        Duration::try_from_secs_f64(seconds).map(Self).map_err(|_| {
            let why = "is no number of seconds from 0 up";
            raise(given.py(), &keyhelm::Error::of_setting("timeout", why))
        })
    }
}
