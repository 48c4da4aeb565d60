//! What pacing costs a call that need not wait.

use std::{hint::black_box, sync::Mutex, time::Duration};

use keyhelm::{RateLimit, benchmark::Keys};

use super::{
    clients::Failure,
    measure::{Dice, median, now},
};

const CHECKS: u32 = 100_000;

/// Requests of each key that count at any time.
const RECENT: u32 = 100;
const WINDOW: Duration = Duration::from_secs(60);

/// Nanoseconds.
const AIM: f64 = 100.0;

/// Keys and the order in which they are looked at.
struct Row {
    keys: Keys,
    order: Vec<usize>,
    step: Duration,
}

impl Row {
    fn new(count: u32) -> Result<Self, Failure> {
        let keys = Keys::new(&count.to_string(), count as usize, RateLimit::new(1_000_000, WINDOW))?;
        let mut dice = Dice::new(0);
        let order = (0..CHECKS).map(|_| usize::try_from(dice.roll() % u64::from(count)));
        let row = Self { keys, order: order.collect::<Result<_, _>>()?, step: WINDOW / (RECENT * count) };
        // Two windows' worth, so that every key has its fill.
        let rounds = (2 * RECENT * count).div_ceil(CHECKS);
        (0..rounds).try_for_each(|_| row.round().map(drop))?;
        Ok(row)
    }

    /// Nanoseconds per check.
    fn round(&self) -> Result<f64, Failure> {
        let start = now();
        let mut released = 0_u32;
        for &key in &self.order {
            released += u32::from(self.keys.check(key));
            self.keys.advance(self.step);
        }
        let took = start.elapsed();
        if released != CHECKS {
            return Err("a check that was to be free had to wait".into());
        }
        Ok(took.as_secs_f64() * 1e9 / f64::from(CHECKS))
    }
}

pub(crate) fn print(rounds: u32) -> Result<(), Failure> {
    let rows = [Row::new(1)?, Row::new(1_000)?];
    let (mut one, mut thousand, mut standard) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        standard.push(yardstick());
        one.push(rows[0].round()?);
        thousand.push(rows[1].round()?);
    }
    let ratio = |row: &[f64]| median(row.iter().zip(&standard).map(|(check, standard)| check / standard));
    let (one_over, thousand_over) = (ratio(&one), ratio(&thousand));
    println!("The check of a call that need not wait, {RECENT} recent requests per key");
    println!("                              ns   over the standard library's");
    println!("  Mutex and Instant::now  {:>6.1}", median(standard));
    println!("  1 key                   {:>6.1}   {one_over:>5.2}   aim ≤ {AIM} ns", median(one));
    println!("  1,000 keys              {:>6.1}   {thousand_over:>5.2}   aim ≤ {AIM} ns", median(thousand));
    Ok(())
}

/// Nanoseconds for a lock, an unlock, and a look at the clock.
fn yardstick() -> f64 {
    let mutex = Mutex::new(now());
    let start = now();
    for _ in 0..CHECKS {
        if let Ok(mut held) = black_box(&mutex).lock() {
            *held = now();
        }
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(CHECKS)
}
