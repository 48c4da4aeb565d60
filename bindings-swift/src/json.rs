use std::collections::HashMap;

use serde_json::Value;

/// A JSON value as Swift reads it.
#[derive(uniffi::Enum)]
pub enum Json {
    Null,
    Bool { value: bool },
    Int { value: i64 },
    UInt { value: u64 },
    Double { value: f64 },
    Text { value: String },
    Array { items: Vec<Json> },
    Object { members: HashMap<String, Json> },
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool { value },
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Self::Int { value },
                (_, Some(value)) => Self::UInt { value },
                _ => Self::Double { value: number.as_f64().unwrap_or(f64::NAN) },
            },
            Value::String(value) => Self::Text { value },
            Value::Array(items) => Self::Array { items: items.into_iter().map(Self::from).collect() },
            Value::Object(members) => Self::Object { members: members_of(members) },
        }
    }
}

pub(crate) fn members_of(members: serde_json::Map<String, Value>) -> HashMap<String, Json> {
    members.into_iter().map(|(name, value)| (name, Json::from(value))).collect()
}
