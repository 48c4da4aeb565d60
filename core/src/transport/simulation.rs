//! The whole sending loop against a simulated platform and network, on simulated time: whatever they do, and whenever
//! callers give up, the promises hold. Each failure prints the seed that makes it again.

mod calls;
mod server;
pub(in crate::transport) mod world;

use std::time::{Duration, Instant};

use proptest::{prelude::*, test_runner::TestCaseError};

use self::{
    calls::{Play, Scenario, Told},
    server::{Answer, Attempt, Fate},
    world::{Dice, simulate},
};
use super::refusals;
use crate::{adapter::Safety, clock::World as _, error::ErrorCode, rate_limit::Rate};

const EVERYTHING: &[Fate] = &[
    Fate::Good,
    Fate::Good,
    Fate::Good,
    Fate::Unreadable,
    Fate::Status(302),
    Fate::Status(400),
    Fate::Status(404),
    Fate::Status(409),
    Fate::Status(429),
    Fate::Status(500),
    Fate::Status(503),
    Fate::Later(429),
    Fate::Later(429),
    Fate::Later(503),
    Fate::NotSent,
    Fate::NotSent,
    Fate::Stuck,
    Fate::NeverArrives,
    Fate::AnswerLost,
    Fate::Silent,
    Fate::TooLarge,
];

/// The kinds of trouble whose waits the platform names or that end the call, so that every wait can be foretold.
const FORETOLD: &[Fate] = &[
    Fate::Good,
    Fate::Good,
    Fate::Unreadable,
    Fate::Status(404),
    Fate::Later(429),
    Fate::Later(503),
    Fate::Silent,
    Fate::Stuck,
];

/// What a timer of a millisecond's grain may cost, and the moment that a cut connection is given.
const SLACK: Duration = Duration::from_millis(3);

/// A wait that a platform names is longer by so much at the most.
const LATENESS: Duration = Duration::from_millis(50);

type Checked = Result<(), TestCaseError>;

fn anything(dice: &mut Dice) -> Scenario {
    let window = dice.up_to(Duration::from_secs(5)) + Duration::from_millis(1);
    let rate = Rate { requests: u32::try_from(1 + dice.roll(8)).unwrap_or(1), window };
    Scenario {
        fates: EVERYTHING,
        rate: Some(rate).filter(|_| !dice.one_in(3)),
        clients: 1 + dice.roll(3),
        concurrency: [None, Some(1), Some(2), Some(5)][usize::try_from(dice.roll(4)).unwrap_or(0)],
        calls: 1 + dice.roll(16),
        max_attempts: u32::try_from(1 + dice.roll(6)).unwrap_or(1),
        longest_timeout: dice.one_of(&[
            Duration::from_secs(1),
            Duration::from_secs(20),
            Duration::from_secs(90),
        ]),
        longest_trip: dice.up_to(Duration::from_secs(3)),
        spread: dice.up_to(Duration::from_secs(4)),
        one_given_up_in: Some(3).filter(|_| dice.one_in(2)),
    }
}

fn never_twice(told: &Told, attempts: &[Attempt]) -> Checked {
    if told.safety == Safety::Repeatable {
        prop_assert_ne!(told.code(), Some(ErrorCode::OutcomeUnknown));
        return Ok(());
    }
    prop_assert!(attempts.iter().filter(|attempt| attempt.is_carried_out).count() <= 1, "{attempts:?}");
    if let Some((_, earlier)) = attempts.split_last() {
        let is_harmless = |attempt: &Attempt| !attempt.has_left || attempt.is_throttled();
        prop_assert!(earlier.iter().all(is_harmless), "{attempts:?}");
    }
    let is_a_riddle = attempts.iter().any(Attempt::is_a_riddle);
    match &told.result {
        Some(_) => {
            prop_assert_eq!(told.code() == Some(ErrorCode::OutcomeUnknown), is_a_riddle, "{:?}", attempts);
        }
        None => prop_assert!(told.is_sent == is_a_riddle, "given up, and nobody knows: {attempts:?}"),
    }
    Ok(())
}

fn in_time(told: &Told, attempts: &[Attempt], max_attempts: u32) -> Checked {
    prop_assert!(attempts.iter().all(|attempt| attempt.began < told.deadline), "{attempts:?}");
    prop_assert!(told.ended <= told.deadline + SLACK, "{:?} late", told.ended - told.deadline);
    prop_assert!(attempts.len() <= max_attempts as usize, "{attempts:?}");
    if let Some(Err(error)) = &told.result {
        prop_assert_eq!(error.attempts() as usize, attempts.len());
    }
    for pair in attempts.windows(2) {
        let named = pair[0].answer.and_then(|answer| Some(answer.at + answer.named?));
        prop_assert!(named.is_none_or(|time| pair[1].began >= time), "earlier than asked: {pair:?}");
    }
    Ok(())
}

/// A 429 with a delay keeps the key's other calls back.
fn nobody_breaks_a_hold(attempts: &[Attempt]) -> Checked {
    for answer in attempts.iter().filter_map(|attempt| attempt.answer) {
        let Some(end) = answer.hold() else { continue };
        let breaks = |attempt: &&Attempt| answer.at < attempt.began && attempt.began < end;
        let broken = attempts.iter().find(breaks);
        prop_assert!(broken.is_none(), "held for {:?} from {answer:?}: {broken:?}", end - answer.at);
    }
    Ok(())
}

/// When all holds are over that are known by then.
fn after_holds(mut time: Instant, attempts: &[Attempt]) -> Instant {
    loop {
        let known = attempts.iter().filter_map(|attempt| attempt.answer).filter(|answer| answer.at <= time);
        let Some(end) = known.filter_map(|answer| answer.hold()).max().filter(|&end| end > time) else {
            return time;
        };
        time = end;
    }
}

/// When there is a free place once every call is over.
fn free_from(now: Instant, rate: Rate, attempts: &[Attempt]) -> Instant {
    let counting = attempts.iter().filter(|attempt| attempt.counts).filter_map(|attempt| attempt.ended);
    let mut ends: Vec<Instant> = counting.map(|ended| ended + rate.hold()).filter(|&end| end > now).collect();
    ends.sort_unstable();
    ends.len().checked_sub(rate.requests as usize).map_or(now, |last| ends[last])
}

/// After 5 refusals in a row nothing begins for 10 s, unless the key is accepted meanwhile after all.
fn a_dead_key_is_left_alone(answers: &[Answer], attempts: &[Attempt]) -> Checked {
    let is_acceptance = |answer: &&Answer| matches!(answer.status, 200 | 404);
    let mut in_a_row = 0;
    for (index, answer) in answers.iter().enumerate() {
        match answer.status {
            401 => in_a_row += 1,
            200 | 404 => in_a_row = 0,
            _ => {}
        }
        if in_a_row < refusals::TOLERATED || answer.status != 401 {
            continue;
        }
        let accepted = answers[index..].iter().find(is_acceptance).map(|answer| answer.at);
        let end = (answer.at + refusals::PAUSE).min(accepted.unwrap_or(answer.at + refusals::PAUSE));
        let broken = attempts.iter().find(|attempt| answer.at < attempt.began && attempt.began < end);
        prop_assert!(broken.is_none(), "paused for {:?} from {answer:?}: {broken:?}", end - answer.at);
    }
    Ok(())
}

fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(runs(1000))]

    #[test]
    fn whatever_happens_nothing_is_done_twice_or_late_or_too_often(seed: u64) {
        let scenario = anything(&mut Dice::new(seed ^ 1));
        let play = simulate(Play::run(seed, &scenario));
        let all = play.server.attempts();
        for told in &play.told {
            let attempts = told.attempts(&all);
            never_twice(told, &attempts)?;
            in_time(told, &attempts, scenario.max_attempts)?;
        }
        nobody_breaks_a_hold(&all)?;
        prop_assert_eq!(play.server.too_many(), 0);
    }
}

proptest! {
    #![proptest_config(runs(500))]

    #[test]
    fn what_calls_held_is_free_at_once_when_they_are_over(seed: u64, requests in 1_u32..8, window_ms in 1_u64..5_000) {
        let rate = Rate { requests, window: Duration::from_millis(window_ms) };
        let drawn = anything(&mut Dice::new(seed ^ 1));
        let one_given_up_in = Some(2);
        let scenario = Scenario { fates: FORETOLD, rate: Some(rate), one_given_up_in, ..drawn };
        simulate(async {
            let play = Play::run(seed, &scenario).await;
            play.server.calm_down();
            let before = play.server.attempts();
            let now = play.world.instant();
            let expected = after_holds(free_from(now, rate, &before).max(now), &before);
            prop_assert!(play.read().await.result.is_some_and(|result| result.is_ok()));
            let began = play.server.attempts().last().map(|attempt| attempt.began);
            prop_assert!(
                began.is_some_and(|began| (expected..=expected + LATENESS).contains(&began)),
                "{:?} where {:?} was free", began.map(|began| began - now), expected - now
            );
            play.world.sleep(rate.hold() + SLACK).await;
            let start = play.world.instant();
            for _ in 0..requests {
                prop_assert!(play.read().await.result.is_some_and(|result| result.is_ok()));
            }
            prop_assert_eq!(play.world.instant(), start, "a whole window of calls at once");
            Ok(())
        })?;
    }

    #[test]
    fn a_named_delay_is_kept_to_and_not_overdone(seed: u64) {
        let drawn = anything(&mut Dice::new(seed ^ 1));
        let scenario = Scenario { fates: FORETOLD, rate: None, concurrency: None, ..drawn };
        let play = simulate(Play::run(seed, &scenario));
        let all = play.server.attempts();
        nobody_breaks_a_hold(&all)?;
        for told in &play.told {
            for pair in told.attempts(&all).windows(2) {
                let Some((answer, named)) = pair[0].answer.and_then(|answer| Some((answer, answer.named?)))
                else {
                    continue;
                };
                let latest = after_holds(answer.at + named, &all) + LATENESS;
                prop_assert!(pair[1].began <= latest, "{:?} late", pair[1].began - latest);
            }
        }
    }

    #[test]
    fn a_dead_key_burns_nothing(seed: u64) {
        const FATES: &[Fate] =
            &[Fate::Status(401), Fate::Status(401), Fate::Status(401), Fate::Status(401), Fate::Good, Fate::Later(429)];
        let drawn = anything(&mut Dice::new(seed ^ 1));
        let scenario = Scenario { fates: FATES, calls: 40, spread: Duration::from_secs(30), ..drawn };
        let play = simulate(Play::run(seed, &scenario));
        a_dead_key_is_left_alone(&play.server.answers(), &play.server.attempts())?;
    }
}

proptest! {
    #![proptest_config(runs(40))]

    #[test]
    fn a_platform_that_fails_is_not_stormed(seed: u64, calls in 1_u64..150) {
        const FATES: &[Fate] = &[Fate::Status(500), Fate::NotSent, Fate::AnswerLost];
        let drawn = anything(&mut Dice::new(seed ^ 1));
        let scenario = Scenario { fates: FATES, clients: 1, rate: None, calls, max_attempts: 6, ..drawn };
        let play = simulate(Play::run(seed, &scenario));
        let all = play.server.attempts();
        let begun = play.told.iter().filter(|told| !told.attempts(&all).is_empty()).count();
        let repeats = all.len() - begun;
        prop_assert!(repeats <= 500 / 14, "{repeats} repeats");
    }
}
