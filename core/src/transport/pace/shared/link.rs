use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use redis::{AsyncConnectionConfig, ErrorKind, RedisError, aio::MultiplexedConnection};
use tokio::{runtime::Handle, task::AbortHandle};

use super::{
    address::Address,
    script::{Answer, Keys, Question},
};
use crate::{clock::World, error::Error, event::EventKind, secret::Secret};

/// After a failure Redis is left alone for so long, so that an outage slows down one call a second and not each.
const RETRY: Duration = Duration::from_secs(1);

/// How a call tells an event.
pub(crate) type Tell<'a> = dyn Fn(EventKind, Option<Duration>, &str) + Sync + 'a;

/// A client's way to the Redis of its fleet.
pub(crate) struct Link {
    address: Address,
    pub(super) world: Arc<dyn World>,
    /// Tells this client's requests from all others'.
    name: String,
    requests: AtomicU64,
    connections: AtomicU64,
    current: Mutex<Option<Connection>>,
    /// Held by the one request that connects.
    connecting: tokio::sync::Mutex<()>,
    outage: Mutex<Option<Outage>>,
}

/// Redis is away.
struct Outage {
    retry_at: Instant,
}

/// One connection, shared by all requests.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) number: u64,
    multiplexed: MultiplexedConnection,
    _driver: Arc<Driver>,
}

/// The task that moves a connection's bytes, for as long as anybody uses the connection.
struct Driver(AbortHandle);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Why Redis gave no answer, in words that hold nothing of its URL.
#[derive(Debug)]
pub(super) struct Fault(pub(super) String);

impl From<RedisError> for Fault {
    /// The text of the error may hold what Redis was sent.
    fn from(error: RedisError) -> Self {
        let why = match error.kind() {
            ErrorKind::AuthenticationFailed => "it refuses the login",
            ErrorKind::Io if error.is_connection_refusal() => "connection refused",
            ErrorKind::Io => "the connection broke",
            _ => match error.code() {
                Some(code) => return Self(format!("it refuses with {code}")),
                None => "it answers something else than expected",
            },
        };
        Self(why.to_owned())
    }
}

impl Link {
    pub(crate) fn new(
        url: &Secret,
        ca_certificates: &[Vec<u8>],
        world: &Arc<dyn World>,
    ) -> Result<Arc<Self>, Error> {
        let mut name = [0; 8];
        world.fill(&mut name);
        Ok(Arc::new(Self {
            address: Address::read(url, ca_certificates)?,
            world: Arc::clone(world),
            name: format!("{:016x}", u64::from_be_bytes(name)),
            requests: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            current: Mutex::default(),
            connecting: tokio::sync::Mutex::default(),
            outage: Mutex::default(),
        }))
    }

    /// The name of a request in the log.
    pub(super) fn name_request(&self) -> Arc<str> {
        format!("{}:{}", self.name, self.requests.fetch_add(1, Ordering::Relaxed)).into()
    }

    /// The connection in use, or a new one; and whether it is new.
    pub(super) async fn connection(&self) -> Result<(Connection, bool), Fault> {
        let _connecting = self.connecting.lock().await;
        if let Some(connection) = &*self.current() {
            return Ok((connection.clone(), false));
        }
        let stream = self.address.connect().await.map_err(|error| Fault(error.kind().to_string()))?;
        // The world's clock bounds every wait.
        let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let (multiplexed, driver) =
            MultiplexedConnection::new_with_config(&self.address.login, stream, config).await?;
        let driver = Driver(Handle::current().spawn(driver).abort_handle());
        let number = self.connections.fetch_add(1, Ordering::Relaxed);
        let connection = Connection { number, multiplexed, _driver: Arc::new(driver) };
        *self.current() = Some(connection.clone());
        Ok((connection, true))
    }

    /// Uses this connection no more; without a number: whichever it is.
    pub(super) fn discard(&self, number: Option<u64>) {
        let mut current = self.current();
        if current.as_ref().is_some_and(|current| number.is_none_or(|number| number == current.number)) {
            *current = None;
        }
    }

    /// Whether Redis is to be asked, or left alone because it was away a moment ago.
    pub(super) fn may_ask(&self) -> bool {
        let now = self.world.instant();
        match &mut *self.outage() {
            Some(outage) if now < outage.retry_at => false,
            Some(outage) => {
                outage.retry_at = now + RETRY;
                true
            }
            None => true,
        }
    }

    pub(super) fn is_away(&self) -> bool {
        self.outage().is_some()
    }

    /// Notes that Redis is away, and tells it if that is news.
    pub(super) fn note_away(&self, fault: &Fault, tell: &Tell<'_>) {
        let outage = Outage { retry_at: self.world.instant() + RETRY };
        if self.outage().replace(outage).is_none() {
            let Fault(why) = fault;
            let message = format!(
                "the Redis of `shared_limit` is away ({why}); this host keeps to its own window meanwhile"
            );
            tell(EventKind::Warning, None, &message);
        }
    }

    /// Notes that Redis has answered, and tells it if that is news.
    pub(super) fn note_back(&self, tell: &Tell<'_>) {
        if self.outage().take().is_some() {
            tell(
                EventKind::Warning,
                None,
                "the Redis of `shared_limit` is back; all hosts share one window again",
            );
        }
    }

    fn current(&self) -> MutexGuard<'_, Option<Connection>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn outage(&self) -> MutexGuard<'_, Option<Outage>> {
        self.outage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    pub(super) async fn put(&mut self, keys: &Keys, question: &Question<'_>) -> Result<Answer, Fault> {
        Ok(question.put(keys, &mut self.multiplexed).await?)
    }
}
