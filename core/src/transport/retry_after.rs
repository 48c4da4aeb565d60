use std::{
    ops::RangeInclusive,
    str::FromStr,
    time::{Duration, SystemTime},
};

use http::{
    HeaderMap, HeaderName,
    header::{DATE, RETRY_AFTER},
};
use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, Time},
    tz::Offset,
};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The delay a `Retry-After` header asks for, counted from when the answer was received: a number of seconds or a date
/// (RFC 9110, section 10.2.3), in whole milliseconds, never less than asked. A fraction of a second is forgiven.
/// Several values, joined or in fields of their own, count by the largest that can be read. Zero, a moment that has
/// passed and nonsense ask for nothing.
///
/// A date is the server's, so it is held against the answer's own `Date` where there is one: a clock that runs wrong,
/// here or there, does not change the delay.
///
/// `retry-after-ms` is not read: no platform documents it.
pub(super) fn read(headers: &HeaderMap, received_at: SystemTime) -> Option<Duration> {
    let received_at = timestamp(received_at);
    let now = server_date(headers, received_at);
    parts(headers, RETRY_AFTER)
        .filter_map(|part| seconds(part).or_else(|| Some(until(date(part, received_at)?, now))))
        .max()
        .filter(|delay| !delay.is_zero())
}

/// What the server's clock showed when it answered: its `Date`, else the moment the answer was received.
pub(super) fn server_time(headers: &HeaderMap, received_at: SystemTime) -> Timestamp {
    server_date(headers, timestamp(received_at))
}

/// How long it takes until then, rounded up to milliseconds; nothing, once that has passed.
pub(super) fn until(then: Timestamp, now: Timestamp) -> Duration {
    let exact = Duration::try_from(then.duration_since(now)).unwrap_or_default();
    let beyond = exact.subsec_nanos() % 1_000_000;
    let missing = if beyond == 0 { 0 } else { 1_000_000 - beyond };
    exact.saturating_add(Duration::from_nanos(missing.into()))
}

/// A time no calendar holds is taken for the last one: no date is ahead of it.
fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(Timestamp::MAX)
}

fn server_date(headers: &HeaderMap, received_at: Timestamp) -> Timestamp {
    parts(headers, DATE).find_map(|part| date(part, received_at)).unwrap_or(received_at)
}

/// Everything between commas. A date has one after its weekday, which says nothing the rest of the date does not, so
/// the weekday becomes a part that cannot be read.
fn parts(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter();
    values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .filter_map(|part| str::from_utf8(part.trim_ascii()).ok())
}

fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let whole = Duration::from_secs(whole.parse().unwrap_or(u64::MAX));
    Some(whole.saturating_add(Duration::from_millis(milliseconds(fraction))))
}

/// The digits behind the point, rounded up.
fn milliseconds(fraction: &str) -> u64 {
    let mut digits = fraction.bytes().map(|digit| u64::from(digit - b'0'));
    let shown = digits.by_ref().chain([0, 0]).take(3).fold(0, |sum, digit| sum * 10 + digit);
    shown + u64::from(digits.any(|digit| digit > 0))
}

/// The moment an HTTP-date names, in any of its three forms (RFC 9110, section 5.6.7) without the part up to the comma:
///
/// - `06 Nov 1994 08:49:37 GMT`
/// - `06-Nov-94 08:49:37 GMT`
/// - `Sun Nov  6 08:49:37 1994`
///
/// That section asks recipients to be robust, so a wrong weekday, letters of any case, days of one digit and the
/// numeric zones of RFC 5322 (section 3.3) are forgiven. A day that does not exist is not.
fn date(text: &str, received_at: Timestamp) -> Option<Timestamp> {
    let words: Vec<&str> = text.split([' ', '\t']).filter(|word| !word.is_empty()).take(6).collect();
    let written = match *words {
        [day, month, year, time, zone] if is_digits(day) => Written { day, month, year, time, zone },
        [weekday, month, day, time, year] if weekday.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            Written { day, month, year, time, zone: "GMT" }
        }
        [date, time, zone] => {
            let (day, rest) = date.split_once('-')?;
            let (month, year) = rest.split_once('-')?;
            Written { day, month, year, time, zone }
        }
        _ => return None,
    };
    written.moment(received_at)
}

/// The words of a date.
struct Written<'a> {
    day: &'a str,
    month: &'a str,
    year: &'a str,
    time: &'a str,
    zone: &'a str,
}

impl Written<'_> {
    fn moment(&self, received_at: Timestamp) -> Option<Timestamp> {
        let year: i16 = number(self.year, 2..=4)?;
        match self.year.len() {
            4 => self.in_year(year),
            2 => self.in_century(year, received_at),
            _ => None,
        }
    }

    /// More than 50 years ahead is the past century (RFC 9110, section 5.6.7).
    fn in_century(&self, year: i16, received_at: Timestamp) -> Option<Timestamp> {
        let today = Offset::UTC.to_datetime(received_at);
        let century = today.year() - today.year().rem_euclid(100);
        let latest = Offset::UTC.to_timestamp(today.saturating_add(50.years())).unwrap_or(Timestamp::MAX);
        let candidates = [century + 100, century, century - 100].into_iter();
        candidates.filter_map(|century| self.in_year(century + year)).find(|moment| *moment <= latest)
    }

    fn in_year(&self, year: i16) -> Option<Timestamp> {
        let month = MONTHS.iter().zip(1..).find(|(name, _)| name.eq_ignore_ascii_case(self.month))?.1;
        let date = Date::new(year, month, number(self.day, 1..=2)?).ok()?;
        let (time, leap) = self.time()?;
        // The last day of 9999, which often means never, is beyond what a timestamp holds.
        let moment = self.offset()?.to_timestamp(date.to_datetime(time)).unwrap_or(Timestamp::MAX);
        Some(moment.checked_add(leap).unwrap_or(Timestamp::MAX))
    }

    /// The time of day, and what a leap second adds to it.
    fn time(&self) -> Option<(Time, SignedDuration)> {
        let (hour, rest) = self.time.split_once(':')?;
        let (minute, second) = rest.split_once(':')?;
        let second: i8 = number(second, 2..=2)?;
        let leap = i8::from(second == 60);
        let time = Time::new(number(hour, 2..=2)?, number(minute, 2..=2)?, second - leap, 0).ok()?;
        Some((time, SignedDuration::from_secs(leap.into())))
    }

    fn offset(&self) -> Option<Offset> {
        if ["gmt", "utc", "ut", "z"].iter().any(|name| name.eq_ignore_ascii_case(self.zone)) {
            return Some(Offset::UTC);
        }
        let (sign, digits) = match self.zone.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, self.zone.strip_prefix('+')?),
        };
        let hours_and_minutes: i32 = number(digits, 4..=4)?;
        let (hours, minutes) = (hours_and_minutes / 100, hours_and_minutes % 100);
        let is_zone = hours < 24 && minutes < 60;
        is_zone.then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
    }
}

fn number<T: FromStr>(text: &str, lengths: RangeInclusive<usize>) -> Option<T> {
    let fits = is_digits(text) && lengths.contains(&text.len());
    fits.then(|| text.parse().ok()).flatten()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
