use keyhelm::{ErrorCode, Keys, Outcome, Platform};
use keyhelm_sandbox::{Fault, FaultRule, Sandbox};

use crate::{
    report::{Report, chapter},
    setup::{self, Failure},
};

/// The line breaks after the platform did the work: the client does not send again, says that it does not know, and
/// finds out.
pub(crate) async fn walk(report: &mut Report, sandbox: &Sandbox) -> Result<(), Failure> {
    chapter("A lost answer (the line breaks after the platform carried the call out)");
    let adyen = setup::settings(sandbox, Platform::Adyen).build()?.keys();
    sandbox.add_fault(FaultRule::new("adyen", Fault::DropAfter).method("POST"));
    let lost = adyen.create("tour, lost").nonce(true).await;
    if let Some(error) = report.refusal("adyen create", lost, ErrorCode::OutcomeUnknown)
        && let Some(orphan) = reconcile(report, &adyen, &error).await
    {
        report.step("adyen revoke", adyen.revoke(&orphan).await, |_| {
            format!("{orphan}, which nobody has the key of")
        });
    }

    let certopay = setup::settings(sandbox, Platform::CertoPay).build()?.keys();
    sandbox.add_fault(FaultRule::new("certopay", Fault::DropAfter).path("regenerate"));
    let lost = certopay.regenerate().await;
    if let Some(error) = report.refusal("certopay regenerate", lost, ErrorCode::OutcomeUnknown) {
        reconcile(report, &certopay, &error).await;
        report.step("certopay regenerate", certopay.regenerate().await, |issued| {
            format!("again, on purpose: {}", issued.secret.masked())
        });
    }
    Ok(())
}

/// Gives the id of the key that the lost call made.
async fn reconcile(report: &mut Report, keys: &Keys, error: &keyhelm::Error) -> Option<String> {
    let found = report.step("reconcile", keys.reconcile(error).await, |found| {
        format!("{}: {}", found.outcome, found.advice)
    })?;
    if found.outcome != Outcome::Happened {
        report.line(false, "reconcile", "the call was carried out, which it did not see");
    }
    found.key.map(|key| key.id)
}
