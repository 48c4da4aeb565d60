//! A host: this program once more, as a process of its own.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _, stdin},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use keyhelm::{Client, ClientBuilder, Platform, RateLimit};
use serde::{Deserialize, Serialize};
use tokio::{runtime, task::JoinSet};

const ORDERS: &str = "KEYHELM_FLEET_ORDERS";

/// Which key a host uses, and under which limit.
#[derive(Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) base_url: String,
    pub(crate) api_key: String,
    pub(crate) redis: String,
    pub(crate) limit: (u32, Duration),
}

impl Orders {
    pub(crate) fn settings(&self) -> ClientBuilder {
        Client::builder(Platform::Adyen)
            .base_url(&self.base_url)
            .api_key(self.api_key.as_str())
            .rate_limit(RateLimit::new(self.limit.0, self.limit.1))
            .timeout(Duration::from_secs(300))
    }

    pub(crate) fn host(&self) -> Host {
        let mut process = Command::new(env::current_exe().unwrap())
            .env(ORDERS, serde_json::to_string(self).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let word = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut host = Host { process, word, output };
        // It says so once it is ready.
        host.answered();
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
    /// Makes so many calls, all at once.
    pub(crate) fn call(&mut self, calls: u32) {
        writeln!(self.word, "{calls}").unwrap();
    }

    /// Waits until they have ended, and tells how many were answered.
    pub(crate) fn answered(&mut self) -> u32 {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().parse().unwrap()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

pub(crate) fn is_ordered() -> bool {
    env::var_os(ORDERS).is_some()
}

/// The host's own part.
pub(crate) fn obey() {
    let orders: Orders = serde_json::from_str(&env::var(ORDERS).unwrap()).unwrap();
    let client = orders.settings().shared_limit(orders.redis.as_str()).build().unwrap();
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    println!("0");
    for line in stdin().lines() {
        let calls: u32 = line.unwrap().parse().unwrap();
        let answered = runtime.block_on(async {
            let mut running = JoinSet::new();
            for _ in 0..calls {
                running.spawn(client.keys().current().into_future());
            }
            running.join_all().await.iter().filter(|result| result.is_ok()).count()
        });
        println!("{answered}");
    }
}
