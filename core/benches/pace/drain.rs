//! Many calls at once under a limit that is known.

use std::time::Duration;

use keyhelm::RateLimit;
use keyhelm_sandbox::Sandbox;
use tokio::task::JoinSet;

use super::{
    clients::{self, Failure},
    measure::{float, median, now},
};

pub(crate) const CALLS: usize = 450;
pub(crate) const LIMIT: u32 = 100;
/// Windows that must have passed before the last call can be let through.
pub(crate) const FULL_WINDOWS: u32 = 4;
const WINDOW: Duration = Duration::from_secs(2);

/// Over the best possible time.
const AIM: f64 = 1.05;

struct Round {
    took: f64,
    best: f64,
    trip: f64,
    refused: usize,
    sent: usize,
}

pub(crate) async fn print(rounds: usize) -> Result<(), Failure> {
    let mut all = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        all.push(measure().await?);
    }
    let middle = |figure: fn(&Round) -> f64| median(all.iter().map(figure));
    let refused = all.iter().map(|round| round.refused).max().unwrap_or_default();
    println!("\nA known limit: {CALLS} calls at once, 2 clients of one key, {LIMIT} in {WINDOW:?}");
    println!(
        "  took {:.3} s, best possible {:.3} s with a round trip of {:.1} ms",
        middle(|round| round.took),
        middle(|round| round.best),
        middle(|round| round.trip) * 1e3,
    );
    println!("  over the best possible   {:>6.3}   aim ≤ {AIM}", middle(|round| round.took / round.best));
    println!("  answered 429, at most    {refused:>6}   aim 0");
    println!("  sent over needed         {:>6.3}   aim 1", middle(|round| float(round.sent) / float(CALLS)));
    Ok(())
}

async fn measure() -> Result<Round, Failure> {
    let sandbox = Sandbox::start().await?;
    let round_trip = round_trip(&sandbox).await?;
    let sent_before = sandbox.requests().len();
    sandbox.set_limit("certopay", Some((LIMIT, WINDOW)));
    let client = || clients::certopay(&sandbox).rate_limit(RateLimit::new(LIMIT, WINDOW)).build();
    let pair = [client()?, client()?];
    let start = now();
    let mut calls = JoinSet::new();
    for call in 0..CALLS {
        calls.spawn(pair[call % 2].keys().verify().into_future());
    }
    while let Some(ended) = calls.join_next().await {
        ended??;
    }
    let took = start.elapsed().as_secs_f64();
    let log = sandbox.requests();
    Ok(Round {
        took,
        best: WINDOW.as_secs_f64() * f64::from(FULL_WINDOWS) + round_trip,
        trip: round_trip,
        refused: log.iter().filter(|record| record.status == Some(429)).count(),
        sent: log.len() - sent_before,
    })
}

/// Of one call on an idle sandbox, with the connection kept; under another key, so that it does not count.
async fn round_trip(sandbox: &Sandbox) -> Result<f64, Failure> {
    let client = clients::adyen(sandbox).build()?;
    let mut all = Vec::new();
    for _ in 0..50 {
        let start = now();
        client.keys().verify().await?;
        all.push(start.elapsed().as_secs_f64());
    }
    Ok(median(all))
}
