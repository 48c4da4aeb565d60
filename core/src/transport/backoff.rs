use std::time::Duration;

const BASE: Duration = Duration::from_millis(500);
const CAP: Duration = Duration::from_secs(20);

/// A spinning wait is a bug, so a wait is never shorter.
const SHORTEST: Duration = Duration::from_micros(1);

/// Exponential backoff with full jitter before attempt `attempts + 1`: `fraction · min(20 s, 0.5 s · 2^(attempts−1))`,
/// the cap before the jitter.
pub(super) fn delay(attempts: u32, fraction: f64) -> Duration {
    let doublings = attempts.saturating_sub(1).min(30);
    let ceiling = BASE.saturating_mul(1 << doublings).min(CAP);
    ceiling.mul_f64(fraction.clamp(0.0, 1.0)).max(SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_up_to_the_cap_and_the_jitter_is_full() {
        let ceilings: Vec<_> = (1..=8).map(|attempts| delay(attempts, 1.0).as_millis()).collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000]);
        assert_eq!(delay(3, 0.25), Duration::from_millis(500));
        assert_eq!(delay(3, 0.0), SHORTEST);
        assert_eq!(delay(u32::MAX, 1.0), CAP);
    }
}
