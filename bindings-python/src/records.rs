//! What calls give.

use keyhelm::{Environment, Platform};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyDict, PyTuple},
};

use crate::{
    json,
    record::{plain_record, record, to_dict},
    secret::Secret,
    time::Time,
};

plain_record! {
    /// What a platform tells about a key, never its secret. What it does not tell is `None`.
    ApiKey(keyhelm::ApiKey) {
        /// The name by which the platform addresses the key. At Caibo, which has one key per user, the user's id.
        id: &str = |key| &key.id;
        /// The platform that issued it.
        platform: &'static str = |key| key.platform.as_str();
        /// `"test"` or `"live"`, as far as the client or the key's prefix tells.
        environment: Option<&'static str> = |key| key.environment.map(Environment::as_str);
        /// The name a person gave it.
        label: Option<&str> = |key| key.label.as_deref();
        /// The public start of the key, without the dots some platforms add.
        prefix: Option<&str> = |key| key.prefix.as_deref();
        /// The key with its middle hidden, as the platform gives it.
        masked: Option<&str> = |key| key.masked.as_deref();
        /// `"active"`, `"inactive"`, `"revoked"`, `"expired"` or `"unknown"`.
        status: &'static str = |key| key.status.as_str();
        /// What it may do: scopes or roles in the platform's spelling.
        scopes: Strings<'_> = |key| Strings(&key.scopes);
        /// When it was made.
        created_at: Option<Time> = |key| key.created_at.map(Time);
        /// When it was last used.
        last_used_at: Option<Time> = |key| key.last_used_at.map(Time);
        /// When it ends.
        expires_at: Option<Time> = |key| key.expires_at.map(Time);
        /// Requests per minute.
        rate_limit: Option<u64> = |key| key.rate_limit;
        /// Further public facts under the platform's own names: a fresh copy each time.
        details: Members<'_> = |key| Members(&key.details);
    }
}

plain_record! {
    /// A fresh client key at Adyen. It is public: browsers send it.
    ClientKey(keyhelm::ClientKey) {
        /// The credential it belongs to.
        id: &str = |key| &key.id;
        /// The client key, `test_…` or `live_…`.
        client_key: &str = |key| &key.client_key;
        /// When the client key before this one stops working: 24 hours after the change.
        previous_ends_at: Option<Time> = |key| key.previous_ends_at.map(Time);
    }
}

plain_record! {
    /// What a harmless call with a key told about it.
    Verification(keyhelm::Verification) {
        /// `"valid"`, `"valid_without_permission"`, `"probably_valid"` or `"invalid"`.
        outcome: &'static str = |verification| verification.outcome.as_str();
        /// An error code: why not, or why only in part.
        reason: Option<&'static str> = |verification| verification.reason.map(keyhelm::ErrorCode::as_str);
        /// Where the key works, where its format or the platform's host tells.
        environment: Option<&'static str> = |verification| verification.environment.map(Environment::as_str);
    }
}

plain_record! {
    /// What became of a call whose answer was lost, as far as the platform lets one look.
    Reconciliation(keyhelm::Reconciliation) {
        /// `"not_seen"`, `"happened"` or `"cannot_tell"`.
        outcome: &'static str = |found| found.outcome.as_str();
        /// The key it made or changed, where exactly one fits. Its secret is lost.
        key: Option<ApiKey> = |found| found.key.clone().map(ApiKey);
        /// The keys it may have made, where more than one fits, or one fits without proof.
        candidates: Keys<'_> = |found| Keys(&found.candidates);
        /// What to do now, in one line.
        advice: &str = |found| &found.advice;
    }
}

plain_record! {
    /// An origin that browsers may use an Adyen client key from.
    Origin(keyhelm::Origin) {
        /// Adyen's name for it; one documented answer leaves it out.
        id: Option<&str> = |origin| origin.id.as_deref();
        /// The origin itself, `https://shop.example` for instance.
        domain: &str = |origin| &origin.domain;
    }
}

record! {
    /// How an operation is done at a platform.
    Capability(keyhelm::Capability) {
        /// `"api"`: by a client. `"dashboard"`: by a person. `"none"`: the platform documents no way.
        availability: &'static str = |capability| capability.availability.as_str();
        /// The dashboard path to show a person, in the dashboard's own words.
        guide: Option<&'static str> = |capability| capability.guide;
    }
    {
        /// The same names as in every language, ready for JSON.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            to_dict(py, &self.0)
        }
    }
}

record! {
    /// What the look of a text tells about the key it may be.
    Recognition(keyhelm::Recognition) {
        /// The platforms that issue keys of this format; empty where the format tells nothing.
        platforms: Platforms<'_> = |seen| Platforms(&seen.platforms);
        /// The environment, where the format tells it.
        environment: Option<&'static str> = |seen| seen.environment.map(Environment::as_str);
        /// The text with all but its public prefix and at most four last characters hidden.
        masked: &str = |seen| &seen.masked;
    }
    {
        /// The same names as in every language, ready for JSON.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            to_dict(py, &self.0)
        }
    }
}

record! {
    /// A fresh secret and the key it belongs to. The platform shows the secret this once: store it before anything
    /// else.
    IssuedKey(keyhelm::IssuedKey) {
        /// What the platform tells about the key.
        key: ApiKey = |issued| ApiKey(issued.key.clone());
        /// The new secret.
        secret: Secret = |issued| Secret(issued.secret.clone());
        /// The password that comes with a new Adyen credential.
        password: Option<Secret> = |issued| issued.password.clone().map(Secret);
        /// What becomes of the secret before this one: `"dead"`, `"grace"`, `"until_revoked"` or `"none"`.
        previous: &'static str = |issued| issued.previous.as_str();
        /// With `"grace"`: when the secret before this one stops working.
        previous_ends_at: Option<Time> = |issued| issued.previous_ends_at.map(Time);
    }
    {
        /// The same names as in every language, ready for JSON. Secrets are `"[REDACTED]"`.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            let issued = &self.0;
            let dict = PyDict::new(py);
            dict.set_item("key", to_dict(py, &issued.key)?)?;
            dict.set_item("secret", issued.secret.to_string())?;
            dict.set_item("password", issued.password.as_ref().map(ToString::to_string))?;
            dict.set_item("previous", issued.previous.as_str())?;
            let ends_at = issued.previous_ends_at.map(Time).into_pyobject(py)?;
            let written = if ends_at.is_none() { ends_at } else { ends_at.call_method0("isoformat")? };
            dict.set_item("previous_ends_at", written)?;
            Ok(dict)
        }

        fn __reduce_ex__(&self, _protocol: &Bound<'_, PyAny>) -> PyResult<()> {
            Err(PyTypeError::new_err("an IssuedKey holds a Secret, which is not pickled"))
        }
    }
}

/// Lists of a frozen record are tuples.
macro_rules! tuples {
    ($($name:ident: $item:ty, |$element:ident| $object:expr;)*) => { $(
        struct $name<'a>(&'a [$item]);

        impl<'py> IntoPyObject<'py> for $name<'_> {
            type Target = PyTuple;
            type Output = Bound<'py, PyTuple>;
            type Error = PyErr;

            fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
                PyTuple::new(py, self.0.iter().map(|$element| $object))
            }
        }
    )* };
}

tuples! {
    Strings: String, |text| text;
    Platforms: Platform, |platform| platform.as_str();
    Keys: keyhelm::ApiKey, |key| ApiKey(key.clone());
}

struct Members<'a>(&'a serde_json::Map<String, serde_json::Value>);

impl<'py> IntoPyObject<'py> for Members<'_> {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, value) in self.0 {
            dict.set_item(name, json::to_python(py, value)?)?;
        }
        Ok(dict)
    }
}
