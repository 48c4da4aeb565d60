//! One login shared by all the calls that wait for it.

use std::time::Duration;

use keyhelm::{Client, Platform, RateLimit};
use keyhelm_sandbox::Sandbox;
use tokio::{runtime, task::JoinSet};

use super::{
    clients::Failure,
    measure::{Watch, median},
};

pub(crate) const CALLS: usize = 1_000;

pub(crate) struct Logins {
    /// In every round.
    pub(crate) logins: usize,
    /// The wall time of the calls that wait for a login over that of calls that have a token.
    pub(crate) over_held: f64,
}

pub(crate) fn measure(rounds: usize) -> Result<Logins, Failure> {
    raise_open_files();
    runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async {
        let sandbox = Sandbox::start().await?;
        let mut ratios = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            sandbox.reset();
            let held = client(&sandbox)?;
            held.keys().current().await?;
            let with_token = at_once(&held).await?;
            drop(held);

            sandbox.reset();
            let with_login = at_once(&client(&sandbox)?).await?;
            let logins = logins(&sandbox);
            if logins != 1 {
                return Err(format!("{CALLS} calls at once made {logins} logins").into());
            }
            ratios.push(with_login.as_secs_f64() / with_token.as_secs_f64());
        }
        Ok(Logins { logins: 1, over_held: median(ratios) })
    })
}

fn client(sandbox: &Sandbox) -> Result<Client, keyhelm::Error> {
    sandbox.set_limit("certopay", None);
    let credentials = &sandbox.credentials().certopay;
    Client::builder(Platform::CertoPay)
        .base_url(&credentials.base_url)
        .email(&credentials.email)
        .password(credentials.password.as_str())
        // A thousand calls in a moment are more than the documented 100 a minute.
        .rate_limit(RateLimit::UNLIMITED)
        .build()
}

/// How long it takes until the last of the calls has its answer.
async fn at_once(client: &Client) -> Result<Duration, Failure> {
    let watch = Watch::start();
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        calls.spawn(client.keys().current().into_future());
    }
    while let Some(ended) = calls.join_next().await {
        ended??;
    }
    Ok(watch.read().wall)
}

fn logins(sandbox: &Sandbox) -> usize {
    sandbox.requests().iter().filter(|request| request.path.ends_with("/auth/login")).count()
}

/// Each call at once has a connection, with both its ends in this process.
#[cfg(unix)]
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    const NEEDED: u64 = 4 * CALLS as u64;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < NEEDED) {
        let current = Some(maximum.map_or(NEEDED, |maximum| maximum.min(NEEDED)));
        // Where it cannot be raised, the calls that find no file say so.
        let _ = setrlimit(Resource::Nofile, Rlimit { current, maximum });
    }
}

#[cfg(not(unix))]
fn raise_open_files() {}
