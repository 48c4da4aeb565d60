//! What drives the calls: a runtime with one thread of its own. A call crosses threads twice, once there and once back,
//! however often it waits on the way.

use std::{
    sync::{Mutex, PoisonError},
    thread,
};

use keyhelm::Error;
use tokio::runtime::{Builder, Handle};

static HANDLE: Mutex<Option<Handle>> = Mutex::new(None);

/// Fails where the system refuses a thread or a file descriptor; the next call tries again.
pub(crate) fn handle() -> Result<Handle, Error> {
    started().map_err(|_| Error::of_setting("keyhelm", "needs a thread of its own, which the system refuses"))
}

fn started() -> std::io::Result<Handle> {
    let mut kept = HANDLE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*kept {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    // It lives as long as the process: calls may be made until its end.
    thread::Builder::new()
        .name("keyhelm".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    *kept = Some(handle.clone());
    Ok(handle)
}
