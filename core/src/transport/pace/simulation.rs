//! A platform, a network and their whims, all simulated: whatever the delays, no request is the one too many.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use proptest::prelude::*;

use super::{Claim, Permit, TooLong, Turn, pacer::Pacer};
use crate::{
    clock::World,
    rate_limit::Rate,
    transport::simulation::world::{Dice, Simulated, simulate},
};

/// Counts accepted requests in a rolling window, as strictly as can be: one that is exactly a window old counts still.
struct Server {
    rate: Rate,
    accepted: Mutex<VecDeque<Instant>>,
    too_many: Mutex<u32>,
}

impl Server {
    fn new(rate: Rate) -> Arc<Self> {
        Arc::new(Self { rate, accepted: Mutex::default(), too_many: Mutex::default() })
    }

    fn arrival(&self, now: Instant) {
        let mut accepted = self.accepted.lock().unwrap_or_else(PoisonError::into_inner);
        while accepted.front().is_some_and(|&time| time + self.rate.window < now) {
            accepted.pop_front();
        }
        if accepted.len() >= self.rate.requests as usize {
            *self.too_many.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        } else {
            accepted.push_back(now);
        }
    }

    fn too_many(&self) -> u32 {
        *self.too_many.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the network does with one request.
enum Fate {
    Answered {
        there: Duration,
        back: Duration,
    },
    /// It arrives, and the answer never comes: the caller gives up later.
    AnswerLost {
        there: Duration,
        given_up: Duration,
    },
    /// It never arrives.
    Lost {
        given_up: Duration,
    },
    /// The connection failed before anything left.
    NotSent,
}

fn fate(dice: &mut Dice, longest: Duration) -> Fate {
    let span = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
    let mut delay = || Duration::from_micros(dice.roll(span));
    let (there, back) = (delay(), delay());
    match dice.roll(10) {
        0 => Fate::AnswerLost { there, given_up: there + back },
        1 => Fate::Lost { given_up: back },
        2 => Fate::NotSent,
        _ => Fate::Answered { there, back },
    }
}

async fn travel(permit: Permit, fate: Fate, server: &Server, world: &dyn World) {
    match fate {
        Fate::Answered { there, back } => {
            world.sleep(there).await;
            server.arrival(world.instant());
            world.sleep(back).await;
        }
        Fate::AnswerLost { there, given_up } => {
            world.sleep(there).await;
            server.arrival(world.instant());
            world.sleep(given_up.saturating_sub(there)).await;
        }
        Fate::Lost { given_up } => world.sleep(given_up).await,
        Fate::NotSent => return permit.withdraw(),
    }
    drop(permit);
}

/// Other clients of the key, with limits of their own, join and leave; none of them makes the limit laxer.
async fn come_and_go(pacer: Arc<Pacer>, rate: Rate, mut dice: Dice, world: Arc<dyn World>) {
    for _ in 0..20 {
        let wider = Rate { requests: rate.requests + 1, window: rate.window / 2 + Duration::from_micros(1) };
        let other = [None, Some(rate), Some(wider)][usize::try_from(dice.roll(3)).unwrap_or(0)];
        let claim = pacer.claim(other, true, Arc::clone(&world));
        world.sleep(Duration::from_millis(dice.roll(500))).await;
        drop(claim);
        pacer.learn(&[wider]);
        world.sleep(Duration::from_millis(dice.roll(500))).await;
    }
}

struct Run {
    too_many: u32,
    took: Duration,
    order_kept: bool,
}

/// Several clients of one key, each with its calls all at once; some callers give up while they wait.
async fn run(seed: u64, rate: Rate, clients: u64, calls: u64, longest_delay: Duration, calm: bool) -> Run {
    let world: Arc<dyn World> = Simulated::new(Dice::new(0));
    let server = Server::new(rate);
    let pacer = Arc::new(Pacer::default());
    let mut dice = Dice::new(seed);
    let start = world.instant();
    let mut tasks = Vec::new();
    let released = Arc::new(Mutex::new(Vec::new()));
    let claims: Vec<Arc<Claim>> =
        (0..clients).map(|_| Arc::new(pacer.claim(Some(rate), true, Arc::clone(&world)))).collect();
    if !calm {
        tokio::spawn(come_and_go(Arc::clone(&pacer), rate, dice.clone(), Arc::clone(&world)));
    }
    for call in 0..calls {
        let claim = Arc::clone(&claims[usize::try_from(dice.roll(clients)).unwrap_or(0)]);
        let place = claim.pacer().place();
        let (world, server, released) = (Arc::clone(&world), Arc::clone(&server), Arc::clone(&released));
        let fate = if calm {
            Fate::Answered { there: longest_delay / 2, back: longest_delay / 2 }
        } else {
            fate(&mut dice, longest_delay)
        };
        let impatient = !calm && dice.roll(8) == 0;
        let patience = Duration::from_micros(dice.roll(3_000_000));
        tasks.push(tokio::spawn(async move {
            let deadline = world.instant() + Duration::from_secs(1_000_000);
            let permit = if impatient {
                tokio::select! {
                    permit = claim.acquire(place, deadline) => permit,
                    () = world.sleep(patience) => return,
                }
            } else {
                claim.acquire(place, deadline).await
            };
            let permit = permit.unwrap();
            released.lock().unwrap_or_else(PoisonError::into_inner).push(call);
            travel(permit, fate, &server, &*world).await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let released = released.lock().unwrap_or_else(PoisonError::into_inner);
    Run { too_many: server.too_many(), took: world.instant() - start, order_kept: released.is_sorted() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_schedule_exceeds_the_platforms_window(
        seed: u64,
        requests in 1_u32..12,
        window_ms in 1_u64..3_000,
        clients in 1_u64..4,
        calls in 1_u64..60,
        delay_ms in 0_u64..5_000,
    ) {
        let rate = Rate { requests, window: Duration::from_millis(window_ms) };
        let run = simulate(run(seed, rate, clients, calls, Duration::from_millis(delay_ms), false));
        prop_assert_eq!(run.too_many, 0, "seed {}", seed);
        prop_assert!(run.order_kept, "first come, first served; seed {}", seed);
    }

    #[test]
    fn nothing_is_left_lying_that_could_have_been_sent(
        seed: u64,
        requests in 1_u32..40,
        calls in 1_u64..150,
        round_trip_ms in 0_u64..100,
    ) {
        let rate = Rate { requests, window: Duration::from_secs(60) };
        let round_trip = Duration::from_millis(round_trip_ms);
        let run = simulate(run(seed, rate, 2, calls, round_trip, true));
        let full_windows = u32::try_from((calls - 1) / u64::from(requests)).unwrap();
        let best = rate.window * full_windows + round_trip;
        prop_assert!(
            run.took <= best.mul_f64(1.02) + round_trip,
            "{:?} where {:?} is the best; seed {}", run.took, best, seed
        );
        prop_assert_eq!(run.too_many, 0);
    }
}

fn rate(requests: u32, seconds: u64) -> Rate {
    Rate { requests, window: Duration::from_secs(seconds) }
}

#[test]
fn the_stricter_of_two_clients_holds_as_long_as_it_is_there() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let wide = pacer.claim(Some(rate(5, 60)), true, Arc::clone(&world));
        let narrow = pacer.claim(Some(rate(2, 60)), true, Arc::clone(&world));
        let soon = || world.instant() + Duration::from_secs(30);
        for _ in 0..2 {
            drop(wide.acquire(pacer.place(), soon()).await.unwrap());
        }
        assert!(wide.acquire(pacer.place(), soon()).await.is_err());
        drop(narrow);
        drop(wide.acquire(pacer.place(), soon()).await.unwrap());
    });
}

#[test]
fn windows_of_different_length_hold_together() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let burst = pacer.claim(Some(rate(2, 1)), true, Arc::clone(&world));
        let _daily = pacer.claim(Some(rate(3, 3600)), true, Arc::clone(&world));
        let start = world.instant();
        for _ in 0..3 {
            let patient = world.instant() + Duration::from_secs(30);
            drop(burst.acquire(pacer.place(), patient).await.unwrap());
        }
        assert_eq!((world.instant() - start).as_secs(), 1);
        let TooLong(wait) =
            burst.acquire(pacer.place(), start + Duration::from_secs(600)).await.err().unwrap();
        assert_eq!(wait.as_secs(), 3602, "an hour and its thousandth, less the second that has passed");
    });
}

#[test]
fn a_place_given_up_goes_to_the_next_at_once() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let claim = pacer.claim(Some(rate(1, 60)), true, Arc::clone(&world));
        let deadline = world.instant() + Duration::from_secs(3600);
        let only = claim.acquire(pacer.place(), deadline).await.unwrap();
        let (first, second) = (pacer.place(), pacer.place());
        {
            let given_up = claim.acquire(first, deadline);
            tokio::select! {
                biased;
                _ = given_up => panic!("there was a place"),
                () = world.sleep(Duration::from_secs(1)) => {}
            }
        }
        only.withdraw();
        let before = world.instant();
        drop(claim.acquire(second, deadline).await.unwrap());
        assert_eq!(world.instant(), before);
    });
}

#[test]
fn a_hold_keeps_everybody_back_and_no_longer() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let unpaced = pacer.claim(None, true, Arc::clone(&world));
        let start = world.instant();
        pacer.hold(start + Duration::from_secs(7));
        let deadline = start + Duration::from_secs(60);
        drop(unpaced.acquire(pacer.place(), deadline).await.unwrap());
        let waited = world.instant() - start;
        assert!((7_000..=7_050).contains(&waited.as_millis()), "{waited:?}");
        pacer.hold(world.instant() + Duration::from_secs(3600));
        assert!(unpaced.acquire(pacer.place(), deadline).await.is_err(), "at once");
        assert_eq!(world.instant() - start, waited);
    });
}

#[test]
fn a_wait_that_cannot_fit_is_told_before_it_begins() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let claim = pacer.claim(Some(rate(2, 60)), true, Arc::clone(&world));
        let start = world.instant();
        for _ in 0..2 {
            drop(claim.acquire(pacer.place(), start + Duration::from_secs(1)).await.unwrap());
        }
        let TooLong(wait) =
            claim.acquire(pacer.place(), start + Duration::from_secs(30)).await.err().unwrap();
        assert_eq!(wait, Duration::from_millis(60_060));
        assert_eq!(world.instant(), start, "nobody waited");
    });
}

#[test]
fn what_the_platform_says_is_left_counts() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let claim = pacer.claim(None, false, Arc::clone(&world));
        let start = world.instant();
        assert!(pacer.learn(&[rate(10, 60)]) && !pacer.learn(&[rate(10, 60)]), "news once");
        pacer.learn_remaining(rate(10, 60), 1, start + Duration::from_secs(20), start);
        let deadline = start + Duration::from_secs(600);
        drop(claim.acquire(pacer.place(), deadline).await.unwrap());
        drop(claim.acquire(pacer.place(), deadline).await.unwrap());
        let waited = world.instant() - start;
        assert!((20_000..=20_100).contains(&waited.as_millis()), "{waited:?}");
    });
}

#[test]
fn a_future_that_nobody_polls_does_not_keep_the_others_waiting() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let claim = pacer.claim(Some(rate(1, 1)), true, Arc::clone(&world));
        let deadline = world.instant() + Duration::from_secs(60);
        drop(claim.acquire(pacer.place(), deadline).await.unwrap());
        let start = world.instant();
        let mut parked: Vec<_> = (0..3).map(|_| Box::pin(claim.acquire(pacer.place(), deadline))).collect();
        for parked in &mut parked {
            tokio::select! {
                biased;
                _ = parked => panic!("there was a place"),
                () = world.sleep(Duration::from_millis(1)) => {}
            }
        }
        for _ in 0..2 {
            drop(claim.acquire(pacer.place(), deadline).await.unwrap());
        }
        let waited = world.instant() - start;
        // At the latest when its turn would have come behind them.
        assert!(waited < Duration::from_secs(6), "{waited:?}");
        drop(parked.remove(0).await.unwrap());
    });
}

#[test]
fn a_limit_that_comes_back_remembers_what_was_sent_meanwhile() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let deadline = || world.instant() + Duration::from_secs(5);
        let limited = || pacer.claim(Some(rate(3, 60)), true, Arc::clone(&world));
        let others = [
            pacer.claim(None, true, Arc::clone(&world)),
            pacer.claim(Some(rate(10, 1)), true, Arc::clone(&world)),
        ];
        let first = limited();
        for _ in 0..2 {
            drop(first.acquire(pacer.place(), deadline()).await.unwrap());
        }
        drop(first);
        world.sleep(Duration::from_secs(2)).await;
        for other in &others {
            drop(other.acquire(pacer.place(), deadline()).await.unwrap());
        }
        let again = limited();
        assert!(again.acquire(pacer.place(), deadline()).await.is_err());
    });
}

#[test]
fn a_learned_limit_of_another_window_leaves_the_documented_one() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        let pacer = Arc::new(Pacer::default());
        let claim = pacer.claim(Some(rate(4, 60)), false, Arc::clone(&world));
        assert!(pacer.learn(&[rate(50, 1)]));
        assert!(
            pacer.learn(&[rate(70, 10)]) && !pacer.learn(&[rate(50, 1)]),
            "the one does not undo the other"
        );
        let deadline = world.instant() + Duration::from_secs(5);
        for _ in 0..4 {
            drop(claim.acquire(pacer.place(), deadline).await.unwrap());
        }
        assert!(claim.acquire(pacer.place(), deadline).await.is_err());
        pacer.learn(&[rate(6, 60)]);
        drop(claim.acquire(pacer.place(), deadline).await.unwrap());
    });
}

#[test]
fn what_no_limit_counts_is_not_kept() {
    simulate(async {
        let world: Arc<dyn World> = Simulated::new(Dice::new(0));
        for (rate, explicit) in [(None, false), (None, true), (Some(rate(5, 1)), true)] {
            let pacer = Arc::new(Pacer::default());
            let claim = pacer.claim(rate, explicit, Arc::clone(&world));
            for _ in 0..1000 {
                let deadline = world.instant() + Duration::from_secs(60);
                let place = pacer.place();
                match claim.try_acquire(place, deadline).unwrap() {
                    Turn::Now(permit) => drop(permit),
                    Turn::Later(_) => drop(claim.acquire(place, deadline).await.unwrap()),
                }
            }
            assert!(pacer.state().log.remembered() <= 5, "{rate:?}");
        }
    });
}
