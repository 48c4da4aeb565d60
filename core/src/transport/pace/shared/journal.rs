use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::Arc,
    time::{Duration, Instant},
};

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// It has ended by then at the latest.
    UnderWay(Arc<str>, Instant),
    Ended(Arc<str>, Instant),
    /// It was never sent.
    Gone(Arc<str>),
}

/// This host's part of an owner's log, for as long as it counts: what Redis has not been told yet, and all the rest,
/// should Redis come back without it.
#[derive(Default)]
pub(super) struct Journal {
    under_way: HashMap<Arc<str>, Instant>,
    /// In order of time.
    ended: VecDeque<(Arc<str>, Instant)>,
    untold: Vec<Record>,
    held_until: Option<Instant>,
    /// The longest window of this host.
    pub(super) longest: Duration,
    /// The connection that everything but `untold` went over. `None`: what Redis knows is not known.
    connection: Option<u64>,
    /// Somebody is telling.
    pub(super) settling: bool,
}

/// So much is told at once.
const BATCH: usize = 1000;

impl Journal {
    pub(super) fn start(&mut self, id: Arc<str>, deadline: Instant) {
        self.under_way.insert(id, deadline);
    }

    pub(super) fn end(&mut self, id: &Arc<str>, now: Instant) {
        self.under_way.remove(id);
        self.ended.push_back((Arc::clone(id), now));
        if self.connection.is_some() {
            self.untold.push(Record::Ended(Arc::clone(id), now));
        }
        self.forget(now);
    }

    pub(super) fn withdraw(&mut self, id: &Arc<str>) {
        self.under_way.remove(id);
        // Without it the place is free at the request's deadline.
        if self.untold.len() < BATCH {
            self.untold.push(Record::Gone(Arc::clone(id)));
        }
    }

    pub(super) fn hold(&mut self, until: Instant) {
        self.held_until = self.held_until.max(Some(until));
    }

    pub(super) fn is_told(&self) -> bool {
        self.connection.is_some() && self.untold.is_empty() && self.held_until.is_none()
    }

    /// What is to be told next over this connection. A new one may lead to a Redis that has lost everything.
    pub(super) fn take(&mut self, connection: u64, now: Instant) -> (Vec<Record>, Option<Instant>) {
        self.forget(now);
        if self.connection != Some(connection) {
            self.connection = Some(connection);
            self.untold.retain(|record| matches!(record, Record::Gone(_)));
            let ended = self.ended.iter().map(|(id, end)| Record::Ended(Arc::clone(id), *end));
            let under_way = self.under_way.iter().map(|(id, until)| Record::UnderWay(Arc::clone(id), *until));
            self.untold.extend(ended.chain(under_way));
        }
        let rest = self.untold.split_off(self.untold.len().min(BATCH));
        (mem::replace(&mut self.untold, rest), self.held_until.take())
    }

    /// Nobody knows whether this has arrived, so all is told again: whatever is told twice counts once.
    pub(super) fn untell(&mut self, records: Vec<Record>, held_until: Option<Instant>) {
        self.connection = None;
        self.untold.extend(records.into_iter().filter(|record| matches!(record, Record::Gone(_))));
        self.held_until = self.held_until.max(held_until);
    }

    /// Forgets what does not count any more.
    fn forget(&mut self, now: Instant) {
        while self.ended.front().is_some_and(|(_, end)| *end + self.longest <= now) {
            self.ended.pop_front();
        }
        self.held_until = self.held_until.filter(|until| *until > now);
    }
}
