//! How long a client takes to build.

use std::time::Duration;

use keyhelm::{Client, Environment, Platform};

use super::{
    clients::Failure,
    measure::{Watch, median_duration},
};

const KEY: &str = "AQEtEXAMPLE0NOT0A0KEY";

pub(crate) struct Built {
    pub(crate) http: Duration,
    pub(crate) https_first: Duration,
    pub(crate) https_later: Duration,
}

pub(crate) fn measure(times: usize) -> Result<Built, Failure> {
    let http = || Client::builder(Platform::Adyen).api_key(KEY).base_url("http://127.0.0.1:9/v3").build();
    let https = || Client::builder(Platform::Adyen).api_key(KEY).environment(Environment::Test).build();
    let duration_of = |build: &dyn Fn() -> Result<Client, keyhelm::Error>| {
        let watch = Watch::start();
        let client = build()?;
        let taken = watch.read().wall;
        drop(client);
        Ok::<_, keyhelm::Error>(taken)
    };
    let median = |build: &dyn Fn() -> Result<Client, keyhelm::Error>| {
        let taken = (0..times).map(|_| duration_of(build)).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, keyhelm::Error>(median_duration(taken))
    };
    // http first: the allocator's and the linker's first steps are no part of reading certificates.
    Ok(Built { http: median(&http)?, https_first: duration_of(&https)?, https_later: median(&https)? })
}
