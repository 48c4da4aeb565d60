use serde::Serialize;

use crate::{answer::json, error::Facts};

#[derive(Serialize)]
struct Told<'a> {
    kind: &'static str,
    platform: &'static str,
    operation: &'static str,
    attempt: u32,
    delay: Option<f64>,
    message: &'a str,
    error: Option<Facts>,
}

pub(crate) fn write(event: &keyhelm::Event) -> String {
    json(&Told {
        kind: event.kind.as_str(),
        platform: event.platform.as_str(),
        operation: event.operation.as_str(),
        attempt: event.attempt,
        delay: event.delay.map(|delay| delay.as_secs_f64()),
        message: &event.message,
        error: event.error.as_ref().map(Facts::of),
    })
}
