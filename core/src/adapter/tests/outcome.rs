//! Results in the public form that every language has.

use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    adapter::{Life, Origin, Token},
    error::Error,
    fuzzing::received_at,
    key::{ApiKey, ClientKey, IssuedKey, Page, Verification},
    secret::Secret,
};

pub(super) trait Public {
    fn public(&self) -> Value;
}

macro_rules! serialised {
    ($($type:ty),*) => { $(impl Public for $type {
        fn public(&self) -> Value { json!(self) }
    })* };
}
serialised!(ApiKey, Option<ApiKey>, Page<ApiKey>, Verification, Origin, Vec<Origin>, ());

impl Public for IssuedKey {
    fn public(&self) -> Value {
        json!({
            "key": self.key,
            "secret": self.secret.reveal(),
            "password": self.password.as_ref().map(Secret::expose),
            "previous": self.previous,
            "previous_ends_after_seconds": seconds_after_the_answer(self.previous_ends_at),
        })
    }
}

impl Public for ClientKey {
    fn public(&self) -> Value {
        json!({
            "id": self.id,
            "client_key": self.client_key,
            "previous_ends_after_seconds": seconds_after_the_answer(self.previous_ends_at),
        })
    }
}

/// `token`, and for how long it is used.
impl Public for Token {
    fn public(&self) -> Value {
        let used = match self.life {
            Life::Untold => json!("until refused"),
            Life::Unreadable => json!("once"),
            Life::For(life) => json!({ "seconds": life.as_secs_f64() }),
            Life::Until(end) => json!({ "until": Timestamp::try_from(end).unwrap().to_string() }),
        };
        json!({ "token": self.secret.reveal(), "used": used })
    }
}

fn seconds_after_the_answer(time: Option<SystemTime>) -> Option<u64> {
    time.map(|time| time.duration_since(received_at()).unwrap().as_secs())
}

pub(super) fn of_error(error: &Error) -> Value {
    json!({
        "code": error.code(),
        "status": error.status(),
        "platform_code": error.platform_code(),
        "request_id": error.request_id(),
        "retry_after": error.retry_after().map(|delay| delay.as_secs_f64()),
        "fields": error.fields(),
    })
}
