//! The sandbox as a library.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::credentials::Credentials;
use crate::fault::FaultRule;
use crate::log::RequestRecord;
use crate::platform::Platform;
use crate::server::{Server, Started};
use crate::state::Shared;

/// A running sandbox on `127.0.0.1`. Dropped, it stops: the port is free and every connection broken.
///
/// It runs on a thread and a runtime of its own.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let sandbox = keyhelm_sandbox::Sandbox::start().await?;
/// assert!(sandbox.credentials().certopay.api_key.starts_with("sk_test_"));
/// # std::io::Result::Ok(()) })?;
/// # std::io::Result::Ok(())
/// ```
pub struct Sandbox {
    shared: Arc<Shared>,
    credentials: Credentials,
    control: String,
    _server: Server,
}

#[derive(Serialize)]
struct Announcement<'a> {
    control: &'a str,
    platforms: &'a Credentials,
}

impl Sandbox {
    /// Starts on a free port.
    pub async fn start() -> io::Result<Sandbox> {
        Sandbox::start_on(0).await
    }

    /// Starts on this port; 0 picks a free one. An error says that the port cannot be had.
    pub async fn start_on(port: u16) -> io::Result<Sandbox> {
        let Started { server, shared, credentials, origin } = Server::start(port).await?;
        Ok(Sandbox { shared, credentials, control: format!("{origin}/control"), _server: server })
    }

    /// The first credentials of every platform.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The URL under which the control calls lie.
    #[must_use]
    pub fn control_url(&self) -> &str {
        &self.control
    }

    /// The line of JSON that tells another process how to use this sandbox. It holds the credentials.
    #[must_use]
    pub fn announcement(&self) -> String {
        let announcement = Announcement { control: &self.control, platforms: &self.credentials };
        // Strings in structs always serialise.
        serde_json::to_string(&announcement).unwrap_or_default()
    }

    /// Goes back to the first state with the same credentials: ends running requests by breaking their line,
    /// clears faults, limits, log and clock.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Moves the sandbox's clock forward, by at most a hundred years in all.
    pub fn advance(&self, by: Duration) {
        self.shared.advance(by);
    }

    /// Sets a platform's rolling limit per key, counted from now over accepted calls; `None` lifts it.
    ///
    /// # Panics
    ///
    /// If no platform has this name or the window is empty: a mistake in the test, which must not pass in silence.
    pub fn set_limit(&self, platform: &str, limit: Option<(u32, Duration)>) {
        let parsed = Platform::parse(platform);
        assert!(parsed.is_some(), "unknown platform {platform:?}");
        assert!(limit.is_none_or(|(_, window)| !window.is_zero()), "the window of a limit must not be empty");
        if let Some(platform) = parsed {
            self.shared.set_limit(platform, limit);
        }
    }

    /// Makes the next matching requests meet a fault. Rules strike in the order they are given.
    ///
    /// # Panics
    ///
    /// If the rule could never strike as it says (unknown platform, no times, an impossible header): a mistake in
    /// the test, which must not pass in silence.
    pub fn add_fault(&self, rule: FaultRule) {
        let flaw = rule.flaw();
        assert!(flaw.is_none(), "{}", flaw.unwrap_or_default());
        self.shared.add_fault(rule);
    }

    /// Forgets every fault that has not struck yet.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// The requests to the platforms in the order they arrived: the last 10,000, without secrets.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.requests()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("control", &self.control).finish_non_exhaustive()
    }
}
