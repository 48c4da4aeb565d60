use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

/// Reads an ISO 8601 time with a zone. Anything else gives `None`: no platform's times are worth an error.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    text.trim().parse::<Timestamp>().ok().map(SystemTime::from)
}

/// RFC 3339 in UTC, or `null`.
#[expect(clippy::ref_option, reason = "serde's serialize_with passes the field by reference")]
pub(crate) fn serialize<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
    time.and_then(|time| Timestamp::try_from(time).ok()).map(|time| time.to_string()).serialize(serializer)
}

/// What [`serialize`] wrote.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SystemTime>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| parse(&text).ok_or_else(|| D::Error::custom("no time in RFC 3339"))).transpose()
}
