//! One known secret in every place a secret can be, and no text anywhere that shows it.

use std::{
    io::Write,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use keyhelm::{Client, Environment, Error, Platform, Secret};
use keyhelm_sandbox::{Fault, FaultRule, Sandbox};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{Heard, sandbox};

const KEY: &str = "sk_test_SENTINEL0EXAMPLE0KEY0000000001";
const PASSWORD: &str = "SENTINEL-EXAMPLE-PASSWORD";
const TOKEN: &str = "SENTINEL-EXAMPLE-TOKEN";
const NEW_KEY: &str = "sk_test_SENTINEL0EXAMPLE0KEY0000000002";
const GIVEN_KEY: &str = "sk_test_SENTINEL0EXAMPLE0KEY0000000003";

/// Everything that was written.
#[derive(Clone, Default)]
pub(crate) struct Shown(Arc<Mutex<Vec<u8>>>);

impl Shown {
    fn add(&self, text: impl std::fmt::Display) {
        // In one piece, whoever else writes.
        self.clone().write_all(format!("{text}\n").as_bytes()).unwrap();
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Shown {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Shown {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl log::Log for Shown {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.add(format_args!("{} {} {}", record.target(), record.level(), record.args()));
    }

    fn flush(&self) {}
}

/// All that is said through `tracing` at TRACE: by hyper-util, by h2, and not by hyper, which is built without it.
pub(crate) fn listening(shown: &Shown) -> impl tracing::Subscriber + Send + Sync + use<> {
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(shown.clone())
        .finish()
}

/// All that is said through `log` at TRACE, which is how reqwest speaks. A process has one logger, so that the tests
/// running beside this one are heard as well.
pub(crate) fn logged() -> &'static Shown {
    static LOGGED: OnceLock<Shown> = OnceLock::new();
    let logged = LOGGED.get_or_init(Shown::default);
    // Refused where it is in place already.
    log::set_logger(logged).ok();
    log::set_max_level(log::LevelFilter::Trace);
    logged
}

fn show<T: std::fmt::Debug>(shown: &Shown, result: &Result<T, Error>) {
    shown.add(format_args!("{result:?} {result:#?}"));
    if let Err(error) = result {
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = cause {
            shown.add(format_args!("{error} {error:?} {error:#?}"));
            cause = error.source();
        }
    }
}

/// An answer that echoes every secret the call was made with, as a careless platform would.
fn echo(sandbox: &Sandbox, platform: Platform, under_token: bool, status: u16) {
    let mut secrets = vec![KEY];
    if matches!(platform, Platform::Caibo | Platform::CertoPay) {
        secrets.push(PASSWORD);
    }
    if under_token {
        secrets.push(TOKEN);
    } else {
        secrets.push(GIVEN_KEY);
    }
    let last = secrets[secrets.len() - 1];
    let all = format!("{} Bearer {last} key={last};", secrets.join(" "));
    let body = serde_json::json!({
        "error": KEY, "errorCode": last, "requestId": last, "title": all, "detail": all, "message": [all, last],
        "invalidFields": [{"name": last, "value": last, "message": all}],
    })
    .to_string();
    sandbox.add_fault(FaultRule::new(platform.as_str(), Fault::Answer { status, headers: vec![], body }));
}

fn client(sandbox: &Sandbox, platform: Platform, heard: &Heard) -> Client {
    let given = sandbox.credentials();
    let builder = heard
        .listening(Client::builder(platform))
        .environment(Environment::Test)
        .api_key(KEY)
        .max_attempts(1);
    match platform {
        Platform::Adyen => builder.base_url(&given.adyen.base_url).company_id("C"),
        Platform::Bousol => builder.base_url(&given.bousol.base_url),
        Platform::Caibo => builder
            .base_url(&given.caibo.base_url)
            .email("a@b.example")
            .password(PASSWORD)
            .user_id("7")
            .payment_request_id("7"),
        Platform::CertoPay => {
            builder.base_url(&given.certopay.base_url).email("a@b.example").password(PASSWORD)
        }
        Platform::Compago => builder.base_url(&given.compago.base_url),
    }
    .build()
    .unwrap()
}

/// One thread, so that one subscriber hears the client and the connections below it.
#[test]
fn no_secret_is_ever_shown() {
    let shown = Shown::default();
    let logged = logged();
    tracing::subscriber::with_default(listening(&shown), || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(walk(&shown));
    });
    assert!(shown.text().contains(" TRACE hyper_util::client::legacy"), "hyper-util was not heard");
    assert!(
        logged.text().contains("reqwest::connect DEBUG starting new connection"),
        "reqwest was not heard"
    );
    let text = shown.text() + &logged.text();
    assert!(text.contains("outcome_unknown") && text.contains("[REDACTED]"));
    for secret in [KEY, PASSWORD, TOKEN, NEW_KEY, GIVEN_KEY] {
        if let Some(place) = text.find(secret) {
            panic!("shown: …{}…", &text[place.saturating_sub(300)..(place + 60).min(text.len())]);
        }
        let half = &secret[secret.len() / 2..];
        assert!(!text.contains(half), "half of a secret was shown");
    }
}

async fn walk(shown: &Shown) {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    for secret in [Secret::new(KEY), Secret::password(PASSWORD)] {
        shown.add(format_args!("{secret} {secret:?} {secret:#?} {:?}", Some(&secret)));
    }
    shown.add(format_args!("{:?}", Client::builder(Platform::CertoPay).api_key(KEY).password(PASSWORD)));
    let refused = Client::builder(Platform::CertoPay).api_key(KEY).environment(Environment::Live).build();
    show(shown, &refused);

    for platform in Platform::ALL {
        let client = client(&sandbox, platform, &heard);
        let keys = client.keys();
        shown.add(format_args!("{client:?} {keys:#?} {:?}", keys.list()));
        shown.add(format_args!("{:?}", keys.verify().secret(GIVEN_KEY)));
        for status in [400, 401, 403, 404, 409, 422, 429, 500, 503] {
            for under_token in [false, true] {
                sandbox.clear_faults();
                log_in(&sandbox, platform);
                let has_login = matches!(platform, Platform::Caibo | Platform::CertoPay);
                echo(&sandbox, platform, under_token && has_login, status);
                if under_token {
                    show(shown, &keys.regenerate().id("7").await);
                    show(shown, &keys.regenerate().await);
                } else {
                    show(shown, &keys.verify().secret(GIVEN_KEY).await);
                }
            }
        }
        issue(shown, &sandbox, platform, &client).await;
    }
    for event in heard.all() {
        shown.add(format_args!("{event:?}"));
    }
}

fn log_in(sandbox: &Sandbox, platform: Platform) {
    let body = format!(r#"{{"accessToken":"{TOKEN}","expireDate":"2999-01-01T00:00:00Z"}}"#);
    let answer = Fault::Answer { status: 200, headers: vec![], body };
    sandbox.add_fault(FaultRule::new(platform.as_str(), answer).path("login"));
}

/// A fresh secret, and one whose answer is lost.
async fn issue(shown: &Shown, sandbox: &Sandbox, platform: Platform, client: &Client) {
    let keys = client.keys();
    let (body, path) = match platform {
        Platform::Adyen => (
            format!(r#"{{"id":"S2-1","apiKey":"{NEW_KEY}","password":"{PASSWORD}","_links":"{NEW_KEY}"}}"#),
            "C/apiCredentials",
        ),
        Platform::Caibo => (format!("\"{NEW_KEY}\""), "apikey"),
        Platform::CertoPay => {
            (format!(r#"{{"id":"1","label":"x","fullKey":"{NEW_KEY}","hash":"{NEW_KEY}"}}"#), "api-keys/me")
        }
        Platform::Bousol | Platform::Compago => return,
    };
    for fault in [Fault::Answer { status: 200, headers: vec![], body }, Fault::Garbage, Fault::DropAfter] {
        sandbox.clear_faults();
        log_in(sandbox, platform);
        sandbox.add_fault(FaultRule::new(platform.as_str(), fault).path(path).times(3));
        if platform == Platform::Adyen {
            show(shown, &keys.create("x").await);
            continue;
        }
        let issued = keys.regenerate().await;
        show(shown, &issued);
        let raw = client.request(keyhelm::Method::GET, "/api/orders").await;
        show(shown, &raw);
    }
}
