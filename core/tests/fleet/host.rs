//! Another host: this test program once more, as a process of its own.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _, stdin},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use keyhelm::{Client, ErrorCode, EventKind, Platform, RateLimit};
use serde::{Deserialize, Serialize};
use tokio::{runtime::Runtime, task::JoinSet};

use crate::support::Heard;

const ORDERS: &str = "KEYHELM_FLEET_ORDERS";
const READY: &str = "fleet: ready";
const REPORT: &str = "fleet: report ";

/// What a host does.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) base_url: String,
    pub(crate) api_key: String,
    pub(crate) redis: String,
    pub(crate) limit: (u32, Duration),
    pub(crate) timeout: Duration,
    pub(crate) max_attempts: u32,
    /// All at once.
    pub(crate) calls: u32,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) answered: u32,
    pub(crate) rate_limited: u32,
    pub(crate) failed: u32,
    pub(crate) warnings: u32,
}

impl Orders {
    pub(crate) fn client(&self, heard: &Heard) -> Client {
        let builder = Client::builder(Platform::Adyen)
            .base_url(&self.base_url)
            .api_key(self.api_key.as_str())
            .rate_limit(RateLimit::new(self.limit.0, self.limit.1))
            .shared_limit(self.redis.as_str())
            .timeout(self.timeout)
            .max_attempts(self.max_attempts);
        heard.listening(builder).build().unwrap()
    }

    /// Starts a host that waits for its word.
    pub(crate) fn host(&self) -> Host {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "host::a_process_of_its_own", "--include-ignored", "--nocapture"])
            .env(ORDERS, serde_json::to_string(self).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let word = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut host = Host { process, word, output };
        host.line(READY);
        host
    }
}

/// Dies when dropped.
pub(crate) struct Host {
    process: Child,
    word: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Host {
    pub(crate) fn go(&mut self) {
        self.word.write_all(b"go\n").unwrap();
    }

    /// Waits until it has made its calls. It lives on.
    pub(crate) fn report(&mut self) -> Report {
        serde_json::from_str(&self.line(REPORT)).unwrap()
    }

    pub(crate) fn work(&mut self) -> Report {
        self.go();
        self.report()
    }

    fn line(&mut self, start: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the host ended without `{start}`");
            if let Some((_, rest)) = line.split_once(start) {
                return rest.trim().to_owned();
            }
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
#[ignore = "the part of the other host, which tests start with orders"]
fn a_process_of_its_own() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let mut word = String::new();
    println!("{READY}");
    stdin().read_line(&mut word).unwrap();
    let heard = Heard::default();
    let runtime = Runtime::new().unwrap();
    let mut report = Report { answered: 0, rate_limited: 0, failed: 0, warnings: 0 };
    let client = orders.client(&heard);
    runtime.block_on(async {
        let mut calls = JoinSet::new();
        for _ in 0..orders.calls {
            calls.spawn(client.keys().current().into_future());
        }
        while let Some(result) = calls.join_next().await {
            match result.unwrap() {
                Ok(_) => report.answered += 1,
                Err(error) if error.code() == ErrorCode::RateLimited => report.rate_limited += 1,
                Err(_) => report.failed += 1,
            }
        }
    });
    report.warnings = u32::try_from(heard.count(EventKind::Warning)).unwrap();
    println!("{REPORT}{}", serde_json::to_string(&report).unwrap());
    stdin().read_line(&mut word).unwrap();
}
