//! What is alive, so that tests can count what leaks.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{error::Failure, runtime};

static OBJECTS: AtomicU64 = AtomicU64::new(0);

/// Part of every object that Swift holds.
pub(crate) struct Counted(());

impl Counted {
    pub(crate) fn new() -> Self {
        OBJECTS.fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        OBJECTS.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(uniffi::Record)]
pub struct Census {
    /// Objects that Swift holds, or forgot.
    objects: u64,
    /// Calls and connections under way.
    tasks: u64,
}

/// For this package's own tests.
#[uniffi::export]
fn census() -> Result<Census, Failure> {
    let tasks = runtime::handle()?.metrics().num_alive_tasks();
    Ok(Census { objects: OBJECTS.load(Ordering::Relaxed), tasks: tasks as u64 })
}
