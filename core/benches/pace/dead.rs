//! Eager callers of a platform that does not work.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use keyhelm::EventKind;
use keyhelm_sandbox::{Fault, FaultRule, Sandbox};
use tokio::task::JoinSet;

use super::{
    clients::{self, Failure},
    measure::{Dice, float, now, sleep},
    plain::Plain,
};

const CALLERS: usize = 100;
const ATTEMPTS: u32 = 3;

/// How the platform does not work, and how soon a caller comes back.
struct Scene {
    name: &'static str,
    breaks_lines: bool,
    pause: Duration,
}

const SCENES: [Scene; 3] = [
    Scene { name: "500, at once", breaks_lines: false, pause: Duration::ZERO },
    Scene { name: "line breaks, at once", breaks_lines: true, pause: Duration::ZERO },
    Scene { name: "500, a second later", breaks_lines: false, pause: Duration::from_secs(1) },
];

#[derive(Default)]
struct Tally {
    /// Attempts that have ended.
    attempts: AtomicUsize,
    calls: AtomicUsize,
    attempts_of_calls: AtomicUsize,
}

impl Tally {
    fn call_ended(&self, attempts: usize) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.attempts_of_calls.fetch_add(attempts, Ordering::Relaxed);
    }

    /// One attempt has ended, and the call goes on.
    fn repeated(&self) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
    }
}

/// Per second, and requests per call.
struct Figures {
    requests: f64,
    calls: f64,
    per_call: f64,
}

pub(crate) async fn print(time: Duration) -> Result<(), Failure> {
    println!("\nA dead platform: {CALLERS} callers, {ATTEMPTS} attempts, {time:?} each");
    println!("                              requests/s   calls/s   requests per call");
    for scene in &SCENES {
        let with = measure(scene, time, true).await?;
        let without = measure(scene, time, false).await?;
        println!("  {}", scene.name);
        for (name, figures) in [("Keyhelm", &with), ("without a quota", &without)] {
            println!(
                "    {name:<24} {:>11.0} {:>9.0} {:>19.2}",
                figures.requests, figures.calls, figures.per_call
            );
        }
        println!(
            "    Keyhelm over without {:>15.2} {:>29.2}",
            with.requests / without.requests,
            with.per_call / without.per_call
        );
    }
    Ok(())
}

async fn measure(scene: &Scene, time: Duration, has_quota: bool) -> Result<Figures, Failure> {
    let sandbox = Sandbox::start().await?;
    let fault = if scene.breaks_lines {
        Fault::DropBefore
    } else {
        Fault::Answer { status: 500, headers: Vec::new(), body: String::new() }
    };
    sandbox.add_fault(FaultRule::new("adyen", fault).times(u32::MAX));
    let tally = Arc::new(Tally::default());
    let heard = Arc::clone(&tally);
    let keyhelm = clients::adyen(&sandbox)
        .max_attempts(ATTEMPTS)
        .on_event(move |event| {
            if event.kind == EventKind::Retry {
                heard.repeated();
            }
        })
        .build()?;
    let plain = Plain::new(&sandbox)?;
    let start = now();
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (keyhelm, plain, tally) = (keyhelm.clone(), plain.clone(), Arc::clone(&tally));
        let pause = scene.pause;
        callers.spawn(async move {
            let mut dice = Dice::new(caller);
            // Not all in the same moment.
            sleep(pause.mul_f64(dice.fraction())).await;
            loop {
                let attempts = if has_quota {
                    keyhelm.keys().current().await.err().map_or(0, |error| error.attempts() as usize)
                } else {
                    repeated(&plain, &tally, &mut dice).await
                };
                tally.call_ended(attempts);
                if !pause.is_zero() {
                    sleep(pause).await;
                }
            }
        });
    }
    sleep(time).await;
    let seconds = start.elapsed().as_secs_f64();
    let count = |counter: &AtomicUsize| float(counter.load(Ordering::Relaxed));
    let figures = Figures {
        requests: count(&tally.attempts) / seconds,
        calls: count(&tally.calls) / seconds,
        per_call: count(&tally.attempts_of_calls) / count(&tally.calls),
    };
    callers.shutdown().await;
    Ok(figures)
}

/// Three attempts with full jitter, as Keyhelm's: before attempt n + 1 a pause of up to 0.5 s · 2^(n − 1). Tells how
/// many it took.
async fn repeated(plain: &Plain, tally: &Tally, dice: &mut Dice) -> usize {
    let mut ceiling = Duration::from_millis(500);
    let mut attempts = 1;
    loop {
        let is_success = plain.attempt().await.is_ok_and(|answer| answer.status.is_success());
        if is_success || attempts == ATTEMPTS as usize {
            return attempts;
        }
        tally.repeated();
        sleep(ceiling.mul_f64(dice.fraction())).await;
        ceiling *= 2;
        attempts += 1;
    }
}
