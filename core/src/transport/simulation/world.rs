use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use crate::clock::{RealWorld, Sleep, World};

/// The time of a runtime whose clock jumps to the next timer when there is nothing else to do, and chance from a seed.
pub(in crate::transport) struct Simulated {
    start: Instant,
    origin: tokio::time::Instant,
    dice: Mutex<Dice>,
}

#[expect(clippy::disallowed_methods, reason = "the runtime's clock is a simulated one here")]
impl Simulated {
    pub(in crate::transport) fn new(dice: Dice) -> Arc<Self> {
        Arc::new(Self {
            start: RealWorld.instant(),
            origin: tokio::time::Instant::now(),
            dice: Mutex::new(dice),
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "the runtime's clock is a simulated one here")]
impl World for Simulated {
    fn instant(&self) -> Instant {
        self.start + self.origin.elapsed()
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.origin.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.fill_with(|| u8::try_from(dice.roll(256)).unwrap_or(0));
    }
}

/// Pseudo-random numbers from a seed (xorshift), so that a failing run can be run again.
#[derive(Clone)]
pub(in crate::transport) struct Dice(u64);

impl Dice {
    pub(in crate::transport) fn new(seed: u64) -> Self {
        // Small seeds would begin with small numbers.
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..4).for_each(|_| _ = dice.roll(1));
        dice
    }

    pub(in crate::transport) fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below.max(1)
    }

    pub(in crate::transport) fn one_in(&mut self, chances: u64) -> bool {
        self.roll(chances) == 0
    }

    pub(in crate::transport) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.roll(choices.len() as u64)).unwrap_or(0)]
    }

    /// Up to so long, in whole milliseconds.
    pub(in crate::transport) fn up_to(&mut self, longest: Duration) -> Duration {
        let milliseconds = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.roll(milliseconds.saturating_add(1)))
    }
}

pub(in crate::transport) fn simulate<T>(run: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(run)
}
