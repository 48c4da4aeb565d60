//! Swift's numbers on their way to the core, which has narrower ones. What does not fit says so.

use std::time::Duration;

use keyhelm::Error;

pub(crate) fn seconds(name: &str, seconds: f64) -> Result<Duration, Error> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| Error::of_setting(name, "is no number of seconds from 0 up"))
}

pub(crate) fn setting<T: TryFrom<i64>>(name: &str, number: i64) -> Result<T, Error> {
    T::try_from(number).map_err(|_| Error::of_setting(name, "is out of range"))
}

pub(crate) fn argument<T: TryFrom<i64>>(name: &str, number: i64) -> Result<T, Error> {
    T::try_from(number).map_err(|_| Error::of_argument(name, "is out of range"))
}
