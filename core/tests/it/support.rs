use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use keyhelm::{Client, ClientBuilder, Environment, Error, ErrorCode, Event, EventKind, Platform};
use keyhelm_sandbox::{RequestRecord, Sandbox};

/// A sandbox of its own for each test.
pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a free port on loopback")
}

pub(crate) fn settings(sandbox: &Sandbox, platform: Platform) -> ClientBuilder {
    let given = sandbox.credentials();
    let client = Client::builder(platform).environment(Environment::Test);
    match platform {
        Platform::Adyen => client
            .base_url(&given.adyen.base_url)
            .api_key(given.adyen.api_key.as_str())
            .company_id(&given.adyen.company_id),
        Platform::Bousol => client.base_url(&given.bousol.base_url).api_key(given.bousol.api_key.as_str()),
        Platform::Caibo => client
            .base_url(&given.caibo.base_url)
            .api_key(given.caibo.api_key.as_str())
            .email(&given.caibo.email)
            .password(given.caibo.password.as_str())
            .user_id(&given.caibo.user_id)
            .payment_request_id(&given.caibo.payment_request_id),
        Platform::CertoPay => client
            .base_url(&given.certopay.base_url)
            .api_key(given.certopay.api_key.as_str())
            .email(&given.certopay.email)
            .password(given.certopay.password.as_str()),
        Platform::Compago => client.base_url(&given.compago.base_url).api_key(given.compago.api_key.as_str()),
    }
}

pub(crate) fn client(sandbox: &Sandbox, platform: Platform) -> Client {
    settings(sandbox, platform).build().expect("the sandbox's own credentials")
}

/// The events of one client, in order.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<Event>>>);

impl Heard {
    pub(crate) fn listening(&self, builder: ClientBuilder) -> ClientBuilder {
        let events = Arc::clone(&self.0);
        builder.on_event(move |event| {
            events.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
        })
    }

    pub(crate) fn all(&self) -> Vec<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn kinds(&self) -> Vec<EventKind> {
        self.all().into_iter().map(|event| event.kind).collect()
    }
}

/// The requests whose path ends so, as (method, status).
pub(crate) fn seen(sandbox: &Sandbox, path_end: &str) -> Vec<RequestRecord> {
    sandbox.requests().into_iter().filter(|record| record.path.ends_with(path_end)).collect()
}

pub(crate) async fn fails<T>(call: impl IntoFuture<Output = Result<T, Error>>, code: ErrorCode) -> Error {
    match call.await {
        Err(error) if error.code() == code => error,
        Err(error) => panic!("expected {code}, got: {error}"),
        Ok(_) => panic!("expected {code}, but the call succeeded"),
    }
}

/// Waits for something that comes soon, and fails should it never come.
pub(crate) async fn soon(what: &str, mut is_there: impl FnMut() -> bool) {
    let patience = async {
        while !is_there() {
            tokio::task::yield_now().await;
        }
    };
    bounded(what, patience).await;
}

#[expect(clippy::disallowed_methods, reason = "a test that hangs is to fail, by the real clock")]
pub(crate) async fn bounded<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .unwrap_or_else(|_| panic!("{what} did not come"))
}
