use keyhelm::{
    ApiKey, Availability, Client, ErrorCode, IssuedKey, Keys, Operation, Platform, Verification, scope,
};

use crate::report::{Report, chapter};

/// Every operation of one platform: done where the platform offers it, refused with the dashboard path elsewhere.
pub(crate) async fn walk(report: &mut Report, client: &Client) {
    let keys = client.keys();
    chapter(client.platform().display_name());
    report.step("verify", keys.verify().await, outcome);
    match client.platform() {
        Platform::Adyen => adyen(report, &keys).await,
        Platform::Caibo => {
            regenerate(report, &keys).await;
            refused(report, client, Operation::Revoke).await;
        }
        Platform::CertoPay => {
            report.step("current", keys.current().await, |key| {
                format!("{} ({}), {} a minute", key.id, shown(key), key.rate_limit.unwrap_or_default())
            });
            regenerate(report, &keys).await;
            refused(report, client, Operation::Create).await;
        }
        Platform::Bousol | Platform::Compago => {
            for operation in [Operation::Create, Operation::List, Operation::Regenerate, Operation::Revoke] {
                refused(report, client, operation).await;
            }
        }
    }
}

async fn adyen(report: &mut Report, keys: &Keys) {
    report.step("current", keys.current().await, |key| {
        format!("{} may do {} things", key.id, key.scopes.len())
    });
    let new_key = keys.create("tour").scopes([scope::adyen::API_CREDENTIALS_READ_AND_WRITE]);
    let Some(issued) = report.step("create", new_key.await, issued_line) else { return };
    let id = issued.key.id;
    report.step("list", keys.list().await, |page| {
        let ids: Vec<&str> = page.items.iter().map(|key| key.id.as_str()).collect();
        format!("{} keys: {}", page.total.unwrap_or_default(), ids.join(", "))
    });
    report.step("update", keys.update(&id).label("tour, renamed").await, |key| {
        format!("{} is now {:?}", key.id, key.label.as_deref().unwrap_or_default())
    });
    report.step("origins.add", keys.origins().add(&id, "https://shop.example").await, |origin| {
        origin.domain.clone()
    });
    let regenerated = report.step("regenerate", keys.regenerate().id(&id).await, issued_line);
    report.step("verify the old key", keys.verify().secret(&issued.secret).await, outcome);
    if let Some(new) = regenerated {
        report.step("verify the new key", keys.verify().secret(&new.secret).await, outcome);
    }
    for name in ["revoke", "revoke again"] {
        report.step(name, keys.revoke(&id).await, |key| {
            key.as_ref().map_or_else(|| "done".to_owned(), |key| format!("{} is {}", key.id, key.status))
        });
    }
    report.step("verify the revoked key", keys.verify().secret(&issued.secret).await, outcome);
}

/// One key per account, whose old secret dies at once; the client goes on with the new one.
async fn regenerate(report: &mut Report, keys: &Keys) {
    report.step("regenerate", keys.regenerate().await, issued_line);
    report.step("verify", keys.verify().await, outcome);
}

async fn refused(report: &mut Report, client: &Client, operation: Operation) {
    let keys = client.keys();
    let result = match operation {
        Operation::Create => keys.create("tour").await.map(drop),
        Operation::List => keys.list().await.map(drop),
        Operation::Regenerate => keys.regenerate().await.map(drop),
        _ => keys.revoke("any").await.map(drop),
    };
    debug_assert_ne!(client.platform().capability(operation).availability, Availability::Api);
    report.refusal(operation.as_str(), result, ErrorCode::UnsupportedOperation);
}

fn outcome(verification: &Verification) -> String {
    let environment = verification.environment.map(|environment| format!(", a {environment} key"));
    format!("{}{}", verification.outcome, environment.unwrap_or_default())
}

fn issued_line(issued: &IssuedKey) -> String {
    format!(
        "{} has the secret {}; the one before: {}",
        issued.key.id,
        issued.secret.masked(),
        issued.previous
    )
}

fn shown(key: &ApiKey) -> &str {
    key.masked.as_deref().unwrap_or("no mask")
}
