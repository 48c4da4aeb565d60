use std::pin::Pin;

use futures_util::future::{Either, select};
use keyhelm::Counted;
use tokio::sync::oneshot;

use crate::{answer::Answer, mailbox::Letter};

/// A call of the core under way.
pub(crate) type Work<T> = Pin<Box<dyn Future<Output = Result<T, keyhelm::Error>> + Send>>;

/// A call on its way to its letter.
pub(crate) type Call = Pin<Box<dyn Future<Output = Letter> + Send>>;

/// What JavaScript knows a call by, and how it can be stopped.
pub(crate) struct Ticket {
    pub(crate) id: u32,
    pub(crate) stop: Option<oneshot::Receiver<()>>,
}

/// Every call ends in one letter. Where the end and the stop meet, the end wins: it may hold a secret that is shown this
/// once.
pub(crate) fn call<T: Answer>(ticket: Ticket, work: Work<T>) -> Call {
    let Ticket { id, stop } = ticket;
    match stop {
        None => Box::pin(async move { Letter::end(id, work.await) }),
        Some(mut stop) => Box::pin(async move {
            if stop.try_recv().is_ok() {
                // Before anything was sent.
                return Letter::stopped(id, 0);
            }
            match select(Counted::new(work), stop).await {
                Either::Left((end, _)) => Letter::end(id, end),
                Either::Right((Ok(()), work)) => {
                    let attempts = work.attempts();
                    // What this leaves behind is told before the letter.
                    drop(work);
                    Letter::stopped(id, attempts)
                }
                Either::Right((Err(_), work)) => Letter::end(id, work.await),
            }
        }),
    }
}
