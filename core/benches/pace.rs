//! What pacing and repeating do to a platform and to the calls, beside the same calls without them.
//!
//! `cargo bench -p keyhelm --bench pace --features benchmark` takes a minute, `-- --quick` half of it, and `-- --only
//! <part>` measures one of `check`, `known`, `unknown` and `dead`, for a profiler. Nothing leaves the machine: the
//! platform is the sandbox, which counts accepted requests in a rolling window and keeps a log of all that arrive.
//!
//! - **A known limit**: two clients of one key make 450 calls, all at once, where 100 fit into a window of 2 s. The best
//!   possible time is four windows and one round trip, the latter measured on the idle sandbox. Median of the rounds.
//! - **An unknown limit**: 450 calls where 100 fit into a window of 1 s that nobody told the client, made by 20 callers
//!   or by 450, by Keyhelm's client and by a plain one over reqwest: when it is answered 429 it sleeps for the
//!   `Retry-After` and tries again. *Sent meanwhile* are requests that arrived between the first 429's answer and the
//!   end of its delay and were not under way when it came. Times are those of the sandbox's log, in milliseconds.
//!   One run each.
//! - **The check**: a request is released and at once over, with the real registry, locks and clock, while about a
//!   hundred earlier requests still count. The keys' clock is moved on with every check, so that as many requests stop
//!   counting as begin to. Rounds of all rows take turns; medians. The nanoseconds belong to the machine, and the row
//!   of the standard library tells what they are worth: a mutex, locked and unlocked, and a look at the clock. A check
//!   does two of each.
//! - **A dead platform**: 100 callers begin a call as soon as their last one failed, or a second later. The plain
//!   client repeats as Keyhelm's does, with the same backoff and three attempts, but without a quota. Requests are
//!   counted by the callers when an attempt ends, and requests per call over the calls that ended. The quota bounds
//!   requests per call, not per second: a call that is not repeated fails at once, so who comes back at once sends as
//!   fast as the platform fails. One run each.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

#[path = "pace/check.rs"]
mod check;
#[path = "pace/clients.rs"]
mod clients;
#[path = "pace/dead.rs"]
mod dead;
#[path = "pace/drain.rs"]
mod drain;
#[path = "pace/measure.rs"]
mod measure;
#[path = "pace/plain.rs"]
mod plain;
#[path = "pace/unknown.rs"]
mod unknown;

use std::time::Duration;

use self::clients::Failure;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_quick = arguments.iter().any(|argument| argument == "--quick");
    let only = arguments.iter().position(|argument| argument == "--only").map(|place| place + 1);
    let only = only.map(|place| arguments.get(place).map_or("", String::as_str));
    if only.is_some_and(|part| !["check", "known", "unknown", "dead"].contains(&part)) {
        return Err("--only check, known, unknown or dead".into());
    }
    let wanted = |part: &str| only.is_none_or(|only| only == part);

    measure::raise_open_files();
    // First, while nothing else has touched the memory.
    if wanted("check") {
        check::print(if is_quick { 5 } else { 25 })?;
    }
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async {
        if wanted("known") {
            drain::print(if is_quick { 1 } else { 3 }).await?;
        }
        if wanted("unknown") {
            unknown::print().await?;
        }
        if wanted("dead") {
            dead::print(Duration::from_secs(if is_quick { 1 } else { 3 })).await?;
        }
        Ok(())
    })
}
