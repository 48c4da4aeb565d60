use std::cell::RefCell;

use keyhelm::{Method, RequestAuth, RequestBuilder};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBool, PyFloat, PyInt, PyMapping, PyString},
};

use crate::{error::raise, face::within, json::Json, seconds::Seconds, secret::Given};

/// What `request` is given beside its method and path.
pub(crate) struct Details<'a, 'py> {
    pub(crate) query: Option<&'a Bound<'py, PyAny>>,
    pub(crate) json: Option<&'a Bound<'py, PyAny>>,
    pub(crate) headers: Option<&'a Bound<'py, PyMapping>>,
    pub(crate) auth: &'a str,
    pub(crate) repeatable: bool,
    pub(crate) timeout: Option<Seconds>,
}

pub(crate) fn build(
    py: Python<'_>,
    client: &keyhelm::Client,
    method: &str,
    path: String,
    details: &Details<'_, '_>,
) -> PyResult<RequestBuilder> {
    let refused = |field, why| raise(py, &keyhelm::Error::of_argument(field, why));
    let method = Method::from_bytes(method.to_uppercase().as_bytes())
        .map_err(|_| refused("method", "is no method of HTTP"))?;
    let auth = match details.auth {
        "key" => RequestAuth::Key,
        "token" => RequestAuth::Token,
        _ => return Err(refused("auth", "is neither `key` nor `token`")),
    };
    let call = client.request(method, path).auth(auth).repeatable(details.repeatable);
    let mut call = within!(call, details.timeout);
    for (name, value) in details.query.map(pairs).transpose()?.unwrap_or_default() {
        call = call.query(name, plain(&value)?);
    }
    if let Some(headers) = details.headers {
        for (name, Given(value)) in headers.items()?.extract::<Vec<(String, Given)>>()? {
            call = call.header(name, value);
        }
    }
    if let Some(json) = details.json {
        let fault = RefCell::new(None);
        call = call.json(&Json::new(json, &fault));
        if let Some(fault) = fault.into_inner() {
            return Err(fault);
        }
    }
    Ok(call)
}

/// Of a mapping, or of a sequence of pairs, in which a name may come twice.
fn pairs<'py>(query: &Bound<'py, PyAny>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    match query.cast::<PyMapping>() {
        Ok(mapping) => mapping.items()?.extract(),
        Err(_) => query.extract(),
    }
}

/// A query's value as text. A `Secret` is refused, because URLs end up in logs.
fn plain(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(value.is_true().to_string());
    }
    let is_plain = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyInt>()
        || value.is_instance_of::<PyFloat>();
    if is_plain {
        return value.str()?.extract();
    }
    let class = value.get_type().name()?;
    Err(PyTypeError::new_err(format!("a query's value is a str, int, float or bool, not {class}")))
}
