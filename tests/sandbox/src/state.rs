//! Everything the sandbox remembers, behind one lock.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use jiff::Timestamp;

use crate::chance::Chance;
use crate::clock::{Clock, rfc3339};
use crate::credentials::Credentials;
use crate::fault::{Fault, FaultRule, Script};
use crate::limit::Limit;
use crate::line::Link;
use crate::log::{Log, RequestRecord};
use crate::platform::{Platform, Platforms, Turn};
use crate::request::Request;
use crate::response::Response;

/// The state, and the functions that the library and the control calls share.
pub(crate) struct Shared {
    origin: String,
    inner: Mutex<Inner>,
}

struct Inner {
    clock: Clock,
    chance: Chance,
    first: Platforms,
    platforms: Platforms,
    limits: [Limit; 5],
    faults: Script,
    log: Log,
    running: HashMap<u64, Arc<Link>>,
    arrivals: u64,
}

/// A request that was entered in the log, and the fault it is going to meet.
pub(crate) struct Arrival {
    pub(crate) id: u64,
    pub(crate) fault: Option<Fault>,
    pub(crate) running: Running,
}

/// Keeps a request registered as running while it lives.
pub(crate) struct Running {
    id: u64,
    shared: Arc<Shared>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.lock().running.remove(&self.id);
    }
}

impl Shared {
    pub(crate) fn new(origin: String) -> io::Result<(Shared, Credentials)> {
        let mut chance = Chance::new()?;
        let clock = Clock::new();
        let credentials = Credentials::random(&mut chance, &origin);
        let first = Platforms::new(&credentials, clock.now(), &mut chance);
        let inner = Inner {
            clock,
            chance,
            platforms: first.clone(),
            first,
            limits: Platform::ALL.map(Platform::limit),
            faults: Script::default(),
            log: Log::default(),
            running: HashMap::new(),
            arrivals: 0,
        };
        Ok((Shared { origin, inner: Mutex::new(inner) }, credentials))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn time(&self) -> Timestamp {
        self.lock().clock.now().wall
    }

    /// Enters a request in the log and in the list of running ones, and picks its fault.
    pub(crate) fn arrive(
        self: &Arc<Self>,
        platform: Platform,
        head: &http::request::Parts,
        link: &Arc<Link>,
    ) -> Arrival {
        let inner = &mut *self.lock();
        inner.arrivals += 1;
        let id = inner.arrivals;
        let time = rfc3339(inner.clock.now().wall);
        inner.log.enter(id, RequestRecord::new(time, platform.name(), head));
        inner.running.insert(id, Arc::clone(link));
        let fault = inner.faults.meet(platform, &head.method, head.uri.path());
        Arrival { id, fault, running: Running { id, shared: Arc::clone(self) } }
    }

    /// Carries a request out; nothing if a reset ended it meanwhile. No body means one over the limit.
    pub(crate) fn carry_out(
        &self,
        id: u64,
        platform: Platform,
        head: http::request::Parts,
        body: Option<Bytes>,
    ) -> Option<Response> {
        let inner = &mut *self.lock();
        if !inner.running.contains_key(&id) {
            return None;
        }
        let path = head.uri.path().to_owned();
        // Only whole segments belong to the base: `/adyen/v3x` is somewhere else.
        let below = path.strip_prefix(platform.base_path()).filter(|p| p.is_empty() || p.starts_with('/'));
        let Some(below) = below else {
            return Some(platform.refuse(StatusCode::NOT_FOUND, "No such resource"));
        };
        let Some(body) = body else {
            return Some(platform.refuse(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"));
        };
        let request = Request::new(head, below, body);
        let mut turn = Turn {
            now: inner.clock.now(),
            limit: &mut inner.limits[platform as usize],
            chance: &mut inner.chance,
            origin: &self.origin,
        };
        Some(inner.platforms.handle(platform, &mut turn, &request))
    }

    pub(crate) fn complete(&self, id: u64, status: StatusCode) {
        self.lock().log.complete(id, status.as_u16());
    }

    pub(crate) fn reset(&self) {
        let inner = &mut *self.lock();
        inner.platforms = inner.first.clone();
        inner.limits = Platform::ALL.map(Platform::limit);
        inner.faults.clear();
        inner.log.clear();
        inner.clock.reset();
        for (_, link) in inner.running.drain() {
            link.kill.notify_one();
        }
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.lock().clock.advance(by);
    }

    pub(crate) fn set_limit(&self, platform: Platform, rule: Option<(u32, Duration)>) {
        self.lock().limits[platform as usize] = Limit::new(rule);
    }

    pub(crate) fn add_fault(&self, rule: FaultRule) {
        self.lock().faults.add(rule);
    }

    pub(crate) fn clear_faults(&self) {
        self.lock().faults.clear();
    }

    pub(crate) fn requests(&self) -> Vec<RequestRecord> {
        self.lock().log.records()
    }
}
