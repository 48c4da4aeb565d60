use std::sync::Arc;

use crate::error::CoreError;

#[derive(uniffi::Record)]
pub struct Event {
    kind: String,
    platform: String,
    operation: String,
    attempt: u32,
    delay: Option<f64>,
    message: String,
    error: Option<Arc<CoreError>>,
}

impl From<&keyhelm::Event> for Event {
    fn from(event: &keyhelm::Event) -> Self {
        Self {
            kind: event.kind.to_string(),
            platform: event.platform.to_string(),
            operation: event.operation.to_string(),
            attempt: event.attempt,
            delay: event.delay.map(|delay| delay.as_secs_f64()),
            message: event.message.clone(),
            error: event.error.clone().map(|error| Arc::new(error.into())),
        }
    }
}

/// A closure of Swift's that is told of events.
#[uniffi::export(callback_interface)]
pub trait Listener: Send + Sync {
    fn tell(&self, event: Event);
}
