//! The client: what users hold.

mod builder;
mod credential;
mod delivery;
mod env;
mod fork;
mod keys;
mod perform;
mod request;
mod session;
mod settings;
#[cfg(test)]
mod virtual_time;

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

pub use self::{
    builder::ClientBuilder,
    delivery::Delivery,
    keys::{
        AddOrigin, AllKeys, CreateKey, CurrentKey, GetKey, Keys, ListKeys, ListOrigins, Origins, Reconcile,
        RegenerateClientKey, RegenerateKey, RemoveOrigin, RevokeKey, UpdateKey, VerifyKey,
    },
    request::{RawResponse, RequestAuth, RequestBuilder},
};
use self::{credential::CredentialCell, delivery::Slot, session::Session};
use crate::{
    adapter::{Account, Adapter, Capability},
    environment::Environment,
    error::Error,
    event::{Event, EventKind},
    key::ApiKey,
    operation::Operation,
    platform::Platform,
    rate_limit::Rate,
    secret::Secret,
    transport::Transport,
};

/// A client of one platform with one set of credentials.
///
/// Clones are cheap and share connections, the login and the key: [`set_api_key`](Client::set_api_key) on one changes
/// all. Calls need a tokio runtime with time and I/O.
///
/// ```no_run
/// use keyhelm::{Client, Environment, Platform, Secret};
///
/// # async fn example() -> Result<(), keyhelm::Error> {
/// let client = Client::builder(Platform::Adyen)
///     .api_key(Secret::new(std::env::var("MY_ADYEN_KEY").unwrap_or_default()))
///     .environment(Environment::Test)
///     .company_id("ExampleCo")
///     .build()?;
/// let key = client.keys().current().await?;
/// println!("{} may {:?}", key.id, key.scopes);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    /// Where to leave what is to be told if nobody takes the answer.
    slot: Option<Slot>,
}

struct Inner {
    account: Account,
    adapter: &'static dyn Adapter,
    transport: Transport,
    credential: CredentialCell,
    session: Option<Session>,
    timeout: Duration,
    base_url: String,
    settings: ClientBuilder,
}

impl Inner {
    fn replace_key(&self, key: Secret) -> Result<(), Error> {
        self.credential.set(self.adapter, key, &self.transport.pacing)
    }
}

impl Client {
    /// Starts a client for a platform.
    pub fn builder(platform: Platform) -> ClientBuilder {
        ClientBuilder::new(platform)
    }

    /// Makes a client from environment variables alone: `<PLATFORM>_API_KEY`, `_BASE_URL`, `_ENVIRONMENT`, `_EMAIL`,
    /// `_PASSWORD`, and the platform's own, see [`ClientBuilder::from_env`].
    pub fn from_env(platform: Platform) -> Result<Self, Error> {
        Self::builder(platform).from_env().build()
    }

    /// The platform.
    pub fn platform(&self) -> Platform {
        self.inner.account.platform
    }

    /// The environment, as far as the settings, the key's format or the host tell.
    pub fn environment(&self) -> Option<Environment> {
        self.inner.account.environment
    }

    /// The calls about keys.
    pub fn keys(&self) -> Keys {
        Keys::new(self.clone())
    }

    /// How each operation is done at this platform: by this client, by a person, or not at all.
    pub fn capabilities(&self) -> BTreeMap<Operation, Capability> {
        self.platform().capabilities()
    }

    /// Changes the API key of this client and all its clones. Calls under way finish with the old one.
    ///
    /// Refused, with the old key kept: a key that cannot stand in a header ([`Config`](crate::ErrorCode::Config)),
    /// and one whose format tells the other environment
    /// ([`EnvironmentMismatch`](crate::ErrorCode::EnvironmentMismatch)).
    pub fn set_api_key(&self, key: impl Into<Secret>) -> Result<(), Error> {
        let key = key.into();
        settings::check_own_key(self.inner.adapter, &key, self.environment())?;
        self.inner.replace_key(key)
    }

    /// Takes the limit that a platform tells of its key: of the key itself where it is the one in use, and of the
    /// login that asked.
    fn learn_limit(&self, operation: Operation, key: &ApiKey) {
        let inner = &self.inner;
        let Some(rate) = key.rate_limit.and_then(|requests| Rate::told(requests, Duration::from_secs(60)))
        else {
            return;
        };
        let own = inner.credential.get().filter(|own| own.is_key && own.starts_with(key.prefix.as_deref()));
        let of_key = own.is_some_and(|own| own.claim.pacer().learn(&[rate]));
        let of_login = inner.session.as_ref().is_some_and(|session| session.claim.pacer().learn(&[rate]));
        if of_key || of_login {
            self.tell(
                EventKind::LimitLearned,
                operation,
                &format!("the key's limit is {} requests a minute", rate.requests),
            );
        }
    }

    fn warn(&self, operation: Operation, message: &str) {
        self.tell(EventKind::Warning, operation, message);
    }

    fn tell(&self, kind: EventKind, operation: Operation, message: &str) {
        self.inner.transport.events.tell(&Event {
            kind,
            platform: self.platform(),
            operation,
            attempt: 0,
            delay: None,
            message: message.to_owned(),
            error: None,
        });
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("platform", &self.platform())
            .field("environment", &self.environment())
            .field("base_url", &self.inner.base_url)
            .finish_non_exhaustive()
    }
}

impl Platform {
    /// How an operation is done at this platform: by a client, by a person, or not at all. Needs no client.
    ///
    /// ```
    /// use keyhelm::{Availability, Operation, Platform};
    ///
    /// let create = Platform::Compago.capability(Operation::Create);
    /// assert_eq!(create.availability, Availability::Dashboard);
    /// assert!(create.guide.unwrap().contains("Configuraciones > Desarrollador"));
    /// ```
    pub fn capability(self, operation: Operation) -> Capability {
        crate::adapter::of(self).capability(operation)
    }

    /// [`capability`](Platform::capability) of every operation.
    pub fn capabilities(self) -> BTreeMap<Operation, Capability> {
        Operation::ALL.into_iter().map(|operation| (operation, self.capability(operation))).collect()
    }
}
