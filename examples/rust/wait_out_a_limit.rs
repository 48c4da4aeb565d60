//! Call more often than the platform allows. The client waits as long as the platform asks, as far as the deadline
//! lets it; a wait that does not fit ends the call at once and says when to come back.
#![expect(clippy::print_stdout, reason = "a lesson shows what it does")]

mod setup;

use std::time::Duration;

use keyhelm::{Client, Error, ErrorCode, Platform};

async fn lesson(client: Client) -> Result<(), Error> {
    for call in 1..=3 {
        let verification = client.keys().verify().await?;
        println!("call {call}: the key is {}", verification.outcome);
    }

    match client.keys().verify().timeout(Duration::from_millis(200)).await {
        Err(error) if error.code() == ErrorCode::RateLimited => {
            println!("no time to wait: come back in {:?}", error.retry_after().unwrap_or_default());
            Ok(())
        }
        other => other.map(drop),
    }
}

// Not part of the lesson: the sandbox it runs on, with two calls a second.

#[tokio::main]
async fn main() -> Result<(), setup::Failure> {
    let sandbox = keyhelm_sandbox::Sandbox::start().await?;
    sandbox.set_limit("certopay", Some((2, Duration::from_secs(1))));
    let client = setup::settings(&sandbox, Platform::CertoPay)
        .on_event(|event| {
            println!("  {}: {} {:?}", event.kind, event.message, event.delay.unwrap_or_default());
        })
        .build()?;
    lesson(client).await?;
    Ok(())
}
