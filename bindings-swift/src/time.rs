use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since the epoch, which Swift's `Date` holds exactly.
pub(crate) fn microseconds(time: SystemTime) -> i64 {
    let of = |distance: std::time::Duration| i64::try_from(distance.as_micros()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => of(after),
        Err(before) => -of(before.duration()),
    }
}
