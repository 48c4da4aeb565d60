//! What makes a forked child safe: at the moment of the fork no thread is inside the core, so no lock of it stays
//! locked for ever in the child; and the child drops nothing that belongs to the parent's threads.

use std::{
    cell::RefCell,
    pin::Pin,
    sync::{
        PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
    thread,
    time::Duration,
};

use pyo3::{prelude::*, sync::PyOnceLock};

use crate::runtime;

static GATE: RwLock<()> = RwLock::new(());
static GENERATION: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static HELD: RefCell<Option<RwLockWriteGuard<'static, ()>>> = const { RefCell::new(None) };
}

/// Whoever forks from inside a call, in a log handler for instance, would wait for itself.
const PATIENCE: u32 = 1000;

/// Tells a child from its parent.
pub(crate) fn generation() -> u32 {
    GENERATION.load(Ordering::Relaxed)
}

/// Is held while a thread is inside the core.
pub(crate) fn inside() -> RwLockReadGuard<'static, ()> {
    GATE.read().unwrap_or_else(PoisonError::into_inner)
}

/// What Python is asked for once. A child that was forked in the middle of that would wait for it for ever, so it counts
/// as being inside; but who holds the GIL must not wait for a fork, which waits for the GIL.
pub(crate) fn once<'a, T>(
    cell: &'a PyOnceLock<T>,
    py: Python<'_>,
    ask: impl FnOnce() -> PyResult<T>,
) -> PyResult<&'a T> {
    if let Some(known) = cell.get(py) {
        return Ok(known);
    }
    let _inside = loop {
        match GATE.try_read() {
            Ok(guard) => break guard,
            Err(TryLockError::Poisoned(poisoned)) => break poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => py.detach(|| thread::sleep(Duration::from_millis(1))),
        }
    };
    cell.get_or_try_init(py, ask)
}

/// Waits until no thread is inside the core, at most a second.
#[pyfunction]
pub(crate) fn before_fork(py: Python<'_>) {
    py.detach(|| {
        for _ in 0..PATIENCE {
            if let Ok(guard) = GATE.try_write() {
                HELD.set(Some(guard));
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    });
}

#[pyfunction]
pub(crate) fn after_fork_in_parent() {
    HELD.take();
}

/// The child has none of the parent's threads, so it begins with runtimes and connections of its own.
#[pyfunction]
pub(crate) fn after_fork_in_child() {
    HELD.take();
    GENERATION.fetch_add(1, Ordering::Relaxed);
    runtime::leave_to_parent();
    keyhelm::Client::forget_parent();
}

/// A future that is inside the core while it runs and while it is dropped, and that only the process drops that made
/// it.
pub(crate) struct Gated<T> {
    future: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    generation: u32,
}

impl<T> Gated<T> {
    pub(crate) fn new(future: Pin<Box<dyn Future<Output = T> + Send>>) -> Self {
        Self { future: Some(future), generation: generation() }
    }
}

impl<T> Future for Gated<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let _inside = inside();
        match &mut self.future {
            Some(future) => future.as_mut().poll(context),
            None => Poll::Pending,
        }
    }
}

impl<T> Drop for Gated<T> {
    fn drop(&mut self) {
        let future = self.future.take();
        if self.generation == generation() {
            let _inside = inside();
            drop(future);
        } else {
            std::mem::forget(future);
        }
    }
}
