//! How a host tells what became of its requests.

use std::{
    mem,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::runtime::Handle;

use super::{
    journal::Record,
    lane::{Lane, PATIENCE},
    link::{Connection, Fault},
    script::{Answer, Asking, Question},
};

impl Lane {
    /// Tells all that is to be told and asks, over a new connection should the old one be broken.
    pub(super) async fn exchange(&self, asking: Option<Asking<'_>>) -> Result<Answer, Fault> {
        loop {
            let (connection, is_new) = self.link.connection().await?;
            let number = connection.number;
            match self.put(connection, asking).await {
                Err(_) if !is_new => self.link.discard(Some(number)),
                result => return result,
            }
        }
    }

    async fn put(&self, mut connection: Connection, asking: Option<Asking<'_>>) -> Result<Answer, Fault> {
        loop {
            let now = self.link.world.instant();
            let batch = self.batch(connection.number, now);
            let question = Question {
                now,
                longest: batch.longest,
                records: &batch.records,
                held_until: batch.held_until,
                asking: asking.filter(|_| batch.is_last),
            };
            let answer = connection.put(&self.keys, &question).await?;
            if batch.arrived() {
                return Ok(answer);
            }
        }
    }

    fn batch(&self, connection: u64, now: Instant) -> Batch<'_> {
        let mut journal = self.journal();
        let (records, held_until) = journal.take(connection, now);
        let (longest, is_last) = (journal.longest, journal.is_told());
        Batch { lane: self, records, held_until, longest, is_last, has_arrived: false }
    }

    /// Tells what became of requests, without anybody waiting for it. Where that is not possible the next request
    /// tells it, or the places are free at the requests' deadlines.
    pub(super) fn settle(self: &Arc<Self>) {
        let Ok(runtime) = Handle::try_current() else { return };
        if self.link.is_away() {
            return;
        }
        let mut journal = self.journal();
        if journal.settling || journal.is_told() {
            return;
        }
        journal.settling = true;
        drop(journal);
        let settling = Settling(Arc::clone(self));
        runtime.spawn(async move {
            let lane = &settling.0;
            loop {
                let result = tokio::select! {
                    biased;
                    result = lane.exchange(None) => result.is_ok(),
                    () = lane.link.world.sleep(PATIENCE) => false,
                };
                if !result {
                    lane.link.discard(None);
                    return;
                }
                if lane.journal().is_told() {
                    return;
                }
            }
        });
    }
}

/// What is being told. Dropped before it has arrived, it goes back.
struct Batch<'a> {
    lane: &'a Lane,
    records: Vec<Record>,
    held_until: Option<Instant>,
    longest: Duration,
    is_last: bool,
    has_arrived: bool,
}

impl Batch<'_> {
    /// Tells whether it was the last one.
    fn arrived(mut self) -> bool {
        self.has_arrived = true;
        self.is_last
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if !self.has_arrived {
            self.lane.journal().untell(mem::take(&mut self.records), self.held_until);
        }
    }
}

/// The task that tells.
struct Settling(Arc<Lane>);

impl Drop for Settling {
    fn drop(&mut self) {
        self.0.journal().settling = false;
    }
}
