//! Many calls under a limit that the client learns of by being refused.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use keyhelm::EventKind;
use keyhelm_sandbox::Sandbox;
use tokio::task::JoinSet;

use super::{
    clients::{self, Failure},
    drain::{CALLS, FULL_WINDOWS, LIMIT},
    measure::{calendar_ms, float, now, sleep},
    plain::Plain,
};

const WINDOW: Duration = Duration::from_secs(1);

/// More than any call here needs.
const ATTEMPTS: u32 = 100;

#[derive(Clone, Copy)]
enum Way {
    Keyhelm,
    Plain,
}

/// What the callers share.
#[derive(Default)]
struct Tally {
    begun: AtomicUsize,
    failed: AtomicUsize,
    first: OnceLock<First>,
}

/// The first 429's answer, when it is here.
#[derive(Debug)]
struct First {
    /// By the calendar, in milliseconds.
    delay_ends: i64,
    /// Until it came every call that had begun had been sent once.
    begun: usize,
}

impl Tally {
    fn refused(&self, delay: Duration) {
        self.first.get_or_init(|| First {
            begun: self.begun.load(Ordering::SeqCst).min(CALLS),
            delay_ends: calendar_ms() + i64::try_from(delay.as_millis()).unwrap_or(i64::MAX / 2),
        });
    }

    /// Whether there is another call to make.
    fn begin(&self) -> bool {
        self.begun.fetch_add(1, Ordering::SeqCst) < CALLS
    }
}

struct Figures {
    took: f64,
    refused: usize,
    failed: usize,
    sent: usize,
    /// Between the first 429 and the end of its delay, beyond what was under way.
    meanwhile: usize,
}

pub(crate) async fn print() -> Result<(), Failure> {
    println!("\nAn unknown limit: {CALLS} calls, {LIMIT} in {WINDOW:?}, best possible {FULL_WINDOWS} s");
    println!(
        "                           took s   429s   429s/window   sent/needed   sent meanwhile   failed"
    );
    for callers in [20, CALLS] {
        for (way, name) in [(Way::Keyhelm, "Keyhelm"), (Way::Plain, "plain")] {
            let figures = measure(way, callers).await?;
            println!(
                "  {:<22} {:>8.2} {:>6} {:>13.1} {:>13.2} {:>16} {:>8}",
                format!("{name}, {callers} callers"),
                figures.took,
                figures.refused,
                float(figures.refused) / (figures.took / WINDOW.as_secs_f64()).ceil(),
                float(figures.sent) / float(CALLS),
                figures.meanwhile,
                figures.failed,
            );
        }
    }
    println!("  (aim: nothing sent meanwhile by Keyhelm)");
    Ok(())
}

async fn measure(way: Way, callers: usize) -> Result<Figures, Failure> {
    let sandbox = Sandbox::start().await?;
    sandbox.set_limit("adyen", Some((LIMIT, WINDOW)));
    let tally = Arc::new(Tally::default());
    let plain = Plain::new(&sandbox)?;
    let heard = Arc::clone(&tally);
    let keyhelm = clients::adyen(&sandbox)
        .max_attempts(ATTEMPTS)
        .on_event(move |event| {
            if event.kind == EventKind::RateLimited {
                heard.refused(event.delay.unwrap_or_default());
            }
        })
        .build()?;
    let start = now();
    let mut tasks = JoinSet::new();
    for _ in 0..callers {
        let (keyhelm, plain, tally) = (keyhelm.clone(), plain.clone(), Arc::clone(&tally));
        tasks.spawn(async move {
            while tally.begin() {
                let is_success = match way {
                    Way::Keyhelm => keyhelm.keys().current().await.is_ok(),
                    Way::Plain => patiently(&plain, &tally).await,
                };
                tally.failed.fetch_add(usize::from(!is_success), Ordering::SeqCst);
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended?;
    }
    let took = start.elapsed().as_secs_f64();
    let log = sandbox.requests();
    let mut meanwhile = 0;
    if let Some(first) = tally.first.get() {
        for record in &log {
            let time: jiff::Timestamp = record.time.parse()?;
            meanwhile += usize::from(time.as_millisecond() < first.delay_ends);
        }
        meanwhile = meanwhile.saturating_sub(first.begun);
    }
    Ok(Figures {
        took,
        refused: log.iter().filter(|record| record.status == Some(429)).count(),
        failed: tally.failed.load(Ordering::SeqCst),
        sent: log.len(),
        meanwhile,
    })
}

/// Sleeps as long as it is told and tries again. Tells whether it came through.
async fn patiently(plain: &Plain, tally: &Tally) -> bool {
    for _ in 0..ATTEMPTS {
        let Ok(answer) = plain.attempt().await else { return false };
        if answer.status != reqwest::StatusCode::TOO_MANY_REQUESTS {
            return answer.status.is_success();
        }
        let delay = answer.retry_after.unwrap_or_default();
        tally.refused(delay);
        sleep(delay).await;
    }
    false
}
