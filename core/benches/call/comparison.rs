//! CPU and wall time per call, one client beside the other.

use super::{
    clients::{self, Clients, Failure, Way},
    measure::{Cost, Watch, median, micros},
    server,
};

/// Long enough that reading the clock does not count, short enough that a round has one state of the machine.
const CALLS: u32 = 300;

/// What every client's calls of one round cost, in the order of [`Way::ALL`].
pub(crate) type Round = Vec<Cost>;

pub(crate) fn measure(rounds: usize) -> Result<Vec<Round>, Failure> {
    clients::runtime()?.block_on(async {
        let mut clients = Clients::new(server::start().await?).await?;
        for way in Way::ALL {
            clients.make(way, 2 * CALLS).await?;
        }
        let mut all = Vec::with_capacity(rounds);
        for turn in 0..rounds {
            let mut round = vec![None; Way::ALL.len()];
            for step in 0..Way::ALL.len() {
                let place = (turn + step) % Way::ALL.len();
                let watch = Watch::start();
                clients.make(Way::ALL[place], CALLS).await?;
                round[place] = Some(watch.read());
            }
            all.push(round.into_iter().flatten().collect());
        }
        Ok(all)
    })
}

pub(crate) fn print(rounds: &[Round], (aim_over_reqwest, aim_over_hyper): (f64, f64)) {
    let place_of = |way: Way| Way::ALL.iter().position(|other| *other == way).unwrap_or_default();
    let (hyper, reqwest) = (place_of(Way::Hyper), place_of(Way::Reqwest));
    let cpu = |cost: Cost| micros(cost.cpu) / f64::from(CALLS);
    let wall = |cost: Cost| micros(cost.wall) / f64::from(CALLS);
    println!(
        "                          CPU µs   over hyper   over reqwest   wall over reqwest   added wall µs"
    );
    for (place, way) in Way::ALL.into_iter().enumerate() {
        let over = |base: usize| median(rounds.iter().map(|round| cpu(round[place]) / cpu(round[base])));
        let wall_ratio = median(rounds.iter().map(|round| wall(round[place]) / wall(round[reqwest])));
        let added = median(rounds.iter().map(|round| wall(round[place]) - wall(round[reqwest])));
        println!(
            "  {:<22} {:>7.2} {:>12.2} {:>14.3} {:>19.2} {:>+15.2}",
            way.label(),
            median(rounds.iter().map(|round| cpu(round[place]))),
            over(hyper),
            over(reqwest),
            wall_ratio,
            added,
        );
    }
    println!(
        "  (aims: {aim_over_hyper:.2} over hyper, {aim_over_reqwest:.2} over reqwest; wall time is noisy)"
    );
}
