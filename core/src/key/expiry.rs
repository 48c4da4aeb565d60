use std::time::SystemTime;

use jiff::civil::Date;

use crate::error::Error;

/// When a Bousol key with this expiration date (`YYYY-MM-DD`) stops working: 00:00:00 UTC at the start of that day.
///
/// Bousol documents "midnight UTC on the expiration date" without saying which end of the day; the start is the
/// safe reading. A text that is no calendar date is [`ErrorCode::ValidationFailed`](crate::ErrorCode).
///
/// Source: Bousol, enterprise/development/authentication, "Key Expiration".
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let end = keyhelm::expires_at("2028-02-29")?;
/// assert_eq!(end, UNIX_EPOCH + Duration::from_secs(1_835_395_200));
/// assert!(keyhelm::expires_at("2027-02-29").is_err());
/// # Ok::<(), keyhelm::Error>(())
/// ```
pub fn expires_at(date: &str) -> Result<SystemTime, Error> {
    let refused = || Error::invalid("date", "is not a calendar date; write it as YYYY-MM-DD");
    if date.len() != "YYYY-MM-DD".len() {
        return Err(refused());
    }
    let date: Date = date.parse().map_err(|_| refused())?;
    // Counted in days, because a jiff timestamp ends before 9999-12-31, which stands for "never" in many a dashboard.
    let since_epoch = date.duration_since(Date::constant(1970, 1, 1));
    let distance = since_epoch.unsigned_abs();
    let midnight = if since_epoch.is_negative() {
        SystemTime::UNIX_EPOCH.checked_sub(distance)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(distance)
    };
    midnight.ok_or_else(refused)
}
