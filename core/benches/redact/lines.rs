//! One call for each line.

use std::hint::black_box;

use keyhelm::Redactor;

use super::{
    Extent, Failure, log_text,
    measure::{fill, float, grouped, median, time},
    secrets,
};

const LINES: usize = 1_000;
const LENGTH: usize = 200;
/// How often all lines are redacted in a round.
const PASSES: usize = 20;

/// Nanoseconds.
const AIM_ALONE: f64 = 100.0;
const AIM_PATTERNS: f64 = 300.0;

pub(crate) fn print(extent: Extent) -> Result<(), Failure> {
    let lines = log_text::lines(LINES, LENGTH);
    println!("One call for a line of {LENGTH} bytes, ns");
    println!("{:>8} {:>10} {:>10}   aim ≤ {AIM_ALONE} and ≤ {AIM_PATTERNS}", "secrets", "alone", "patterns");
    let all = secrets::make(10_000);
    for count in [0, 10, 1_000, 10_000] {
        let (alone, patterns) = (Redactor::without_patterns(), Redactor::new());
        fill(&alone, &all[..count])?;
        fill(&patterns, &all[..count])?;
        let (mut ns_alone, mut ns_patterns) = (Vec::new(), Vec::new());
        for _ in 0..extent.rounds * 3 {
            ns_alone.push(round(&alone, &lines));
            ns_patterns.push(round(&patterns, &lines));
        }
        println!("{:>8} {:>10.0} {:>10.0}", grouped(count), median(ns_alone), median(ns_patterns));
    }
    println!();
    Ok(())
}

/// Nanoseconds per line.
fn round(redactor: &Redactor, lines: &[String]) -> f64 {
    let took = time(|| {
        for _ in 0..PASSES {
            for line in lines {
                drop(black_box(redactor.redact(black_box(line))));
            }
        }
    });
    took.as_secs_f64() * 1e9 / float(PASSES * lines.len())
}
