use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use keyhelm::{EventKind, Platform};
use keyhelm_sandbox::Sandbox;

use crate::{
    report::{Report, chapter},
    setup::{self, Failure},
};

const LIMIT: u32 = 4;
const CALLS: u32 = 6;

/// More calls than the limit allows: the client waits as long as the platform asks, and all succeed.
pub(crate) async fn walk(report: &mut Report, sandbox: &Sandbox) -> Result<(), Failure> {
    chapter("A limit, waited out (4 calls a second at CertoPay, and 6 to make)");
    sandbox.reset();
    sandbox.set_limit("certopay", Some((LIMIT, Duration::from_secs(1))));
    let waited_ms = Arc::new(AtomicU64::new(0));
    let total = Arc::clone(&waited_ms);
    let keys = setup::settings(sandbox, Platform::CertoPay)
        .on_event(move |event| {
            if let (EventKind::Wait, Some(delay)) = (event.kind, event.delay) {
                total.fetch_add(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
            }
        })
        .build()?
        .keys();
    let mut done = 0;
    for _ in 0..CALLS {
        match keys.verify().await {
            Ok(_) => done += 1,
            Err(error) => report.line(false, "verify", error),
        }
    }
    let waited = waited_ms.load(Ordering::Relaxed);
    let went_well = done == CALLS && waited > 0;
    report.line(
        went_well,
        "verify",
        format_args!("{done} of {CALLS} done, after {waited} ms of waiting as asked"),
    );
    Ok(())
}
