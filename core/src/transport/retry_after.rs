use std::time::Duration;

use http::{HeaderMap, header::RETRY_AFTER};

/// The delay a `Retry-After` header asks for, as far as it is a number of seconds (RFC 9110, section 10.2.3; a
/// fraction is forgiven and rounded up to milliseconds). Several joined values count by their largest. Zero and
/// nonsense ask for nothing.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    headers
        .get_all(RETRY_AFTER)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(seconds)
        .max()
        .filter(|delay| !delay.is_zero())
}

fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole = Duration::from_secs(whole.parse().unwrap_or(u64::MAX));
    let milliseconds = format!("0.{fraction}").parse::<f64>().ok().map_or(0.0, |part| (part * 1000.0).ceil());
    Some(whole.saturating_add(Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn delay_of(values: &[&'static str]) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(RETRY_AFTER, HeaderValue::from_static(value));
        }
        read(&headers)
    }

    #[test]
    fn numbers_are_read_and_nonsense_asks_for_nothing() {
        assert_eq!(delay_of(&["120"]), Some(Duration::from_secs(120)));
        assert_eq!(delay_of(&[" 7 "]), Some(Duration::from_secs(7)));
        assert_eq!(delay_of(&["1.5"]), Some(Duration::from_millis(1500)));
        assert_eq!(delay_of(&["5, 10"]), Some(Duration::from_secs(10)));
        assert_eq!(delay_of(&["5", "3"]), Some(Duration::from_secs(5)));
        assert_eq!(delay_of(&["99999999999999999999"]), Some(Duration::from_secs(u64::MAX)));
        for nonsense in ["0", "-5", "1e3", "+5", "1_000", "nan", "inf", "", ".", "1.", ".5", "soon"] {
            assert_eq!(delay_of(&[nonsense]), None, "{nonsense}");
        }
        assert_eq!(delay_of(&[]), None);
    }
}
