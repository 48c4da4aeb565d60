//! What a call costs, beside the same call made by bare hyper and by bare reqwest.
//!
//! `cargo bench -p keyhelm --bench call` takes less than a minute, `-- --quick` some seconds. Nothing leaves the
//! machine. On Linux everything that is compared runs on one core.
//!
//! - **CPU per call**: client and server are tasks of one current-thread runtime, pinned to one core, with one
//!   connection per client that is kept alive; one call after another. Counted is the CPU time of the whole process,
//!   user and system, so it holds the server's share, which is the same for all. Each round runs every client once
//!   for some hundred calls, in an order that turns from round to round. A ratio is the median of the rounds' own
//!   ratios, so that what slows a whole round down (another program, the clock speed) cancels out. The microseconds
//!   belong to the machine; only the ratios compare.
//! - **Wall time** comes from the same rounds. Any other program on the core adds to it: it is noisy.
//! - **Clients built**: each one from nothing, and dropped. The first https client of a process reads the system's
//!   certificate authorities.
//! - **One login for many**: a thousand calls at once against the sandbox, on a multi-thread runtime, with a client
//!   that must log in first and with one that has. The bench fails unless there is exactly one login. The ratio is noisy.
//!
//! `-- --only <client> <calls>` makes one client's calls and prints nothing, for a profiler; the client is named as in
//! the table. Allocations are counted by the bench `allocations`, since counting them costs time.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

#[path = "call/building.rs"]
mod building;
#[path = "call/clients.rs"]
mod clients;
#[path = "call/comparison.rs"]
mod comparison;
#[path = "call/login.rs"]
mod login;
#[path = "call/measure.rs"]
mod measure;
#[path = "call/server.rs"]
mod server;

use self::clients::{Clients, Failure, Way};

/// The aims, over bare reqwest and over bare hyper.
const AIMS: (f64, f64) = (1.10, 2.30);

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(place) = arguments.iter().position(|argument| argument == "--only") {
        let [name, calls] = arguments.get(place + 1..place + 3).ok_or("--only <client> <calls>")? else {
            return Err("--only <client> <calls>".into());
        };
        let way = Way::ALL.into_iter().find(|way| way.label() == name).ok_or("there is no such client")?;
        return only(way, calls.parse()?);
    }
    let is_quick = arguments.iter().any(|argument| argument == "--quick");

    // First, because only the first https client of the process reads the certificate authorities.
    let built = building::measure(if is_quick { 20 } else { 100 })?;

    measure::on_one_core(|| {
        println!("CPU and wall time per call, medians");
        comparison::print(&comparison::measure(if is_quick { 60 } else { 400 })?, AIMS);
        Ok::<_, Failure>(())
    })?;

    println!("\nBuilding a client");
    println!("  http, loopback            {:>8.0} µs", measure::micros(built.http));
    println!("  https, first              {:>8.0} µs", measure::micros(built.https_first));
    println!("  https, later              {:>8.0} µs", measure::micros(built.https_later));

    let logins = login::measure(if is_quick { 3 } else { 9 })?;
    println!("\n{} calls at once at CertoPay, {} login each round", login::CALLS, logins.logins);
    println!("  wall time, waiting for a login / with a token   {:.2}", logins.over_held);
    Ok(())
}

/// Calls of one client and nothing else.
fn only(way: Way, calls: u32) -> Result<(), Failure> {
    measure::on_one_core(|| {
        clients::runtime()?.block_on(async {
            let mut clients = Clients::new(server::start().await?).await?;
            clients.make(way, calls).await
        })
    })
}
