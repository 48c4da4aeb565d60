//! Clocks, medians, and one core for all.

use std::time::{Duration, Instant};

use super::clients::Failure;

/// CPU time of the whole process and wall time of a piece of work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

/// Begun before the work, read after it.
pub(crate) struct Watch {
    cpu: Duration,
    wall: Instant,
}

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
    pub(crate) fn start() -> Self {
        Self { wall: Instant::now(), cpu: cpu_time() }
    }

    pub(crate) fn read(&self) -> Cost {
        Cost { cpu: cpu_time().saturating_sub(self.cpu), wall: self.wall.elapsed() }
    }
}

/// User and system time of all threads so far.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    // It starts at zero with the process, so it is never negative.
    Duration::try_from(time).unwrap_or_default()
}

/// Not known here: the columns stay empty.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    Duration::ZERO
}

/// Runs this on one core, together with every thread it starts; where the system cannot do that, on all.
#[cfg(target_os = "linux")]
pub(crate) fn on_one_core<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let before = sched_getaffinity(None)?;
    let core = (0..CpuSet::MAX_CPU).rev().find(|core| before.is_set(*core)).unwrap_or(0);
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one)?;
    let result = work();
    sched_setaffinity(None, &before)?;
    result
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn on_one_core<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    work()
}

/// The middle value; of an even number of values the upper of the two. Not a number if there are none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub(crate) fn median_duration(values: impl IntoIterator<Item = Duration>) -> Duration {
    let mut values: Vec<Duration> = values.into_iter().collect();
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

pub(crate) fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
