//! A careless program that logs its secrets in every encoding through every plug, and shows none.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use keyhelm::{Client, Platform, RedactingAsyncWriter, RedactingWriter, Redactor, Secret};
use keyhelm_sandbox::Sandbox;
use tokio::io::AsyncWriteExt as _;

fn spelled(secret: &str, spell: impl Fn(u8) -> String) -> String {
    secret.bytes().map(spell).collect::<Vec<_>>().concat()
}

fn careless_lines(secrets: &[String]) -> Vec<String> {
    let each = |secret: &String| {
        let percent = spelled(secret, |byte| format!("%{byte:02x}"));
        let codes = spelled(secret, |byte| format!("\\u{byte:04x}"));
        [
            format!("plain {secret} "),
            format!("Basic {}", STANDARD.encode(format!("m@example.com:{secret}"))),
            format!("base64 {}", STANDARD.encode(secret)),
            format!("url https://shop.example/hook?k={percent}&x=1"),
            format!("json {}", serde_json::json!({"body": serde_json::json!({"k": secret}).to_string()})),
            format!("codes {codes}"),
            format!("hex {}", spelled(secret, |byte| format!("{byte:02x}"))),
            format!("X-Api-Key: {secret}"),
        ]
    };
    secrets.iter().flat_map(each).collect()
}

/// A stretch of a secret, in some encoding, that can be read in the output.
fn leak(output: &str, secrets: &[String]) -> Option<String> {
    const STRETCH: usize = 12;
    let encoded = secrets.iter().flat_map(|secret| {
        let pair = STANDARD.encode(format!("m@example.com:{secret}"));
        [
            secret.clone(),
            STANDARD.encode(secret),
            // Without what stands for the name.
            pair[19..].to_owned(),
            spelled(secret, |byte| format!("{byte:02x}")),
            spelled(secret, |byte| format!("%{byte:02x}")),
            spelled(secret, |byte| format!("\\u{byte:04x}")),
        ]
    });
    let mut stretches = encoded.flat_map(|text: String| {
        (0..=text.len() - STRETCH).map(move |at| text[at..at + STRETCH].to_owned()).collect::<Vec<_>>()
    });
    stretches.find(|stretch| output.contains(stretch.as_str()))
}

#[tokio::test]
async fn no_plug_shows_a_secret_of_a_client() {
    let sandbox = Sandbox::start().await.unwrap();
    let account = &sandbox.credentials().certopay;
    let key = Secret::new(account.api_key.as_str());
    let client = Client::builder(Platform::CertoPay)
        .base_url(&account.base_url)
        .api_key(&key)
        .email(&account.email)
        .password(account.password.as_str())
        .build()
        .unwrap();
    let issued = client.keys().regenerate().await.unwrap();
    let secrets = [account.api_key.clone(), account.password.clone(), issued.secret.expose().to_owned()];
    let lines = careless_lines(&secrets);

    let mut output = Vec::new();
    let mut writer = RedactingWriter::new(&mut output);
    for line in &lines {
        // In small pieces, as a formatter writes.
        for piece in line.as_bytes().chunks(7) {
            writer.write_all(piece).unwrap();
        }
        writer.write_all(b"\n").unwrap();
    }
    writer.finish().unwrap();
    drop(writer);

    let mut writer = RedactingAsyncWriter::new(&mut output);
    writer.write_all(lines.join("\n").as_bytes()).await.unwrap();
    writer.shutdown().await.unwrap();
    drop(writer);

    #[cfg(feature = "tracing-subscriber")]
    output.extend(traced(&lines));

    for line in &lines {
        output.extend(Redactor::shared().redact(line).into_owned().into_bytes());
    }
    let output = String::from_utf8(output).unwrap();
    assert!(output.matches("[REDACTED]").count() >= 3 * lines.len(), "{output}");
    assert_eq!(leak(&output, &secrets), None, "{output}");
    assert!(leak(&lines.join(" "), &secrets).is_some(), "they were there");
    for line in &lines {
        assert!(!output.contains(line.as_str()), "{line}");
    }
    Redactor::shared().remove(&issued.secret);
}

#[cfg(feature = "tracing-subscriber")]
fn traced(lines: &[String]) -> Vec<u8> {
    let (send, received) = std::sync::mpsc::channel();
    let sink = move || Sink(send.clone());
    let subscriber = tracing_subscriber::fmt().with_writer(keyhelm::RedactingMakeWriter::new(sink)).finish();
    tracing::subscriber::with_default(subscriber, || {
        for line in lines {
            tracing::info!(detail = line.as_str(), "{line}");
        }
    });
    received.try_iter().flatten().collect()
}

#[cfg(feature = "tracing-subscriber")]
struct Sink(std::sync::mpsc::Sender<Vec<u8>>);

#[cfg(feature = "tracing-subscriber")]
impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.send(bytes.to_vec()).map_err(std::io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
