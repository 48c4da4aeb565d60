//! Readable differences between what is promised and what is there.

use serde_json::Value;

/// Everything in `expected` must be in `actual`; `null` also means absent, a list is compared item by item.
pub(super) fn subset(place: &str, expected: &Value, actual: &Value, differences: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (name, value) in expected {
                let there = actual.get(name).unwrap_or(&Value::Null);
                subset(&format!("{place}.{name}"), value, there, differences);
            }
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                subset(&format!("{place}[{index}]"), expected, actual, differences);
            }
        }
        _ => same(place, expected, actual, differences),
    }
}

pub(super) fn same(place: &str, expected: &Value, actual: &Value, differences: &mut Vec<String>) {
    if expected != actual {
        differences.push(format!("{place}\n      promised {expected}\n      got      {actual}"));
    }
}

pub(super) fn contains(place: &str, part: &str, whole: &str, differences: &mut Vec<String>) {
    if !whole.contains(part) {
        differences.push(format!("{place}\n      promised …{part}…\n      got      {whole}"));
    }
}
