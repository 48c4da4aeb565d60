//! Promises that hold for any answer and any text at all.

use http::{HeaderMap, HeaderValue, header::RETRY_AFTER};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use crate::{
    adapter::segment,
    fuzzing::{KNOWN, answer},
    key::format,
    platform::Platform,
    secret::Secret,
    transport::Scrub,
};

/// Members the platforms' real answers have.
const NAMES: [&str; 28] = [
    "id",
    "username",
    "clientKey",
    "roles",
    "active",
    "description",
    "allowedOrigins",
    "domain",
    "data",
    "itemsTotal",
    "pagesTotal",
    "apiKey",
    "password",
    "fullKey",
    "keyPrefix",
    "maskedKey",
    "rateLimit",
    "createdAt",
    "accessToken",
    "expireDate",
    "error",
    "errorCode",
    "message",
    "detail",
    "invalidFields",
    "InvalidField",
    "retryAfter",
    "requestId",
];

/// Texts that mean something somewhere, among them the secrets the client knows.
fn text() -> impl Strategy<Value = String> {
    const TELLING: [&str; 6] = [
        "expired_token",
        "invalid_api_key",
        "2030-01-15T10:30:00Z",
        "a.eyJleHAiOjF9.b",
        "sk_live_a1b2...",
        "",
    ];
    prop_oneof![
        select(&TELLING[..]).prop_map(str::to_owned),
        select(&KNOWN[..]).prop_map(str::to_owned),
        (any::<String>(), select(&KNOWN[..]))
            .prop_map(|(around, secret)| format!("{around}{secret}{around}")),
        any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let members = vec((select(&NAMES[..]), inner.clone()), 0..8);
        let object = members.prop_map(|members| {
            let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
            Value::Object(members.collect::<Map<_, _>>())
        });
        prop_oneof![vec(inner, 0..6).prop_map(Value::from), object.clone(), object]
    })
}

/// Bytes of any kind, JSON with the platforms' members, and the same JSON with a byte changed or its end cut off.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let json = || value().prop_map(|value| serde_json::to_vec(&value).unwrap_or_default());
    let changed = (json(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut body, place, byte)| {
        let place = place.index(body.len());
        body[place] = byte;
        body
    });
    let cut = (json(), any::<prop::sample::Index>()).prop_map(|(mut body, place)| {
        body.truncate(place.index(body.len()));
        body
    });
    prop_oneof![vec(any::<u8>(), 0..64), json(), json(), changed, cut]
}

fn headers() -> impl Strategy<Value = HeaderMap> {
    let value =
        prop_oneof![Just(None), "[ -~]{0,12}".prop_map(Some), "[0-9]{1,24}(\\.[0-9]{0,4})?".prop_map(Some)];
    value.prop_map(|value| {
        let value = value.and_then(|text| HeaderValue::from_str(&text).ok());
        value.into_iter().map(|value| (RETRY_AFTER, value)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// No panic, no known secret in an error, one line, and `outcome_unknown` exactly where it belongs.
    #[test]
    fn any_answer_is_read_or_refused_without_harm(
        platform in select(&Platform::ALL[..]),
        operation in any::<u8>(),
        status in prop_oneof![200_u16..=204, 300_u16..=599, select(&[200_u16, 400, 401, 403, 422, 429, 500][..])],
        headers in headers(),
        body in body(),
    ) {
        answer(platform, operation, status, headers, &body);
    }

    #[test]
    fn a_refusal_that_quotes_a_secret_shows_none(
        platform in select(&Platform::ALL[..]),
        operation in any::<u8>(),
        status in 300_u16..=599,
        secret in select(&KNOWN[..]),
        around in "[a-z \\n\"<]{0,6}",
    ) {
        let quote = format!("{around}{secret}{around}");
        let field = json!({ "name": quote, "value": quote, "message": quote });
        let body = json!({
            "message": quote, "error": quote, "detail": quote, "title": quote, "errorCode": quote,
            "requestId": quote, "invalidFields": [field, { "InvalidField": field }],
        });
        answer(platform, operation, status, HeaderMap::new(), body.to_string().as_bytes());
        let body = json!({ "message": [quote, quote] });
        answer(platform, operation, status, HeaderMap::new(), body.to_string().as_bytes());
    }

    #[test]
    fn an_id_never_leaves_its_segment(id in prop_oneof![any::<String>(), "[./%2eE?#\\\\ a]{0,8}"]) {
        let Ok(segment) = segment("id", &id) else {
            prop_assert!(id.trim().is_empty() || id == "." || id == "..");
            return Ok(());
        };
        prop_assert!(segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
        let base = url::Url::parse("https://platform.example/v3/").unwrap();
        let whole = base.join(&format!("keys/{segment}/origins")).unwrap();
        let segments: Vec<&str> = whole.path_segments().unwrap().collect();
        prop_assert_eq!(segments, ["v3", "keys", segment.as_str(), "origins"]);
        prop_assert_eq!((whole.query(), whole.fragment()), (None, None));
        let read = percent_encoding::percent_decode_str(&segment).decode_utf8().unwrap();
        prop_assert_eq!(read, id);
    }

    #[test]
    fn a_mask_never_shows_more_than_a_quarter(
        prefix in select(&["", "sk_live_", "sk_test_", "caibo_live_sk_", "caibo_test_sk_", "AQE"][..]),
        tail in any::<String>(),
    ) {
        let text = format!("{prefix}{tail}");
        let mask = format::mask(&text);
        let (start, shown) = mask.split_once("****").unwrap();
        let hidden = text.strip_prefix(start).unwrap();
        prop_assert!(start.is_empty() || format::recognise(start).environment.is_some());
        prop_assert!(shown.chars().count() <= 4 && shown.chars().count() * 4 <= hidden.chars().count());
        prop_assert!(hidden.ends_with(shown));
        prop_assert_eq!(Secret::new(text).masked(), mask);
    }

    #[test]
    fn scrubbed_text_is_one_short_line_without_secrets(around in any::<String>(), count in 0_usize..40) {
        let secrets = KNOWN.map(Secret::new);
        let text = KNOWN.map(|secret| [&around, secret, &around].concat()).concat();
        let line = Scrub::new(secrets).text(&text.repeat(count));
        prop_assert!(line.chars().count() <= 301, "{}", line.len());
        prop_assert!(!line.contains(|c: char| c.is_control()));
        prop_assert!(KNOWN.iter().all(|secret| !line.contains(secret)), "{line}");
    }
}
