//! What it costs to add a secret, to remove it, and to keep it.

use std::hint::black_box;

use keyhelm::{Error, Redactor, Secret};

use super::{
    Extent, Failure,
    measure::{fill, grouped, quantile, time},
    secrets,
};

const THERE: [usize; 3] = [0, 1_000, 10_000];

/// Microseconds, and bytes.
const AIM_ADD: f64 = 50.0;
const AIM_BYTES: u64 = 6 * 1024;

const LINE: &str = "2026-03-01T12:00:00Z INFO client: a line that holds no secret at all";

pub(crate) fn print(extent: Extent) -> Result<(), Failure> {
    let more = extent.rounds * 50;
    let all = secrets::make(THERE[2] + more);
    println!("Adding one secret, µs over {more} of them, aim ≤ {AIM_ADD}");
    println!("{:>8}  {:^28}  {:^28}  {:^28}", "there", "add", "add and the next line", "remove");
    let head = format!("{:>8} {:>9} {:>9}", "median", "p99", "max");
    println!("{:>8}  {head}  {head}  {head}", "");
    for there in THERE {
        let redactor = Redactor::new();
        fill(&redactor, &all[..there])?;
        let (mut adds, mut with_lines, mut removes) = (Vec::new(), Vec::new(), Vec::new());
        for secret in &all[THERE[2]..] {
            adds.push(micros(|| redactor.add(secret))?);
            redactor.redact(LINE);
            removes.push(time(|| redactor.remove(secret)).as_secs_f64() * 1e6);
            with_lines.push(micros(|| redactor.add(secret).map(|()| black_box(redactor.redact(LINE))))?);
            redactor.remove(secret);
        }
        println!("{:>8}  {}  {}  {}", grouped(there), cell(&adds), cell(&with_lines), cell(&removes));
    }
    println!("\nMemory per secret, bytes, aim ≤ {}", grouped(AIM_BYTES.try_into()?));
    for there in [1, 10, 100, 1_000, 10_000] {
        println!("{:>8} {:>9}", grouped(there), bytes_each(&all[..there])?);
    }
    println!();
    Ok(())
}

fn micros<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<f64, Failure> {
    let mut result = Ok(());
    let took = time(|| work().map(drop).inspect_err(|error| result = Err(error.clone())));
    result?;
    Ok(took.as_secs_f64() * 1e6)
}

fn cell(values: &[f64]) -> String {
    let at = |part| quantile(values.iter().copied(), part);
    format!("{:>8.1} {:>9.1} {:>9.1}", at(0.5), at(0.99), at(1.0))
}

/// What a redactor holds for each, with everything that is made on the first use.
fn bytes_each(secrets: &[Secret]) -> Result<i64, Failure> {
    let mut held = None;
    let counted = allocation_counter::measure(|| {
        let redactor = Redactor::new();
        let filled = fill(&redactor, secrets);
        redactor.redact(LINE);
        held = Some(filled.map(|()| redactor));
    });
    let redactor = held.transpose()?;
    drop(redactor);
    Ok(counted.bytes_current / i64::try_from(secrets.len())?)
}
