//! One runtime for all clients and threads of the process. With one thread it costs less than a multi-thread one, and the
//! calls of a JavaScript thread finish side by side, so that they can be handed over together.

use std::{
    future::pending,
    io,
    sync::{Mutex, PoisonError},
    thread,
};

use tokio::runtime::{Builder, Handle};

static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// The runtime, which is started by whoever comes first. It lasts as long as the process.
pub(crate) fn handle() -> io::Result<Handle> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*runtime {
        return Ok(handle.clone());
    }
    let built = Builder::new_current_thread().enable_all().build()?;
    let handle = built.handle().clone();
    thread::Builder::new().name("keyhelm".to_owned()).spawn(move || built.block_on(pending::<()>()))?;
    *runtime = Some(handle.clone());
    Ok(handle)
}
