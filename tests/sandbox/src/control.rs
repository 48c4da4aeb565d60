//! The control calls.

use std::time::Duration;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::MAX_ADVANCE;
use crate::fault;
use crate::platform::Platform;
use crate::response::Response;
use crate::state::Shared;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    requests: u32,
    window_ms: u64,
}

/// Answers 2xx, or an error with one line of JSON.
pub(crate) fn handle(shared: &Shared, method: &Method, path: &str, body: &[u8]) -> Response {
    let segments: Vec<&str> = path.split('/').skip(2).collect();
    let done = match (method, segments.as_slice()) {
        (&Method::GET, ["requests"]) => return Response::ok(&json!(shared.requests())),
        (&Method::POST, ["reset"]) => {
            shared.reset();
            Ok(())
        }
        (&Method::POST, ["clock"]) => clock(shared, body),
        (&Method::PUT, ["limits", platform]) => limit(shared, platform, body),
        (&Method::POST, ["faults"]) => add_fault(shared, body),
        (&Method::DELETE, ["faults"]) => {
            shared.clear_faults();
            Ok(())
        }
        (_, ["requests" | "reset" | "clock" | "faults"] | ["limits", _]) => {
            return refuse(StatusCode::METHOD_NOT_ALLOWED, "this control call has another method");
        }
        _ => return refuse(StatusCode::NOT_FOUND, "no such control call"),
    };
    match done {
        Ok(()) => Response::empty(StatusCode::NO_CONTENT),
        Err(message) => refuse(StatusCode::BAD_REQUEST, &message),
    }
}

fn refuse(status: StatusCode, message: &str) -> Response {
    Response::json(status, &json!({ "error": message }))
}

fn clock(shared: &Shared, body: &[u8]) -> Result<(), String> {
    let Advance { advance_seconds } = read(body)?;
    let by = Duration::try_from_secs_f64(advance_seconds).ok().filter(|by| *by <= MAX_ADVANCE);
    shared.advance(by.ok_or("advance_seconds must be zero or more, and at most a hundred years")?);
    Ok(())
}

fn limit(shared: &Shared, platform: &str, body: &[u8]) -> Result<(), String> {
    let platform = Platform::parse(platform).ok_or_else(|| format!("unknown platform {platform:?}"))?;
    let rule: Option<Rule> = read(body)?;
    if rule.as_ref().is_some_and(|rule| rule.window_ms == 0) {
        return Err("window_ms must be at least 1".to_owned());
    }
    let rule = rule.map(|rule| (rule.requests, Duration::from_millis(rule.window_ms)));
    shared.set_limit(platform, rule);
    Ok(())
}

fn add_fault(shared: &Shared, body: &[u8]) -> Result<(), String> {
    shared.add_fault(fault::parse(&read::<Value>(body)?)?);
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}
