use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{
    journal::Journal,
    link::{Fault, Link, Tell},
    script::{Answer, Asking, Keys},
};
use crate::{event::EventKind, rate_limit::Rate, transport::pace::TooLong};

/// No answer of Redis is worth a longer wait than this.
pub(super) const PATIENCE: Duration = Duration::from_millis(250);

/// A place may come free earlier than Redis could say, so a longer wait is made in stretches of this.
const STRETCH: Duration = Duration::from_secs(1);

/// A client's part in the shared window of one owner.
pub(crate) struct Lane {
    pub(super) link: Arc<Link>,
    pub(super) keys: Keys,
    /// Held by the one request that asks; the others wait for it in the order they came.
    turn: tokio::sync::Mutex<()>,
    /// When the asking request can go, as far as is known.
    free_at: Mutex<Option<Instant>>,
    journal: Mutex<Journal>,
}

enum Asked {
    Granted,
    Wait(Duration),
    /// Redis cannot be asked.
    Away,
}

impl Lane {
    pub(crate) fn new(link: &Arc<Link>, owner: &str) -> Arc<Self> {
        Arc::new(Self {
            link: Arc::clone(link),
            keys: Keys::new(owner),
            turn: tokio::sync::Mutex::default(),
            free_at: Mutex::default(),
            journal: Mutex::default(),
        })
    }

    /// Waits for a free place under the rates that hold at the moment. Dropping the future leaves nothing behind.
    pub(crate) async fn join(
        self: &Arc<Self>,
        rates: &(dyn Fn() -> Vec<Rate> + Sync),
        deadline: Instant,
        tell: &Tell<'_>,
    ) -> Result<Member, TooLong> {
        let world = &self.link.world;
        let remaining = || deadline.saturating_duration_since(world.instant());
        let turn = match self.turn.try_lock() {
            Ok(turn) => turn,
            Err(_) => {
                // Who asks at the moment knows when the first place is free.
                let expected = self.expected();
                if expected >= remaining() {
                    return Err(TooLong(expected));
                }
                tokio::select! {
                    biased;
                    turn = self.turn.lock() => turn,
                    () = world.sleep(remaining()) => return Err(TooLong(self.expected())),
                }
            }
        };
        let id = self.link.name_request();
        let mut told = false;
        loop {
            let rates = rates();
            let wait = match self.ask(&id, &rates, deadline, tell).await {
                Asked::Granted | Asked::Away => break,
                Asked::Wait(wait) => wait,
            };
            *self.free_at() = Some(world.instant() + wait);
            if wait >= remaining() {
                return Err(TooLong(wait));
            }
            if !told {
                tell(
                    EventKind::Wait,
                    Some(wait),
                    "waiting for a free place under the limit that all hosts share",
                );
                told = true;
            }
            world.sleep(wait.min(STRETCH)).await;
        }
        *self.free_at() = None;
        drop(turn);
        self.journal().start(Arc::clone(&id), deadline);
        Ok(Member { lane: Arc::clone(self), id, is_sent: true })
    }

    /// A 429 holds back all hosts.
    pub(crate) fn hold(self: &Arc<Self>, until: Instant) {
        self.journal().hold(until);
        self.settle();
    }

    async fn ask(
        self: &Arc<Self>,
        id: &Arc<str>,
        rates: &[Rate],
        deadline: Instant,
        tell: &Tell<'_>,
    ) -> Asked {
        if !self.link.may_ask() {
            return Asked::Away;
        }
        let longest = rates.iter().map(|rate| rate.hold()).max().unwrap_or_default();
        self.journal().longest = longest;
        let asking = Asking { id, deadline, rates };
        let mut unanswered = Unanswered { lane: self, id, has_answer: false };
        let remaining = deadline.saturating_duration_since(self.link.world.instant());
        let result = tokio::select! {
            biased;
            result = self.exchange(Some(asking)) => result,
            () = self.link.world.sleep(PATIENCE.min(remaining)) => Err(Fault("no answer in time".to_owned())),
        };
        unanswered.has_answer = true;
        match result {
            Ok(answer) => {
                self.link.note_back(tell);
                match answer {
                    Answer::Granted => Asked::Granted,
                    Answer::Wait(wait) => Asked::Wait(wait),
                }
            }
            Err(fault) => {
                self.link.discard(None);
                // A call without time says nothing about Redis.
                if remaining >= PATIENCE {
                    self.link.note_away(&fault, tell);
                }
                Asked::Away
            }
        }
    }

    /// How long until the first place is free, as far as is known.
    fn expected(&self) -> Duration {
        self.free_at()
            .map_or(Duration::ZERO, |free_at| free_at.saturating_duration_since(self.link.world.instant()))
    }

    fn free_at(&self) -> MutexGuard<'_, Option<Instant>> {
        self.free_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request whose question is under way. Dropped, it may have been granted a place that nobody uses.
struct Unanswered<'a> {
    lane: &'a Arc<Lane>,
    id: &'a Arc<str>,
    has_answer: bool,
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        if !self.has_answer {
            self.lane.journal().withdraw(self.id);
            self.lane.settle();
        }
    }
}

/// A request's place in the shared window. Dropped, the request has ended.
pub(crate) struct Member {
    lane: Arc<Lane>,
    id: Arc<str>,
    is_sent: bool,
}

impl Member {
    /// The request never left, so it does not count.
    pub(crate) fn withdraw(mut self) {
        self.is_sent = false;
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let now = self.lane.link.world.instant();
        if self.is_sent {
            self.lane.journal().end(&self.id, now);
        } else {
            self.lane.journal().withdraw(&self.id);
        }
        self.lane.settle();
    }
}
