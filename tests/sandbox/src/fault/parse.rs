//! The JSON form of a rule, as `POST /faults` takes it.

use serde_json::{Map, Value};

use super::{Fault, FaultRule};

const FORMS: &str =
    "fault must hold one of status, drop, hang_ms, truncate, garbage, slow_ms_per_byte, endless";

/// Reads a rule, or says in one line what is wrong with it.
pub(crate) fn parse(value: &Value) -> Result<FaultRule, String> {
    let map = value.as_object().ok_or("a fault rule is a JSON object")?;
    only(map, &["platform", "method", "path", "times", "skip", "fault"])?;
    let platform = text(map, "platform")?.ok_or("platform is missing")?;
    let rule = FaultRule {
        platform,
        method: text(map, "method")?,
        path: text(map, "path")?,
        times: count(map, "times")?.unwrap_or(1),
        skip: count(map, "skip")?.unwrap_or(0),
        fault: fault(map.get("fault").and_then(Value::as_object).ok_or(FORMS)?)?,
    };
    rule.flaw().map_or(Ok(rule), Err)
}

fn fault(map: &Map<String, Value>) -> Result<Fault, String> {
    if map.contains_key("status") {
        only(map, &["status", "headers", "body"])?;
        return answer(map);
    }
    let mut entries = map.iter();
    let (Some((name, value)), None) = (entries.next(), entries.next()) else { return Err(FORMS.to_owned()) };
    let number = || value.as_u64().ok_or_else(|| format!("{name} must be a whole number, zero or more"));
    match (name.as_str(), value) {
        ("drop", Value::String(when)) if when == "before" => Ok(Fault::DropBefore),
        ("drop", Value::String(when)) if when == "after" => Ok(Fault::DropAfter),
        ("drop", _) => Err("drop must be \"before\" or \"after\"".to_owned()),
        ("hang_ms", _) => Ok(Fault::Hang { hang_ms: number()? }),
        ("truncate", _) => Ok(Fault::Truncate { bytes: usize::try_from(number()?).unwrap_or(usize::MAX) }),
        ("slow_ms_per_byte", _) => Ok(Fault::Slow { slow_ms_per_byte: number()? }),
        ("garbage", Value::Bool(true)) => Ok(Fault::Garbage),
        ("endless", Value::Bool(true)) => Ok(Fault::Endless),
        ("garbage" | "endless", _) => Err(format!("{name} must be true")),
        _ => Err(FORMS.to_owned()),
    }
}

fn answer(map: &Map<String, Value>) -> Result<Fault, String> {
    let status = map.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let status = status.ok_or("status must be 200 to 999")?;
    let mut headers = Vec::new();
    match map.get("headers") {
        None | Some(Value::Null) => {}
        Some(Value::Object(given)) => {
            for (name, value) in given {
                let value = match value {
                    Value::String(value) => value.clone(),
                    Value::Number(value) => value.to_string(),
                    _ => return Err(format!("the value of header {name:?} must be a string")),
                };
                headers.push((name.clone(), value));
            }
        }
        Some(_) => return Err("headers must be an object of names and values".to_owned()),
    }
    let body = match map.get("body") {
        None => String::new(),
        Some(Value::String(body)) => body.clone(),
        Some(json) => {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                headers.push(("content-type".to_owned(), "application/json".to_owned()));
            }
            json.to_string()
        }
    };
    Ok(Fault::Answer { status, headers, body })
}

fn only(map: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    let stranger = map.keys().find(|name| !known.contains(&name.as_str()));
    stranger.map_or(Ok(()), |name| Err(format!("unknown field {name:?}")))
}

fn text(map: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match map.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("{name} must be a string")),
    }
}

fn count(map: &Map<String, Value>, name: &str) -> Result<Option<u32>, String> {
    match map.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_u64()
            .and_then(|count| u32::try_from(count).ok())
            .map(Some)
            .ok_or_else(|| format!("{name} must be a whole number, zero or more")),
    }
}
