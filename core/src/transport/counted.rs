use std::{
    cell::RefCell,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
};

thread_local! {
    static COUNTING: RefCell<Option<Arc<AtomicU32>>> = const { RefCell::new(None) };
}

/// The call that runs on this thread tries its request for the time of this number, if anybody counts.
pub(super) fn attempt(number: u32) {
    COUNTING.with_borrow(|count| {
        if let Some(count) = count {
            count.store(number, Ordering::Relaxed);
        }
    });
}

/// A call whose attempts are known even if it is given up before its end: for the faces of languages in which that is
/// an error with facts.
#[derive(Debug)]
pub struct Counted<F> {
    call: F,
    attempts: Arc<AtomicU32>,
}

impl<F> Counted<F> {
    /// Counts from now on.
    pub fn new(call: F) -> Self {
        Self { call, attempts: Arc::default() }
    }

    /// How often its latest request was tried on the network so far; 0 when nothing was sent yet.
    pub fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }
}

impl<F: Future + Unpin> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let before = COUNTING.replace(Some(Arc::clone(&self.attempts)));
        let polled = Pin::new(&mut self.call).poll(context);
        COUNTING.set(before);
        polled
    }
}
