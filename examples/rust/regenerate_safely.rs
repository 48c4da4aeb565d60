//! Replace a key whose old secret is dead the moment the new one exists (CertoPay), and find out what happened when
//! the answer is lost.
#![expect(clippy::print_stdout, reason = "a lesson shows what it does")]

mod setup;

use keyhelm::{Client, Error, ErrorCode, IssuedKey, Outcome, Platform, Previous};

async fn lesson(client: Client) -> Result<(), Error> {
    let issued = regenerate(&client).await?;
    assert_eq!(issued.previous, Previous::Dead);
    println!("store {} now; the old key is dead", issued.secret.masked());

    // The client itself goes on with the new key.
    println!("its own key is {}", client.keys().verify().await?.outcome);
    Ok(())
}

async fn regenerate(client: &Client) -> Result<IssuedKey, Error> {
    let keys = client.keys();
    match keys.regenerate().await {
        Err(lost) if lost.code() == ErrorCode::OutcomeUnknown => {
            let found = keys.reconcile(&lost).await?;
            println!("the answer was lost: {}; {}", found.outcome, found.advice);
            match found.outcome {
                // The secret is lost for good and the old key dead: only another one helps.
                Outcome::Happened => keys.regenerate().await,
                // Nothing is known to have happened, so a person decides.
                _ => Err(lost),
            }
        }
        result => result,
    }
}

// Not part of the lesson: the sandbox it runs on, which loses the first answer.

#[tokio::main]
async fn main() -> Result<(), setup::Failure> {
    let sandbox = keyhelm_sandbox::Sandbox::start().await?;
    let client = setup::settings(&sandbox, Platform::CertoPay).build()?;
    sandbox.add_fault(
        keyhelm_sandbox::FaultRule::new("certopay", keyhelm_sandbox::Fault::DropAfter).path("regenerate"),
    );
    lesson(client).await?;
    Ok(())
}
