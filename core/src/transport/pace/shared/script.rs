use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use redis::{RedisResult, Script, aio::MultiplexedConnection};

use super::journal::Record;
use crate::rate_limit::Rate;

static WINDOW: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("window.lua")));

/// The three keys of an owner. The braces keep them in one slot of a cluster.
pub(super) struct Keys([String; 3]);

/// A request that wants to go.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) id: &'a str,
    /// The request ends before, whatever happens to its host.
    pub(super) deadline: Instant,
    pub(super) rates: &'a [Rate],
}

/// What a host has to tell and to ask.
pub(super) struct Question<'a> {
    pub(super) now: Instant,
    /// The host's longest window.
    pub(super) longest: Duration,
    pub(super) records: &'a [Record],
    pub(super) held_until: Option<Instant>,
    pub(super) asking: Option<Asking<'a>>,
}

pub(super) enum Answer {
    Granted,
    /// No place before so long.
    Wait(Duration),
}

impl Keys {
    pub(super) fn new(owner: &str) -> Self {
        Self(["log", "keep", "held"].map(|part| format!("keyhelm:{{{owner}}}:{part}")))
    }
}

impl Question<'_> {
    pub(super) async fn put(
        &self,
        keys: &Keys,
        connection: &mut MultiplexedConnection,
    ) -> RedisResult<Answer> {
        let mut call = WINDOW.prepare_invoke();
        for key in &keys.0 {
            call.key(key);
        }
        call.arg(micros(self.longest)).arg(self.records.len());
        for record in self.records {
            match record {
                Record::UnderWay(id, until) => call.arg(&**id).arg(micros(self.until(*until))),
                Record::Ended(id, end) => {
                    // Rounded down, for the same reason as the rest is rounded up.
                    let age = self.now.saturating_duration_since(*end).as_micros();
                    call.arg(&**id).arg(-i64::try_from(age).unwrap_or(i64::MAX))
                }
                Record::Gone(id) => call.arg(&**id).arg("gone"),
            };
        }
        call.arg(self.held_until.map_or(0, |until| micros(self.until(until))));
        match self.asking {
            None => call.arg(""),
            Some(Asking { id, deadline, rates }) => {
                call.arg(id).arg(micros(self.until(deadline))).arg(rates.len());
                for rate in rates {
                    call.arg(rate.requests).arg(micros(rate.hold()));
                }
                &mut call
            }
        };
        let (granted, wait): (bool, u64) = call.invoke_async(connection).await?;
        Ok(if granted { Answer::Granted } else { Answer::Wait(Duration::from_micros(wait)) })
    }

    fn until(&self, time: Instant) -> Duration {
        time.saturating_duration_since(self.now)
    }
}

/// Whole microseconds, rounded up: no stretch of time gets shorter on its way.
fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos().div_ceil(1000)).unwrap_or(i64::MAX)
}
