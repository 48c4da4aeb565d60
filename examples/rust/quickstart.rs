//! Make a client, ask whether its key works, and see who it is.
#![expect(clippy::print_stdout, reason = "a lesson shows what it does")]

mod setup;

use keyhelm::{Client, Platform, VerificationOutcome};

async fn lesson(client: Client) -> Result<(), keyhelm::Error> {
    let verification = client.keys().verify().await?;
    assert_eq!(verification.outcome, VerificationOutcome::Valid);

    let key = client.keys().current().await?;
    println!("{} is {} and may {} things", key.id, key.status, key.scopes.len());
    Ok(())
}

// Not part of the lesson: the sandbox it runs on.

#[tokio::main]
async fn main() -> Result<(), setup::Failure> {
    let sandbox = keyhelm_sandbox::Sandbox::start().await?;
    lesson(setup::settings(&sandbox, Platform::Adyen).build()?).await?;
    Ok(())
}
