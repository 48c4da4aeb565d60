//! Make a key, hand its secret to a vault, and end the key again. When the answer to `create` is lost, find the key
//! that nobody holds the secret of.
#![expect(clippy::print_stdout, reason = "a lesson shows what it does")]

mod setup;

use keyhelm::{Client, Error, ErrorCode, IssuedKey, Platform, Secret, scope};

async fn lesson(client: Client, vault: &mut Vec<Secret>) -> Result<(), Error> {
    let issued = create(&client).await?;
    println!("made {} with the secret {}", issued.key.id, issued.secret.masked());
    // The platform shows the secret this once: store it before anything else can fail.
    vault.push(issued.secret);

    client.keys().revoke(&issued.key.id).await?;
    println!("revoked {}", issued.key.id);
    Ok(())
}

async fn create(client: &Client) -> Result<IssuedKey, Error> {
    let keys = client.keys();
    let new_key = keys.create("billing-worker").scopes([scope::adyen::CHECKOUT_WEBSERVICE]).nonce(true);
    match new_key.clone().await {
        Err(lost) if lost.code() == ErrorCode::OutcomeUnknown => {
            let found = keys.reconcile(&lost).await?;
            println!("the answer was lost: {}; {}", found.outcome, found.advice);
            if let Some(orphan) = found.key {
                keys.revoke(orphan.id).await?;
            }
            new_key.await
        }
        result => result,
    }
}

// Not part of the lesson: the sandbox it runs on, which loses the first answer.

#[tokio::main]
async fn main() -> Result<(), setup::Failure> {
    let sandbox = keyhelm_sandbox::Sandbox::start().await?;
    let client = setup::settings(&sandbox, Platform::Adyen).build()?;
    sandbox.add_fault(
        keyhelm_sandbox::FaultRule::new("adyen", keyhelm_sandbox::Fault::DropAfter).method("POST"),
    );
    lesson(client, &mut Vec::new()).await?;
    Ok(())
}
