//! Every secret a client is given or receives is known to the shared redactor, for as long as it should be.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use keyhelm::{Client, ErrorCode, EventKind, Method, Platform, Redactor, Secret};
use keyhelm_sandbox::{Fault, FaultRule};

use crate::support::{Heard, client, fails, sandbox, settings};

const HIDDEN: &str = "[REDACTED]";

/// Text that no pattern takes for a secret.
fn hides(text: &str) -> bool {
    let line = format!("seen {text} here");
    Redactor::shared().redact(&line) == format!("seen {HIDDEN} here")
}

fn key_of(name: &str) -> String {
    format!("EXAMPLE-{name}-0001")
}

fn with_key(key: &Secret) -> Client {
    Client::builder(Platform::Bousol).api_key(key).build().unwrap()
}

#[test]
fn a_clients_key_is_known_while_it_lives() {
    let text = key_of("while-it-lives");
    assert!(!hides(&text));
    let client = with_key(&Secret::new(text.as_str()));
    let clone = client.clone();
    assert!(hides(&text));
    drop(client);
    assert!(hides(&text), "the clone lives");
    drop(clone);
    assert!(!hides(&text), "nobody has it any more");
}

#[test]
fn a_key_that_was_exposed_is_known_until_it_is_removed() {
    let text = key_of("exposed");
    let key = Secret::new(text.as_str());
    let client = with_key(&key);
    assert_eq!(key.expose(), text);
    drop(client);
    drop(key);
    assert!(hides(&text));
    Redactor::shared().remove(&Secret::new(text.as_str()));
    assert!(!hides(&text));
}

#[test]
fn a_key_that_was_only_looked_at_is_forgotten() {
    let text = key_of("looked-at");
    let key = Secret::new(text.as_str());
    let client = with_key(&key);
    assert!(keyhelm::recognise(&key).platforms.is_empty());
    assert_eq!(key.to_password().fingerprint(), None);
    let request = client.request(Method::GET, "/invoices").header("X-Note", &key);
    drop((request, client, key));
    assert!(!hides(&text));
}

#[test]
fn a_key_that_two_clients_use_is_known_until_the_last_one_ends() {
    let text = key_of("two-clients");
    let first = with_key(&Secret::new(text.as_str()));
    let second = with_key(&Secret::new(text.as_str()));
    drop(first);
    assert!(hides(&text));
    drop(second);
    assert!(!hides(&text));
}

#[test]
fn a_key_that_was_replaced_is_forgotten() {
    let (old, new) = (key_of("replaced"), key_of("replacing"));
    let client = with_key(&Secret::new(old.as_str()));
    client.set_api_key(Secret::new(new.as_str())).unwrap();
    assert!(hides(&new));
    assert!(!hides(&old));
}

#[tokio::test]
async fn passwords_tokens_and_new_keys_are_known() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    let account = &sandbox.credentials().certopay;
    assert!(hides(&account.password) && hides(&account.api_key));
    assert!(hides(&STANDARD.encode(account.password.as_bytes()).replace('=', "")), "in base64 too");

    let issued = client.keys().regenerate().await.unwrap();
    let text = issued.secret.expose().to_owned();
    assert!(hides(&text));
    assert!(hides(&text.replace('_', "%5F")));
}

#[tokio::test]
async fn a_basic_pair_is_known_as_it_stands_in_its_header() {
    let sandbox = sandbox().await;
    let password = key_of("basic-password");
    let client = Client::builder(Platform::Adyen)
        .base_url(&sandbox.credentials().adyen.base_url)
        .environment(keyhelm::Environment::Test)
        .username("ws@Company.Example")
        .password(password.as_str())
        .build()
        .unwrap();
    assert!(hides(&password));
    assert!(hides(&STANDARD.encode(format!("ws@Company.Example:{password}"))));
    drop(client);
    assert!(!hides(&password));
}

#[tokio::test]
async fn the_key_to_verify_is_known_while_its_owner_has_it() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::Bousol);
    let text = key_of("to-verify");
    let key = Secret::new(text.as_str());
    client.keys().verify().secret(&key).await.unwrap();
    assert!(hides(&text));
    drop(key);
    assert!(!hides(&text));
}

#[tokio::test]
async fn an_echo_in_any_encoding_does_not_reach_an_error() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    let key = sandbox.credentials().certopay.api_key.clone();
    let unprefixed = key.split('_').next_back().unwrap();
    let echoes = [
        key.clone(),
        STANDARD.encode(&key),
        STANDARD.encode(format!("user:{key}")),
        key.replace('_', "%5F"),
        key.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<Vec<_>>().concat(),
        key.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat(),
    ];
    for echo in echoes {
        let body =
            serde_json::json!({"error": "not_found", "message": format!("no key {echo}.")}).to_string();
        sandbox.add_fault(FaultRule::new("certopay", Fault::Answer { status: 404, headers: vec![], body }));
        let error = fails(client.request(Method::GET, "/api/webhooks"), ErrorCode::NotFound).await;
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("[REDACTED]"), "{shown}");
        assert!(!shown.contains(unprefixed) && !shown.contains(&echo), "{shown}");
    }
}

#[tokio::test]
async fn a_secret_too_short_to_be_hidden_is_warned_of_once() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::Bousol)).api_key("EXAMPL7").build().unwrap();
    for _ in 0..2 {
        client.keys().verify().await.unwrap();
    }
    let warnings: Vec<_> = heard.all().into_iter().filter(|event| event.kind == EventKind::Warning).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].message.contains("under 8 bytes"), "{}", warnings[0].message);
    assert!(!warnings[0].message.contains("EXAMPL7"));
}

#[test]
fn what_cannot_be_registered_is_refused_and_says_why() {
    for (text, why) in
        [("EXAMPL7".to_owned(), "under 8 bytes"), ("E".repeat(8 * 1024 + 1), "over 8192 bytes")]
    {
        let error = Redactor::new().add(&Secret::new(text.as_str())).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Config);
        assert!(error.to_string().contains(why), "{error}");
        assert!(!error.to_string().contains(&text));
    }
}
