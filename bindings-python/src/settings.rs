use keyhelm::{Client, ClientBuilder, RateLimit};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyDict, PyString},
};

use crate::{error::raise, event, fork, handle::Handle, runtime::Driver, seconds::Seconds, secret::Given};

/// Makes a client of the core from a constructor's arguments.
pub(crate) fn client(
    py: Python<'_>,
    platform: &str,
    settings: Option<&Bound<'_, PyDict>>,
    from_env: bool,
    driver: Driver,
) -> PyResult<Handle> {
    let platform = platform.parse().map_err(|error| raise(py, &error))?;
    let mut builder = Client::builder(platform).on_event(event::tell);
    if from_env {
        builder = builder.from_env();
    }
    let mut driver = driver;
    for (name, value) in settings.into_iter().flatten() {
        let name: String = name.extract()?;
        if !value.is_none() {
            builder = set(builder, &name, &value)?;
        } else if !NAMES.contains(&name.as_str()) {
            return Err(unknown(&name));
        }
        if name == "shared_limit" && !value.is_none() {
            // What is told to Redis is told between calls, too.
            driver = Driver::Background;
        }
    }
    let built = py.detach(|| {
        let _inside = fork::inside();
        builder.build()
    });
    Ok(Handle::new(built.map_err(|error| raise(py, &error))?, driver))
}

const NAMES: [&str; 19] = [
    "api_key",
    "username",
    "email",
    "password",
    "environment",
    "base_url",
    "company_id",
    "merchant_id",
    "user_id",
    "payment_request_id",
    "timeout",
    "connect_timeout",
    "max_attempts",
    "rate_limit",
    "shared_limit",
    "max_concurrency",
    "proxy",
    "ca_certificates",
    "user_agent",
];

fn set(builder: ClientBuilder, name: &str, value: &Bound<'_, PyAny>) -> PyResult<ClientBuilder> {
    let text = || read::<String>(name, value);
    let secret = || read::<Given>(name, value).map(|Given(secret)| secret);
    let seconds = || read::<Seconds>(name, value).map(|Seconds(time)| time);
    Ok(match name {
        "api_key" => builder.api_key(secret()?),
        "username" => builder.username(text()?),
        "email" => builder.email(text()?),
        "password" => builder.password(secret()?),
        "environment" => builder.environment(text()?.parse().map_err(|error| raise(value.py(), &error))?),
        "base_url" => builder.base_url(text()?),
        "company_id" => builder.company_id(text()?),
        "merchant_id" => builder.merchant_id(text()?),
        "user_id" => builder.user_id(text()?),
        "payment_request_id" => builder.payment_request_id(text()?),
        "timeout" => builder.timeout(seconds()?),
        "connect_timeout" => builder.connect_timeout(seconds()?),
        "max_attempts" => builder.max_attempts(read(name, value)?),
        "rate_limit" => builder.rate_limit(rate_limit(value)?),
        "shared_limit" => builder.shared_limit(secret()?),
        "max_concurrency" => builder.max_concurrency(read(name, value)?),
        "proxy" => builder.proxy(secret()?),
        "ca_certificates" => certificates(builder, value)?,
        "user_agent" => builder.user_agent(text()?),
        _ => return Err(unknown(name)),
    })
}

fn unknown(name: &str) -> PyErr {
    PyTypeError::new_err(format!("there is no setting '{name}'"))
}

/// A value of the wrong type is Python's `TypeError`; one that is out of range is `ConfigError`. Neither shows it.
fn read<'a, 'py, T: FromPyObject<'a, 'py, Error: Into<PyErr>>>(
    name: &str,
    value: &'a Bound<'py, PyAny>,
) -> PyResult<T> {
    let py = value.py();
    value.extract().map_err(|error: T::Error| {
        let error = error.into();
        if error.is_instance_of::<PyTypeError>(py) {
            PyTypeError::new_err(format!("setting '{name}': {}", error.value(py)))
        } else if name.ends_with("timeout") {
            error
        } else {
            raise(py, &keyhelm::Error::of_setting(name, "is out of range"))
        }
    })
}

/// `(requests, seconds)` or `"unlimited"`.
fn rate_limit(value: &Bound<'_, PyAny>) -> PyResult<RateLimit> {
    let refused =
        || keyhelm::Error::of_setting("rate_limit", "is neither (requests, seconds) nor \"unlimited\"");
    if let Ok(word) = value.cast::<PyString>() {
        return match word.to_str() {
            Ok("unlimited") => Ok(RateLimit::UNLIMITED),
            _ => Err(raise(value.py(), &refused())),
        };
    }
    let (requests, window): (u32, Seconds) = value.extract().map_err(|_| raise(value.py(), &refused()))?;
    Ok(RateLimit::new(requests, window.0))
}

/// PEM as text or bytes, one or several.
fn certificates(builder: ClientBuilder, value: &Bound<'_, PyAny>) -> PyResult<ClientBuilder> {
    if let Ok(pem) = value.cast::<PyBytes>() {
        return Ok(builder.ca_certificates(pem.as_bytes()));
    }
    if value.is_instance_of::<PyString>() {
        return Ok(builder.ca_certificates(read::<String>("ca_certificates", value)?));
    }
    value.try_iter()?.try_fold(builder, |builder, pem| certificates(builder, &pem?))
}
