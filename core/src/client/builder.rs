mod check;

use std::{fmt, sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use super::{Client, Inner, credential::CredentialCell, settings};
#[cfg(feature = "redis")]
use crate::transport::Link;
use crate::{
    adapter::{self, Account},
    clock::{RealWorld, World},
    environment::Environment,
    error::Error,
    event::{Event, Events, Listener},
    platform::Platform,
    rate_limit::RateLimit,
    secret::Secret,
    transport::{Http, HttpSettings, Idle, Pacing, Quota, Transport},
};

const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const MAX_ATTEMPTS: u32 = 3;
const USER_AGENT: &str = concat!("keyhelm/", env!("CARGO_PKG_VERSION"));

/// The settings of a client. All are checked by [`build`](ClientBuilder::build), before anything is sent.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    pub(super) platform: Platform,
    pub(super) api_key: Option<Secret>,
    pub(super) username: Option<String>,
    pub(super) email: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) environment: Option<Environment>,
    pub(super) base_url: Option<String>,
    pub(super) company_id: Option<String>,
    pub(super) merchant_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) payment_request_id: Option<String>,
    timeout: Duration,
    connect_timeout: Duration,
    max_attempts: u32,
    rate_limit: Option<RateLimit>,
    #[cfg(feature = "redis")]
    shared_limit: Option<Secret>,
    max_concurrency: Option<usize>,
    proxy: Option<Secret>,
    ca_certificates: Vec<Vec<u8>>,
    user_agent: String,
    listener: Option<Listener>,
    world: Arc<dyn World>,
    pub(super) reads_env: bool,
}

impl ClientBuilder {
    pub(super) fn new(platform: Platform) -> Self {
        Self {
            platform,
            api_key: None,
            username: None,
            email: None,
            password: None,
            environment: None,
            base_url: None,
            company_id: None,
            merchant_id: None,
            user_id: None,
            payment_request_id: None,
            timeout: TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            max_attempts: MAX_ATTEMPTS,
            rate_limit: None,
            #[cfg(feature = "redis")]
            shared_limit: None,
            max_concurrency: None,
            proxy: None,
            ca_certificates: Vec::new(),
            user_agent: USER_AGENT.to_owned(),
            listener: None,
            world: Arc::new(RealWorld),
            reads_env: false,
        }
    }

    /// Takes from the environment what is not set here: `<PLATFORM>_API_KEY`, `_BASE_URL`, `_ENVIRONMENT`, `_EMAIL`
    /// and `_PASSWORD`; `ADYEN_COMPANY_ID`, `ADYEN_MERCHANT_ID`, `ADYEN_USERNAME`; `CAIBO_USER_ID`,
    /// `CAIBO_PAYMENT_REQUEST_ID`. An empty variable counts as none.
    pub fn from_env(mut self) -> Self {
        self.reads_env = true;
        self
    }

    /// The API key.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Adyen: the user name of a credential, to go with its [`password`](Self::password) instead of an API key.
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.username = Some(name.into());
        self
    }

    /// Caibo and `CertoPay`: the e-mail address to log in with for management calls.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// The password that goes with [`email`](Self::email), or with [`username`](Self::username) at Adyen.
    pub fn password(mut self, password: impl Into<Secret>) -> Self {
        let password = password.into();
        self.password = Some(Secret::password(password.reveal()));
        self
    }

    /// Test or live. Told by the key's format or by a known host where it is not set.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Where the platform is, version part included. Used as given, with or without a slash at its end. Only https,
    /// or http to a loopback address.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Adyen: the company whose keys are managed. Excludes [`merchant_id`](Self::merchant_id).
    pub fn company_id(mut self, id: impl Into<String>) -> Self {
        self.company_id = Some(id.into());
        self
    }

    /// Adyen: the merchant account whose keys are managed. Excludes [`company_id`](Self::company_id).
    pub fn merchant_id(mut self, id: impl Into<String>) -> Self {
        self.merchant_id = Some(id.into());
        self
    }

    /// Caibo: the user whose key is managed.
    pub fn user_id(mut self, id: impl Into<String>) -> Self {
        self.user_id = Some(id.into());
        self
    }

    /// Caibo: a payment request that `verify` can read.
    pub fn payment_request_id(mut self, id: impl Into<String>) -> Self {
        self.payment_request_id = Some(id.into());
        self
    }

    /// How long a whole call may take, waits, logins and repeats included. 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take. 5 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How often a request is sent at most, the first time included. 3.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// How many requests the platform allows per key; the platform's documented limit where it is not set. All clients
    /// of this process that use one key share its pace, and the strictest of their limits holds.
    /// [`RateLimit::UNLIMITED`] switches pacing off for this client.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// A Redis (5 or newer) through which all hosts that use one key share its limit, as `redis://host:port`, with
    /// `user:password@` and `/database` where needed, or `rediss://` for TLS. Needs the feature `redis`.
    ///
    /// Redis learns a hash of the key and when requests began and ended, nothing else. While it does not answer, each
    /// host keeps to its own window and tells a [`Warning`](crate::EventKind::Warning).
    #[cfg(feature = "redis")]
    pub fn shared_limit(mut self, url: impl Into<Secret>) -> Self {
        self.shared_limit = Some(url.into());
        self
    }

    /// How many requests of this client and its clones may be under way at once. No limit unless it is set.
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.max_concurrency = Some(requests);
        self
    }

    /// An http or https proxy for everything but loopback addresses, instead of the system's. It may hold a user name
    /// and a password; they are never shown.
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Certificate authorities to trust beside the system's, as PEM. May be called more than once.
    pub fn ca_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_certificates.push(pem.into());
        self
    }

    /// The `User-Agent` header. `keyhelm/` and the version.
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        self.user_agent = text.into();
        self
    }

    /// Is called with every event, on the task that makes the call: it must be quick.
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    #[cfg(test)]
    pub(crate) fn world(mut self, world: Arc<dyn World>) -> Self {
        self.world = world;
        self
    }

    /// Checks everything and makes the client. Sends nothing.
    ///
    /// A wrong set-up is [`Config`](crate::ErrorCode::Config); a key whose format tells another environment than the
    /// one that is set is [`EnvironmentMismatch`](crate::ErrorCode::EnvironmentMismatch).
    pub fn build(mut self) -> Result<Client, Error> {
        let platform = self.platform;
        if self.reads_env {
            self.read_env(|name| std::env::var_os(name)).map_err(|error| error.at(platform))?;
        }
        self.checked().map_err(|error| error.at(platform))
    }

    pub(super) fn checked(self) -> Result<Client, Error> {
        // Without the key, which may be replaced and is wiped then.
        let settings = Self { api_key: None, ..self.clone() };
        let adapter = adapter::of(self.platform);
        self.check_fields()?;
        let given_url = self.base_url.as_deref().map(settings::base_url).transpose()?;
        let environment = self.told_environment(adapter, given_url.as_ref())?;
        if let Some(key) = &self.api_key {
            settings::check_own_key(adapter, key, environment)?;
        }
        let base_url = match given_url {
            Some(url) => url,
            None => settings::base_url(adapter.default_host(environment)?)?,
        };
        let proxy = self.proxy.as_ref().map(settings::proxy).transpose()?;
        let http = Http::new(HttpSettings {
            base_url: &base_url,
            is_loopback: settings::is_loopback(&base_url),
            connect_timeout: self.connect_timeout,
            proxy: proxy.as_ref(),
            ca_certificates: &self.ca_certificates,
            user_agent: settings::user_agent(&self.user_agent)?,
        })?;
        let pacing = Pacing {
            platform: self.platform,
            rate: self.rate_limit.unwrap_or_else(|| adapter.documented_limit()).checked()?,
            explicit: self.rate_limit.is_some(),
            base_url: base_url.as_str().trim_end_matches('/').to_owned(),
            world: Arc::clone(&self.world),
            #[cfg(feature = "redis")]
            shared: self
                .shared_limit
                .as_ref()
                .map(|url| Link::new(url, &self.ca_certificates, &self.world))
                .transpose()?,
        };
        let (credential, session) = self.credentials(adapter, &pacing)?;
        let transport = Transport {
            http,
            adapter,
            world: self.world,
            events: Events::new(self.listener),
            max_attempts: self.max_attempts,
            pacing,
            quota: Quota::default(),
            concurrency: self.max_concurrency.map(Semaphore::new),
            idle: Idle::default(),
        };
        let account = Account {
            platform: self.platform,
            environment,
            company_id: self.company_id,
            merchant_id: self.merchant_id,
            user_id: self.user_id,
            email: self.email,
            payment_request_id: self.payment_request_id,
        };
        let inner = Inner {
            account,
            adapter,
            transport,
            credential: CredentialCell::new(credential),
            session,
            timeout: self.timeout,
            base_url: base_url.into(),
            settings,
        };
        Ok(Client { inner: Arc::new(inner), slot: None })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("platform", &self.platform)
            .field("environment", &self.environment)
            .field("timeout", &self.timeout)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}
