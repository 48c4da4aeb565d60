use std::{cell::Cell, pin::Pin, time::Duration};

use pyo3::prelude::*;
use tokio::task::yield_now;

use crate::{
    event,
    fork::{self, Gated},
    runtime::Driver,
};

/// How often a waiting call looks for Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// Waits for a call without the GIL. A signal whose handler raises ends the call at once.
#[expect(clippy::disallowed_methods, reason = "Python's signals come in real time")]
pub(crate) fn wait<T: Send>(
    py: Python<'_>,
    driver: Driver,
    future: Pin<Box<dyn Future<Output = T> + Send>>,
) -> PyResult<T> {
    let place = driver.place()?;
    let hears_signals = is_main_thread(py)?;
    let waited = py.detach(|| {
        place.block_on(async {
            let mut future = Gated::new(future);
            loop {
                tokio::select! {
                    biased;
                    value = &mut future => return Ok(value),
                    () = tokio::time::sleep(LOOK), if hears_signals => {}
                }
                let looked = Python::attach(|py: Python<'_>| py.check_signals());
                if let Err(interrupt) = event::interrupt().map_or(looked, Err) {
                    drop(future);
                    // The connection is closed by a task of its own, which nobody runs after this.
                    yield_now().await;
                    yield_now().await;
                    return Err(interrupt);
                }
            }
        })
    });
    if waited.is_ok() && event::interrupt().is_some() {
        // The answer may hold a secret that is shown this once: Ctrl-C comes after it, not instead.
        py.import("_thread")?.call_method0("interrupt_main")?;
    }
    waited
}

thread_local! {
    /// Found out once in each thread, and again in a forked child.
    static HEARS: Cell<Option<(u32, bool)>> = const { Cell::new(None) };
}

/// Python hands signals to its main thread alone. The others keep away from the interpreter while they wait: it may be
/// ending.
fn is_main_thread(py: Python<'_>) -> PyResult<bool> {
    if let Some((generation, hears)) = HEARS.get()
        && generation == fork::generation()
    {
        return Ok(hears);
    }
    let threading = py.import("threading")?;
    let main = threading.call_method0("main_thread")?.getattr("ident")?;
    let hears = main.eq(threading.call_method0("get_ident")?)?;
    HEARS.set(Some((fork::generation(), hears)));
    Ok(hears)
}
