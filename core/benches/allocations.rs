//! What a call allocates, beside the same call made by bare hyper and by bare reqwest.
//!
//! `cargo bench -p keyhelm --bench allocations` takes a second. Counted is the thread that makes the calls, with the
//! connection's task on it; the server has a thread of its own. The calls before the counting open the connection and
//! fill what is made once, and the numbers are the mean of many calls, which differ only where a buffer happens to
//! grow. It stands apart from the bench `call` because its allocator, which counts, would be part of the times.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

#[path = "call/clients.rs"]
mod clients;
#[path = "call/server.rs"]
mod server;

use std::{sync::mpsc, thread};

use self::clients::{Clients, Failure, Way};

const CALLS: u32 = 1_000;

fn main() -> Result<(), Failure> {
    let (tell, told) = mpsc::channel();
    // Ends with the process.
    thread::spawn(move || {
        let serve = async {
            if let Ok(address) = server::start().await {
                let _ = tell.send(address);
                std::future::pending::<()>().await;
            }
        };
        clients::runtime().map(|runtime| runtime.block_on(serve))
    });
    let address = told.recv()?;
    let runtime = clients::runtime()?;
    let mut clients = runtime.block_on(Clients::new(address))?;

    println!("Allocations per call     count    bytes");
    for way in Way::ALL {
        runtime.block_on(clients.make(way, CALLS))?;
        let mut result = Ok(());
        let counted = allocation_counter::measure(|| result = runtime.block_on(clients.make(way, CALLS)));
        result?;
        let each = |total: u64| {
            #[expect(clippy::cast_precision_loss, reason = "it is shown with one decimal")]
            let total = total as f64;
            total / f64::from(CALLS)
        };
        println!(
            "  {:<20} {:>7.1} {:>8.0}",
            way.label(),
            each(counted.count_total),
            each(counted.bytes_total)
        );
    }
    Ok(())
}
