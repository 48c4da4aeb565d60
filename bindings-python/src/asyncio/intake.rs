use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::{sync::Notify, task::AbortHandle};

use super::{End, mailbox::Envelope};
use crate::fork::Gated;

/// Where calls are handed in to the runtime's thread, which is woken once for all that lie here: waking it for each of
/// many calls that start together costs as much as half a call.
#[derive(Default)]
pub(crate) struct Intake {
    waiting: Mutex<Vec<Waiting>>,
    is_rung: AtomicBool,
    bell: Notify,
}

struct Waiting {
    work: Gated<End>,
    envelope: Envelope,
    begun: Arc<Begun>,
}

/// A call that was handed in, and can be taken back.
#[derive(Default)]
pub(crate) struct Begun {
    is_ended: AtomicBool,
    task: OnceLock<AbortHandle>,
}

impl Begun {
    /// Drops the call wherever it is. Of no effect where it has ended by itself.
    pub(super) fn end(&self) {
        self.is_ended.store(true, Ordering::SeqCst);
        if let Some(task) = self.task.get() {
            task.abort();
        }
    }
}

impl Intake {
    pub(super) fn hand_in(&self, work: Gated<End>, envelope: Envelope) -> Arc<Begun> {
        let begun = Arc::<Begun>::default();
        let entry = Waiting { work, envelope, begun: Arc::clone(&begun) };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        if !self.is_rung.swap(true, Ordering::AcqRel) {
            self.bell.notify_one();
        }
        begun
    }

    /// Starts what is handed in, for ever.
    pub(crate) async fn take_in(self: Arc<Self>) {
        loop {
            self.bell.notified().await;
            self.is_rung.store(false, Ordering::Release);
            let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            for Waiting { work, envelope, begun } in waiting {
                if begun.is_ended.load(Ordering::SeqCst) {
                    continue;
                }
                let task = tokio::spawn(async move { envelope.post(work.await) });
                let task = begun.task.get_or_init(|| task.abort_handle());
                // It may have been ended between the look and the start.
                if begun.is_ended.load(Ordering::SeqCst) {
                    task.abort();
                }
            }
        }
    }
}
