//! What a set-up must be, checked once.

use std::{net::IpAddr, time::Duration};

use http::HeaderValue;
use url::{Host, Url};

use crate::{
    adapter::Adapter,
    environment::Environment,
    error::{Error, ErrorCode},
    key::format,
    secret::Secret,
};

/// Why a text cannot be a key. Platforms document no more about their keys than that they stand in a header.
pub(super) fn key_fault(key: &Secret) -> Option<&'static str> {
    // EXPOSE: only to look at its characters.
    let text = key.reveal();
    if text.is_empty() {
        Some("is empty")
    } else if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        Some("holds a line break or a character that is not printable ASCII; check how it was copied or read")
    } else if text.trim() != text {
        Some("starts or ends with a space; check how it was copied or read")
    } else {
        None
    }
}

/// The client's own key: it can stand in a header and, where its format tells its environment, belongs to this one.
pub(super) fn check_own_key(
    adapter: &dyn Adapter,
    key: &Secret,
    environment: Option<Environment>,
) -> Result<(), Error> {
    match key_fault(key) {
        Some(fault) => Err(Error::config(format!("`api_key` {fault}")).at(adapter.platform())),
        None => check_environment(adapter, key, environment),
    }
}

/// A key that only its format tells to be of the other environment is refused: the platform would just say 401.
pub(super) fn check_environment(
    adapter: &dyn Adapter,
    key: &Secret,
    environment: Option<Environment>,
) -> Result<(), Error> {
    match (format::environment_of(adapter.platform(), key.reveal()), environment) {
        (Some(of_key), Some(of_client)) if of_key != of_client => Err(Error::new(
            ErrorCode::EnvironmentMismatch,
            format!(
                "the key is a {of_key} key and the client is set to {of_client}; use the key of that environment, or \
                 set `environment` to {of_key}"
            ),
        )
        .at(adapter.platform())),
        _ => Ok(()),
    }
}

pub(super) fn check_id(field: &str, id: &str) -> Result<(), Error> {
    if id.trim().is_empty() {
        return Err(Error::config(format!("`{field}` is empty")));
    }
    crate::adapter::segment(field, id).map(drop).map_err(|_| Error::config(format!("`{field}` is no id")))
}

pub(super) fn check_duration(field: &str, duration: Duration) -> Result<(), Error> {
    if duration.is_zero() {
        return Err(Error::config(format!("`{field}` is zero; give a time in which an answer can come")));
    }
    Ok(())
}

/// A base URL that secrets may be sent to: https, or http to this machine.
pub(super) fn base_url(text: &str) -> Result<Url, Error> {
    let refused = |why: &str| Error::config(format!("`base_url` {why}"));
    let url = Url::parse(text.trim()).map_err(|_| refused("is no URL; write https://host/path"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("holds a user name or a password; give credentials in their own settings"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("holds a query or a fragment; it is a host and a path"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(refused("names no host"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(refused("is plain http; secrets go over https only, or to a loopback address")),
        _ => Err(refused("is neither https nor http")),
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// The environment a known host tells.
pub(super) fn environment_of_host(adapter: &dyn Adapter, url: &Url) -> Option<Environment> {
    adapter.hosts().iter().find_map(|(known, environment)| {
        let known = Url::parse(known).ok()?;
        (known.host() == url.host()).then_some(*environment).flatten()
    })
}

/// The proxy's URL may hold a user name and a password, so no error shows it.
pub(super) fn proxy(secret: &Secret) -> Result<Url, Error> {
    // EXPOSE: to read it as a URL.
    let url = Url::parse(secret.reveal())
        .map_err(|_| Error::config("`proxy` is no URL; write http://host:port"))?;
    match url.scheme() {
        "http" | "https" if url.host().is_some() => Ok(url),
        _ => Err(Error::config("`proxy` is neither http nor https; write http://host:port")),
    }
}

pub(super) fn user_agent(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text)
        .ok()
        .filter(|value| !value.is_empty())
        .ok_or_else(|| Error::config("`user_agent` cannot stand in a header"))
}
