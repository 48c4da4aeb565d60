use std::collections::BTreeSet;

use http::{HeaderName, HeaderValue};
use proptest::{collection::vec, prelude::*, sample::select};
use serde::Deserialize;

use super::{field::MOST_MEMBERS, *};

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
    told: Option<Expected>,
}

/// Windows and resets in seconds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    quotas: Vec<ExpectedQuota>,
    remaining: Option<ExpectedRemaining>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedQuota {
    requests: u64,
    window: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedRemaining {
    requests: u64,
    reset: f64,
    window: Option<u64>,
    of: Option<u64>,
}

impl Expected {
    fn told(&self) -> Told {
        let quotas = self.quotas.iter().map(|&ExpectedQuota { requests, window }| quota(requests, window));
        let remaining =
            self.remaining.as_ref().map(|&ExpectedRemaining { requests, reset, window, of }| Remaining {
                requests,
                reset: Duration::from_secs_f64(reset),
                window: window.map(Duration::from_secs),
                of,
            });
        Told { quotas: quotas.collect(), remaining }
    }
}

fn quota(requests: u64, seconds: u64) -> Quota {
    Quota { requests, window: Duration::from_secs(seconds) }
}

#[test]
fn every_vector_is_kept() {
    let text = include_str!("../../../../tests/vectors/rate_limit_headers.json");
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
    let expected = case.told.as_ref().map(Expected::told);
    (actual != expected).then(|| format!("\n  {}\n    {actual:?}\n    is not {expected:?}", case.name))
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

#[test]
fn a_field_of_more_members_than_anybody_needs_is_none() {
    let field = |count: usize| vec![r#""a";q=1;w=1"#; count].join(",");
    let told =
        |count| read(&headers([("ratelimit-policy", field(count).as_bytes())]), SystemTime::UNIX_EPOCH);
    assert_eq!(told(MOST_MEMBERS).map(|told| told.quotas.len()), Some(MOST_MEMBERS));
    assert_eq!(told(MOST_MEMBERS + 1), None);
}

const NAMES: [&str; 13] = [
    "ratelimit-policy",
    "ratelimit",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
    "age",
    "date",
];

/// Pieces of structured fields, so that chance comes near to what can be read.
fn near() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&str; 30] = [
        "\"burst\"",
        "\"",
        "\\",
        "default",
        ";",
        ";q=",
        ";w=",
        ";r=",
        ";t=",
        ";l=",
        ";qu=",
        ";pk=:YQ==:",
        "=",
        ",",
        ", ",
        " ",
        "limit=",
        "remaining=",
        "reset=",
        "policy=",
        "0",
        "1",
        "60",
        "-1",
        "1.5",
        "?1",
        "@1",
        "%\"a\"",
        "999999999999999",
        "1782000090",
    ];
    vec(select(&PIECES[..]), 0..16).prop_map(|pieces| pieces.concat().into_bytes())
}

fn field() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    (select(&NAMES[..]), prop_oneof![1 => vec(any::<u8>(), 0..32), 3 => near()])
}

/// A name that strings and tokens can have, a quota and its window in seconds.
type Stated = (String, u64, u64);

fn policy() -> impl Strategy<Value = Stated> {
    ("[a-z][a-z0-9_-]{0,8}", 0..1_000_000_000_000_000_u64, 1..1_000_000_u64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_tell_nothing(fields in vec(field(), 0..8), second in any::<u32>()) {
        let fields = fields.iter().map(|(name, value)| (*name, value.as_slice()));
        let received_at = SystemTime::UNIX_EPOCH + Duration::from_secs(second.into());
        if let Some(Told { quotas, remaining }) = read(&headers(fields), received_at) {
            prop_assert!(!quotas.is_empty() || remaining.is_some());
            prop_assert!(quotas.iter().all(|quota| quota.window >= Duration::from_secs(1)));
        }
    }

    #[test]
    fn what_is_written_in_any_draft_is_read(policies in vec(policy(), 1..6)) {
        let wanted: Vec<Quota> = policies.iter().map(|&(_, requests, window)| quota(requests, window)).collect();
        let forms: [fn(&Stated) -> String; 4] = [
            |(name, requests, window)| format!("\"{name}\";q={requests};w={window}"),
            |(name, requests, window)| format!("{name};w={window};l={requests}"),
            |(name, requests, window)| format!("{requests}; w={window};comment=\"{name} \\\\ \\\"\";burst"),
            |(name, requests, window)| format!("\"{name}\";pk=:AA==:;w={window};a=%\"%e2\";q={requests};b=@-1"),
        ];
        for form in forms {
            let items: Vec<String> = policies.iter().map(form).collect();
            let joined = [("ratelimit-policy", items.join(" ,\t").into_bytes())];
            let repeated: Vec<_> = items.iter().map(|item| ("ratelimit-policy", item.clone().into_bytes())).collect();
            for fields in [&joined[..], &repeated[..]] {
                let fields = fields.iter().map(|(name, value)| (*name, value.as_slice()));
                let told = read(&headers(fields), SystemTime::UNIX_EPOCH);
                prop_assert_eq!(told.map(|told| told.quotas), Some(wanted.clone()), "{:?}", &items);
            }
        }
    }
}
