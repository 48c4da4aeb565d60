//! What the shared window adds to a call.

use std::time::{Duration, Instant};

use keyhelm::Client;
use keyhelm_sandbox::Sandbox;

use crate::{host::Orders, orders, server::Redis};

const ROUNDS: usize = 30;
const CALLS: usize = 40;

/// Medians: of the microseconds of a call, and of the rounds' own ratios.
pub(crate) struct Cost {
    pub(crate) own: f64,
    pub(crate) shared: f64,
    pub(crate) ratio: f64,
}

pub(crate) async fn measure(sandbox: &Sandbox, redis: &Redis) -> Cost {
    sandbox.reset();
    // A limit that never makes a call wait.
    let orders = Orders { limit: (1_000_000, Duration::from_secs(60)), ..orders(sandbox, redis) };
    let own = orders.settings().build().unwrap();
    let shared = orders.settings().shared_limit(orders.redis.as_str()).build().unwrap();
    // Connections are made before.
    round(&own).await;
    round(&shared).await;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((round(&own).await, round(&shared).await));
    }
    Cost {
        own: median(rounds.iter().map(|(own, _)| *own).collect()),
        shared: median(rounds.iter().map(|(_, shared)| *shared).collect()),
        ratio: median(rounds.iter().map(|(own, shared)| shared / own).collect()),
    }
}

/// The median call of a round, in microseconds.
async fn round(client: &Client) -> f64 {
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let start = Instant::now();
        client.keys().current().await.unwrap();
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    median(times)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
