//! What a limit that hosts share through Redis gives and costs.
//!
//! `cargo bench -p keyhelm --features redis --bench fleet` takes about forty seconds. It needs `redis-server`, on the
//! `PATH` or named in `KEYHELM_REDIS_SERVER`. Nothing leaves the machine; each host is a process of its own.
//!
//! - **Twenty hosts at once** have more calls than the limit lets through. Counted are the calls that were answered,
//!   the 429s of the platform, and the time until the last answer over the best there can be: all but the first of
//!   the windows that so many calls fill.
//! - **One busy host**, alone and beside nineteen that have used the key before and now do nothing: it must not be
//!   slower for them.
//! - **The cost of a call**: one call after another, with and without the shared limit, in turns. The microseconds
//!   belong to the machine, to its loopback and to a sandbox that answers at once.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot be set up fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "other processes do not share a time that is injected")]

#[path = "fleet/cost.rs"]
mod cost;
#[path = "fleet/host.rs"]
mod host;
#[expect(dead_code, reason = "the tests need more of it")]
#[path = "../tests/fleet/server.rs"]
mod server;

use std::time::{Duration, Instant};

use keyhelm_sandbox::Sandbox;

use self::{
    host::{Host, Orders},
    server::Redis,
};

const HOSTS: u32 = 20;
const LIMIT: u32 = 160;
const WINDOW: Duration = Duration::from_secs(2);

fn main() {
    if host::is_ordered() {
        return host::obey();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let redis = Redis::start();

    let run = hosts_at_once(&sandbox, &redis, 10);
    println!("{HOSTS} hosts, {LIMIT} requests in {WINDOW:?}, {} calls at once", run.calls);
    println!("  share done                  {:>8.1} %   (aim 99)", 100.0 * run.share());
    println!("  429s                        {:>8}     (aim 0)", run.refused);
    println!("  time over the best          {:>8.3}     (aim 1.05)", run.over_best());

    let (alone, beside) = busy_and_idle(&sandbox, &redis);
    println!("\nOne busy host, {} calls at once", alone.calls);
    println!("  alone, over the best        {:>8.3}", alone.over_best());
    println!("  beside {} idle, over alone  {:>8.3}", HOSTS - 1, beside.time.div_duration_f64(alone.time));
    println!("  429s                        {:>8}", alone.refused + beside.refused);

    let cost = runtime.block_on(cost::measure(&sandbox, &redis));
    println!("\nA call, medians");
    println!("  own window                  {:>8.0} µs", cost.own);
    println!("  shared window               {:>8.0} µs", cost.shared);
    println!("  shared / own                {:>8.2}", cost.ratio);
}

/// How a number of hosts fared.
struct Run {
    calls: u32,
    answered: u32,
    refused: usize,
    time: Duration,
}

impl Run {
    fn share(&self) -> f64 {
        f64::from(self.answered) / f64::from(self.calls)
    }

    fn over_best(&self) -> f64 {
        self.time.div_duration_f64(WINDOW * (self.calls.div_ceil(LIMIT) - 1))
    }
}

fn hosts_at_once(sandbox: &Sandbox, redis: &Redis, windows: u32) -> Run {
    reset(sandbox);
    let orders = orders(sandbox, redis);
    let calls = LIMIT * windows / HOSTS;
    let mut hosts: Vec<Host> = (0..HOSTS).map(|_| orders.host()).collect();
    run(sandbox, &mut hosts, calls)
}

fn busy_and_idle(sandbox: &Sandbox, redis: &Redis) -> (Run, Run) {
    const CALLS: u32 = LIMIT * 4;
    let orders = orders(sandbox, redis);
    let rest = || std::thread::sleep(WINDOW * 2);
    rest();
    reset(sandbox);
    let alone = run(sandbox, &mut [orders.host()], CALLS);
    rest();
    reset(sandbox);
    let mut idle: Vec<Host> = (1..HOSTS).map(|_| orders.host()).collect();
    run(sandbox, &mut idle, 1);
    rest();
    let beside = run(sandbox, &mut [orders.host()], CALLS);
    (alone, beside)
}

fn run(sandbox: &Sandbox, hosts: &mut [Host], calls: u32) -> Run {
    let start = Instant::now();
    for host in &mut *hosts {
        host.call(calls);
    }
    let answered = hosts.iter_mut().map(Host::answered).sum();
    let time = start.elapsed();
    let refused = sandbox.requests().iter().filter(|record| record.status == Some(429)).count();
    Run { calls: calls * u32::try_from(hosts.len()).unwrap_or(u32::MAX), answered, refused, time }
}

fn reset(sandbox: &Sandbox) {
    sandbox.reset();
    sandbox.set_limit("adyen", Some((LIMIT, WINDOW)));
}

fn orders(sandbox: &Sandbox, redis: &Redis) -> Orders {
    let given = &sandbox.credentials().adyen;
    Orders {
        base_url: given.base_url.clone(),
        api_key: given.api_key.clone(),
        redis: redis.url(),
        limit: (LIMIT, WINDOW),
    }
}
