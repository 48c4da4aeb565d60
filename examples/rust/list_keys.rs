//! List a page of keys, then every key, without handling pages.
#![expect(clippy::print_stdout, reason = "a lesson shows what it does")]

mod setup;

use keyhelm::{Client, Platform};

async fn lesson(client: Client) -> Result<(), keyhelm::Error> {
    let page = client.keys().list().page(1).page_size(2).await?;
    println!("{} of {} keys on the first page", page.items.len(), page.total.unwrap_or_default());

    let mut keys = client.keys().list_all();
    while let Some(key) = keys.next().await {
        let key = key?;
        println!("{}  {:<8}  {}", key.id, key.status.as_str(), key.label.unwrap_or_default());
    }
    Ok(())
}

// Not part of the lesson: the sandbox it runs on, with some keys in it.

#[tokio::main]
async fn main() -> Result<(), setup::Failure> {
    let sandbox = keyhelm_sandbox::Sandbox::start().await?;
    let client = setup::settings(&sandbox, Platform::Adyen).build()?;
    for label in ["billing", "reporting", "terminals"] {
        client.keys().create(label).await?;
    }
    lesson(client).await?;
    Ok(())
}
