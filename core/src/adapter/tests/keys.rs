//! `tests/vectors/keys.json`: what needs no platform at all.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use serde::Deserialize;

use crate::{
    adapter,
    environment::Environment,
    error::ErrorCode,
    key::{expiry::expires_at, format, scope::missing_scopes},
    operation::Operation,
    platform::Platform,
    secret::Secret,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    recognise: Vec<Recognised>,
    environments: Vec<Told>,
    expires_at: Vec<Expiry>,
    missing_scopes: Vec<Scopes>,
    error_codes: Vec<Code>,
    capabilities: BTreeMap<Platform, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recognised {
    text: String,
    platforms: Vec<Platform>,
    environment: Option<Environment>,
    masked: String,
    fingerprint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    platform: Platform,
    text: String,
    environment: Option<Environment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expiry {
    date: String,
    unix_seconds: Option<i64>,
    error: Option<ErrorCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scopes {
    name: String,
    have: Vec<String>,
    need: Vec<String>,
    missing: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
    retryable: bool,
}

fn keys() -> Keys {
    serde_json::from_str(include_str!("../../../../tests/vectors/keys.json")).unwrap()
}

#[test]
fn formats_tell_platforms_and_environment_and_masks_hide_the_rest() {
    let cases = keys().recognise;
    assert!(!cases.is_empty());
    for Recognised { text, platforms, environment, masked, fingerprint } in cases {
        let seen = format::recognise(text.as_str());
        assert_eq!((seen.platforms, seen.environment), (platforms, environment), "{text:?}");
        assert_eq!(seen.masked, masked, "{text:?}");
        assert_eq!(Secret::new(text.trim()).masked(), masked, "{text:?}");
        assert_eq!(Secret::new(text.as_str()).fingerprint(), Some(fingerprint), "{text:?}");
        let guessable = Secret::password(text);
        assert_eq!((guessable.masked().as_str(), guessable.fingerprint()), ("****", None));
    }
}

#[test]
fn a_format_tells_the_environment_at_its_own_platform_only() {
    let cases = keys().environments;
    assert!(!cases.is_empty());
    for Told { platform, text, environment } in cases {
        assert_eq!(format::environment_of(platform, &text), environment, "{platform} {text:?}");
    }
}

#[test]
fn a_bousol_key_ends_when_its_date_begins() {
    let cases = keys().expires_at;
    assert!(!cases.is_empty());
    for Expiry { date, unix_seconds, error } in cases {
        let end = expires_at(&date).map(seconds_since_epoch).map_err(|error| error.code());
        assert_eq!(end, unix_seconds.ok_or_else(|| error.unwrap()), "{date:?}");
    }
}

fn seconds_since_epoch(time: SystemTime) -> i64 {
    let seconds = |length: Duration| i64::try_from(length.as_secs()).unwrap();
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => seconds(after),
        Err(before) => -seconds(before.duration()),
    }
}

#[test]
fn missing_scopes_look_through_the_spelling_of_dashes() {
    let cases = keys().missing_scopes;
    assert!(!cases.is_empty());
    for Scopes { name, have, need, missing } in cases {
        assert_eq!(missing_scopes(have, need), missing, "{name}");
    }
}

#[test]
fn the_error_codes_are_the_seventeen_of_the_documentation() {
    let actual: Vec<_> = ErrorCode::ALL.iter().map(|code| (code.to_string(), code.retryable())).collect();
    let promised: Vec<_> = keys().error_codes.into_iter().map(|case| (case.code, case.retryable)).collect();
    assert_eq!(actual, promised);
}

#[test]
fn every_platform_can_do_what_its_documentation_says_and_no_more() {
    let promised = keys().capabilities;
    for platform in Platform::ALL {
        let via = |operation: &Operation| {
            (operation.to_string(), adapter::of(platform).capability(*operation).availability.to_string())
        };
        let actual: BTreeMap<_, _> = Operation::ALL.iter().map(via).collect();
        assert_eq!(promised.get(&platform), Some(&actual), "{platform}");
    }
}
