use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

#[cfg(feature = "redis")]
use super::shared::Lane;
use super::{
    log::{Log, Release},
    permit::Permit,
};
use crate::{clock::World, rate_limit::Rate, transport::refusals::Refusals};

/// The pace of one key, shared by all clients of the process that use it. First come, first served.
#[derive(Default)]
pub(crate) struct Pacer {
    state: Mutex<State>,
    next_place: AtomicU64,
    refusals: Refusals,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) log: Log,
    /// What each client was told to keep to.
    claims: BTreeMap<u64, ClaimedRate>,
    /// What the platform said its limits are.
    learned: Vec<Rate>,
    /// All that hold now, from the two above.
    rates: Vec<Rate>,
    /// How long requests are remembered: the longest that any limit here has counted, as it may come back.
    memory: Duration,
    queue: BTreeMap<Place, Waiter>,
}

struct Waiter {
    woken: Arc<Notify>,
    deadline: Instant,
    /// Since when it could have gone and did not look: nobody polls it.
    idle_since: Option<Instant>,
}

impl Waiter {
    /// A future that is kept but not polled must not keep the others waiting.
    fn is_away(&self, now: Instant) -> bool {
        self.deadline <= now
            || self.idle_since.is_some_and(|since| now.saturating_duration_since(since) >= GRACE)
    }
}

/// So long the first in the queue may take to look once it can go.
const GRACE: Duration = Duration::from_millis(100);

struct ClaimedRate {
    rate: Option<Rate>,
    /// Set by the user, and not just the platform's documented default.
    explicit: bool,
}

/// A place in the queue. A call keeps its place when it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(u64);

/// The wait for a free place is longer than the call has time; so long it is at the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong(pub(crate) Duration);

/// A client's part in a pacer: as long as it lives the client's limit holds.
pub(crate) struct Claim {
    pacer: Arc<Pacer>,
    world: Arc<dyn World>,
    id: u64,
    /// Whether this client waits at all; its calls count for the others in any case.
    paced: bool,
    /// The part in the window of all hosts, if there is one.
    #[cfg(feature = "redis")]
    pub(super) lane: Option<Arc<Lane>>,
}

impl Pacer {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins in with a limit: the stricter of all holds. `None` waits for nothing but a 429's delay.
    pub(crate) fn claim(
        self: &Arc<Self>,
        rate: Option<Rate>,
        explicit: bool,
        world: Arc<dyn World>,
    ) -> Claim {
        let Place(id) = self.place();
        let mut state = self.state();
        state.claims.insert(id, ClaimedRate { rate, explicit });
        state.settle_rates();
        Claim {
            pacer: Arc::clone(self),
            world,
            id,
            paced: rate.is_some() || !explicit,
            #[cfg(feature = "redis")]
            lane: None,
        }
    }

    /// How often in a row this key was refused.
    pub(crate) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// The place of a call that begins now.
    pub(crate) fn place(&self) -> Place {
        Place(self.next_place.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes the platform's word for its limits. Tells whether that was news.
    pub(crate) fn learn(&self, rates: &[Rate]) -> bool {
        let mut state = self.state();
        if rates.iter().all(|rate| state.learned.contains(rate)) {
            return false;
        }
        let is_news = rates.iter().any(|rate| !state.rates.contains(rate));
        state.learned.retain(|old| rates.iter().all(|new| new.window != old.window));
        state.learned.extend(rates);
        state.settle_rates();
        state.wake_all();
        is_news
    }

    /// Takes the platform's word that only so many more requests fit until then: others use the key as well.
    pub(crate) fn learn_remaining(&self, rate: Rate, remaining: u32, until: Instant, now: Instant) {
        let mut state = self.state();
        let known = state.log.counting(rate, now);
        let others = rate.requests.saturating_sub(remaining).saturating_sub(known);
        if let Some(last) = until.checked_sub(rate.hold()) {
            state.log.count_others(others, last);
        }
    }

    /// Whether a 429's delay is still to end.
    pub(crate) fn is_held(&self, now: Instant) -> bool {
        self.state().log.is_held(now)
    }

    /// Releases nothing before `until`.
    pub(crate) fn hold(&self, until: Instant) {
        let mut state = self.state();
        state.log.hold(until);
        state.wake_all();
    }

    /// Whether nobody would miss this pacer.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let mut state = self.state();
        let State { log, memory, claims, .. } = &mut *state;
        log.forget(now, *memory);
        claims.is_empty() && log.is_empty()
    }
}

impl State {
    fn settle_rates(&mut self) {
        let claimed = |explicit| {
            let claims = self.claims.values().filter(move |claim| claim.explicit == explicit);
            claims.filter_map(|claim| claim.rate)
        };
        let mut rates: Vec<Rate> = claimed(true).chain(self.learned.iter().copied()).collect();
        // What the platform says of a window takes the place of what it documents of it.
        let is_learned = |rate: &Rate| self.learned.iter().any(|learned| learned.window == rate.window);
        rates.extend(claimed(false).filter(|rate| !is_learned(rate)));
        rates.sort_by_key(|rate| (rate.window, rate.requests));
        rates.dedup_by_key(|rate| rate.window);
        self.memory = rates.iter().map(|rate| rate.hold()).fold(self.memory, Duration::max);
        self.rates = rates;
    }

    /// Wakes the one that is next, the one behind it, and those before them that nobody polls.
    pub(super) fn wake_first(&self) {
        let mut awake = 0;
        for waiter in self.queue.values() {
            waiter.woken.notify_one();
            awake += u32::from(waiter.idle_since.is_none());
            if awake == 2 {
                break;
            }
        }
    }

    fn wake_all(&self) {
        for waiter in self.queue.values() {
            waiter.woken.notify_one();
        }
    }
}

impl Claim {
    pub(crate) fn pacer(&self) -> &Arc<Pacer> {
        &self.pacer
    }

    /// Releases the request now if nothing speaks against it; else tells how long it waits, as far as is known.
    pub(crate) fn try_acquire(&self, place: Place, deadline: Instant) -> Result<Turn, TooLong> {
        Ok(match self.look(place, deadline)? {
            Look::Released => Turn::Now(self.permit()),
            Look::Wait { expected, .. } => Turn::Later(expected),
        })
    }

    /// Waits for a free place, in the order of the places. Dropping the future leaves the queue.
    pub(crate) async fn acquire(&self, place: Place, deadline: Instant) -> Result<Permit, TooLong> {
        let woken = Arc::new(Notify::new());
        let queued = self.join(place, deadline, &woken);
        loop {
            let pause = match self.look(place, deadline)? {
                Look::Released => break,
                Look::Wait { pause, .. } => pause,
            };
            tokio::select! {
                () = woken.notified() => {}
                () = self.world.sleep(pause) => {}
            }
        }
        drop(queued);
        Ok(self.permit())
    }

    /// What this client waits for at the moment.
    #[cfg(feature = "redis")]
    pub(super) fn rates(&self) -> Vec<Rate> {
        if self.paced { self.pacer.state().rates.clone() } else { Vec::new() }
    }

    fn permit(&self) -> Permit {
        Permit::new(Arc::clone(&self.pacer), Arc::clone(&self.world))
    }

    fn join(&self, place: Place, deadline: Instant, woken: &Arc<Notify>) -> Queued<'_> {
        let waiter = Waiter { woken: Arc::clone(woken), deadline, idle_since: None };
        self.pacer.state().queue.insert(place, waiter);
        Queued { pacer: &self.pacer, place }
    }

    /// Releases the request, or tells how long there is nothing to look for.
    fn look(&self, place: Place, deadline: Instant) -> Result<Look, TooLong> {
        let mut state = self.pacer.state();
        let State { log, rates, memory, queue, .. } = &mut *state;
        if queue.is_empty() && log.has_room(if self.paced { rates } else { &[] }) {
            log.start();
            return Ok(Look::Released);
        }
        let now = self.world.instant();
        log.forget(now, *memory);
        if let Some(own) = queue.get_mut(&place) {
            own.idle_since = None;
        }
        // Who does not pace waits for a 429's delay alone, and for nobody before it.
        let (ahead, rates) = if self.paced {
            (queue.range(..place).filter(|(_, waiter)| !waiter.is_away(now)).count(), &rates[..])
        } else {
            (0, &[][..])
        };
        let release = log.release(now, ahead, rates);
        let earliest = match release {
            Release::Now if ahead == 0 => {
                log.start();
                return Ok(Look::Released);
            }
            Release::Now => now,
            Release::At(time) | Release::AfterAnAnswer(time) => time,
        };
        if earliest >= deadline || now >= deadline {
            return Err(TooLong(earliest.saturating_duration_since(now)));
        }
        let until = match release {
            Release::At(time) if ahead == 0 => time,
            // The end of a request that is under way wakes this one.
            _ if ahead == 0 => deadline,
            // Somebody ahead could go and does not look; it may be a future that nobody polls.
            _ if log.release(now, 0, rates) == Release::Now => {
                let mut before = queue.range_mut(..place).map(|(_, waiter)| waiter);
                if let Some(first) = before.find(|waiter| !waiter.is_away(now)) {
                    first.idle_since.get_or_insert(now);
                }
                now + GRACE
            }
            // Those ahead wake this one when they go, which is to be by then.
            _ => earliest + GRACE,
        };
        Ok(Look::Wait {
            pause: until.min(deadline).saturating_duration_since(now).max(SHORTEST_PAUSE),
            expected: earliest.saturating_duration_since(now),
        })
    }
}

/// A pause that spins is a bug.
const SHORTEST_PAUSE: Duration = Duration::from_micros(1);

impl Drop for Claim {
    fn drop(&mut self) {
        let mut state = self.pacer.state();
        state.claims.remove(&self.id);
        state.settle_rates();
        state.wake_all();
    }
}

/// Whether a request may go.
pub(crate) enum Turn {
    Now(Permit),
    /// Not before so long, as far as is known.
    Later(Duration),
}

enum Look {
    Released,
    Wait { pause: Duration, expected: Duration },
}

/// Somebody in the queue; leaves it when dropped, and the next one looks.
struct Queued<'a> {
    pacer: &'a Pacer,
    place: Place,
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        let mut state = self.pacer.state();
        state.queue.remove(&self.place);
        state.wake_first();
    }
}
