use std::collections::BTreeSet;

use http::{HeaderName, HeaderValue};
use jiff::{fmt::strtime, tz::TimeZone};
use proptest::{collection::vec, prelude::*, sample::select};
use serde::Deserialize;
use serde_json::Number;

use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    headers: Vec<(String, String)>,
    received_at: String,
    delay: Option<Number>,
}

impl Case {
    fn expected(&self) -> Option<Duration> {
        let delay = self.delay.as_ref()?;
        let whole = delay.as_u64().map(Duration::from_secs);
        Some(whole.unwrap_or_else(|| Duration::from_secs_f64(delay.as_f64().unwrap())))
    }
}

#[test]
fn every_vector_is_kept() {
    let text = include_str!("../../../../tests/vectors/retry_after.json");
    let cases = serde_json::from_str::<Vectors>(text).unwrap().cases;
    assert!(!cases.is_empty(), "the file has no cases");
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    let broken: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(broken.is_empty(), "{} of {} cases:{}", broken.len(), cases.len(), broken.concat());
}

fn difference(case: &Case) -> Option<String> {
    let fields = case.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let received_at: Timestamp = case.received_at.parse().unwrap();
    let actual = read(&headers(fields), received_at.into());
    let expected = case.expected();
    (actual != expected).then(|| format!("\n  {}\n    {actual:?} is not {expected:?}", case.name))
}

/// Leaves out the values no field can have.
fn headers<'a>(fields: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(name.parse::<HeaderName>().unwrap(), value);
        }
    }
    headers
}

fn ask(value: &str, received_at: Timestamp) -> Option<Duration> {
    read(&headers([("retry-after", value.as_bytes())]), received_at.into())
}

/// From 1970 to 2100.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_133_980_800).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn write(form: &str, moment: Timestamp) -> String {
    strtime::format(form, &moment.to_zoned(TimeZone::UTC)).unwrap()
}

const IMF_FIXDATE: &str = "%a, %d %b %Y %H:%M:%S GMT";
const RFC_850: &str = "%A, %d-%b-%y %H:%M:%S GMT";
const ASCTIME: &str = "%a %b %e %H:%M:%S %Y";

/// Words of dates and numbers, so that chance comes near to what can be read.
fn near() -> impl Strategy<Value = Vec<u8>> {
    const WORDS: [&str; 24] = [
        "Sun",
        "Sunday",
        ",",
        " ",
        "  ",
        "\t",
        "06",
        "6",
        "31",
        "Nov",
        "FEB",
        "-",
        "1994",
        "94",
        "00",
        "9999",
        "23:59:60",
        "08:49:37",
        "24:00:00",
        "GMT",
        "+0200",
        "-9999",
        "1.5",
        "18446744073709551616",
    ];
    vec(select(&WORDS[..]), 0..14).prop_map(|words| words.concat().into_bytes())
}

fn any_time() -> impl Strategy<Value = SystemTime> {
    let time = |seconds: i64| {
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        };
        time.unwrap_or(SystemTime::UNIX_EPOCH)
    };
    prop_oneof![any::<i64>(), -400_000_000_000..400_000_000_000_i64, 0..4_000_000_000_i64].prop_map(time)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_ask_for_nothing(
        values in vec(prop_oneof![vec(any::<u8>(), 0..40), near()], 0..4),
        date in prop_oneof![vec(any::<u8>(), 0..40), near()],
        received_at in any_time(),
    ) {
        let values = values.iter().map(|value| ("retry-after", value.as_slice()));
        let fields = values.chain([("date", date.as_slice())]);
        if let Some(delay) = read(&headers(fields), received_at) {
            prop_assert!(!delay.is_zero() && delay.subsec_nanos() % 1_000_000 == 0, "{delay:?}");
        }
    }

    #[test]
    fn each_form_of_a_date_is_the_moment_it_names(now in moment(), ahead in 1..1_500_000_000_u32) {
        let then = now + SignedDuration::from_secs(ahead.into());
        for form in [IMF_FIXDATE, RFC_850, ASCTIME] {
            let text = write(form, then);
            let delay = Some(Duration::from_secs(ahead.into()));
            prop_assert_eq!(ask(&text, now), delay, "{}", &text);
            prop_assert_eq!(ask(&text.to_ascii_lowercase(), now), delay, "{}", &text);
            prop_assert_eq!(ask(&text, then), None, "{}", &text);
        }
    }

    #[test]
    fn the_delay_does_not_depend_on_the_clock_here(
        served in moment(),
        received in moment(),
        ahead in 1..1_000_000_u32,
    ) {
        let date = write(IMF_FIXDATE, served);
        let then = write(ASCTIME, served + SignedDuration::from_secs(ahead.into()));
        let headers = headers([("date", date.as_bytes()), ("retry-after", then.as_bytes())]);
        prop_assert_eq!(read(&headers, received.into()), Some(Duration::from_secs(ahead.into())));
    }

    #[test]
    fn a_year_of_two_digits_is_at_most_fifty_years_ahead(now in moment(), then in moment()) {
        let found = date(write(RFC_850, then).split_once(", ").unwrap().1, now).unwrap();
        let year = |moment: Timestamp| moment.to_zoned(TimeZone::UTC).year();
        prop_assert_eq!(year(found).rem_euclid(100), year(then).rem_euclid(100));
        let ahead = now.to_zoned(TimeZone::UTC).checked_add(50.years()).unwrap().timestamp();
        prop_assert!(found <= ahead, "{} at {}", found, now);
        let behind = now.to_zoned(TimeZone::UTC).checked_sub(51.years()).unwrap().timestamp();
        let is_leap_day = write("%m-%d", then) == "02-29";
        prop_assert!(found > behind || is_leap_day, "{} at {}", found, now);
    }

    #[test]
    fn a_number_is_never_less_than_asked(whole in 0..1_000_000_u64, fraction in "[0-9]{1,12}") {
        let delay = ask(&format!("{whole}.{fraction}"), Timestamp::UNIX_EPOCH).unwrap_or_default();
        let asked = u128::from(whole) * 10_u128.pow(12) + format!("{fraction:0<12}").parse::<u128>().unwrap();
        prop_assert_eq!(delay.as_millis(), asked.div_ceil(10_u128.pow(9)));
    }
}
