//! Log what you like: the shared redactor knows every secret a client is given or receives, in all its encodings, and
//! what looks like a secret besides.
#![expect(clippy::print_stdout, reason = "a lesson shows what it does")]

mod setup;

use std::io;

use keyhelm::{Client, Platform, RedactingMakeWriter, Redactor};

async fn lesson(client: Client) -> Result<(), setup::Failure> {
    keyhelm::redact_panics();
    tracing_subscriber::fmt().with_writer(RedactingMakeWriter::new(io::stdout)).without_time().init();

    let issued = client.keys().regenerate().await?;
    let key = issued.secret.expose(); // from here on its text may go anywhere
    tracing::info!("sending X-Api-Key: {key}");
    tracing::info!(%key, url = format!("https://shop.example/hook?k={key}"), "as a field, and in a URL");
    tracing::info!("a password nobody registered: {}", r#"{"user":"m@example.com","password":"EXAMPLE"}"#);

    // Any other text, and any stream of bytes.
    println!("{}", Redactor::shared().redact(&format!("curl -H 'X-Api-Key: {key}'")));
    let mut stream = Redactor::shared().stream();
    let (first, second) = key.split_at(key.len() / 2);
    let mut shown = stream.push(first.as_bytes());
    shown.extend(stream.push(second.as_bytes()));
    shown.extend(stream.finish());
    println!("in two pieces: {}", String::from_utf8_lossy(&shown));

    assert!(!String::from_utf8_lossy(&shown).contains(second));
    Redactor::shared().remove(&issued.secret); // out of use: forgotten
    Ok(())
}

// Not part of the lesson: the sandbox it runs on.

#[tokio::main]
async fn main() -> Result<(), setup::Failure> {
    let sandbox = keyhelm_sandbox::Sandbox::start().await?;
    lesson(setup::settings(&sandbox, Platform::CertoPay).build()?).await
}
