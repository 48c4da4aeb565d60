//! The five platforms as pure functions: an operation becomes a request, a response becomes a result.
//! Nothing here does I/O or reads a clock.

mod adyen;
mod bousol;
mod caibo;
mod call;
mod capability;
mod certopay;
mod compago;
mod json;
mod nest;
mod refusal;
#[cfg(test)]
mod tests;

use http::{HeaderName, HeaderValue, Method};

pub use self::capability::{Availability, Capability};
pub(crate) use self::{
    call::{
        Account, Auth, Body, Call, KeyChange, Login, NewKey, Nonce, Request, Response, Safety, Unreadable,
        segment,
    },
    refusal::Refusal,
};

use crate::{
    environment::Environment,
    error::{Error, ErrorCode},
    key::{ApiKey, ClientKey, IssuedKey, Page, Verification},
    operation::Operation,
    platform::Platform,
    rate_limit::RateLimit,
    secret::Secret,
};

/// What one platform documents. Every operation it does not document keeps its default: refused at once.
pub(crate) trait Adapter: Send + Sync {
    fn platform(&self) -> Platform;

    /// How an operation is done at this platform, with the dashboard path for a person.
    fn capability(&self, operation: Operation) -> Capability;

    /// The base URLs this platform documents. An environment beside one means that the host tells it.
    fn hosts(&self) -> &'static [(&'static str, Option<Environment>)];

    /// The base URL to use when none is given.
    fn default_host(&self, environment: Option<Environment>) -> Result<&'static str, Error>;

    /// The limit on requests per key that the platform documents.
    fn documented_limit(&self) -> RateLimit {
        RateLimit::UNLIMITED
    }

    /// The header that carries an API key, `X-API-Key` at all but one. `None` when the key cannot stand in a header.
    fn key_header(&self, key: &Secret) -> Option<(HeaderName, HeaderValue)> {
        Some((HeaderName::from_static("x-api-key"), key.header_value()?))
    }

    /// Reads an answer with an error status.
    fn refusal(&self, response: &Response, auth: &Auth) -> Refusal;

    /// Why this platform would refuse a free request under this credential, where it documents so.
    fn refuses(&self, _path: &str, _auth: &Auth) -> Option<&'static str> {
        None
    }

    /// Whether a free request with this method may be sent twice without harm.
    fn repeats(&self, method: &Method) -> bool {
        matches!(*method, Method::GET | Method::HEAD)
    }

    fn login(&self, _email: &str, _password: &Secret) -> Result<Call<Token>, Error> {
        Err(self.unsupported(Operation::Login))
    }

    fn list(&self, _account: &Account, _page: u32, _page_size: u32) -> Result<Call<Page<ApiKey>>, Error> {
        Err(self.unsupported(Operation::List))
    }

    fn get(&self, _account: &Account, _id: &str) -> Result<Call<ApiKey>, Error> {
        Err(self.unsupported(Operation::Get))
    }

    fn current(&self, _account: &Account) -> Result<Call<ApiKey>, Error> {
        Err(self.unsupported(Operation::Current))
    }

    fn create(&self, _account: &Account, _key: &NewKey) -> Result<Call<IssuedKey>, Error> {
        Err(self.unsupported(Operation::Create))
    }

    /// `None` as the result means: done, but the answer did not show the key.
    fn update(
        &self,
        _account: &Account,
        _id: &str,
        _change: &KeyChange,
    ) -> Result<Call<Option<ApiKey>>, Error> {
        Err(self.unsupported(Operation::Update))
    }

    /// `before` is what a look at the key told, at platforms where [`looks_first`](Adapter::looks_first).
    fn regenerate(
        &self,
        _account: &Account,
        _id: Option<&str>,
        _before: Option<&ApiKey>,
    ) -> Result<Call<IssuedKey>, Error> {
        Err(self.unsupported(Operation::Regenerate))
    }

    /// Whether `regenerate` first reads the current key, so that a lost answer can be reconciled.
    fn looks_first(&self) -> bool {
        false
    }

    /// Whether `regenerate` ends the key the client itself uses.
    fn replaces_own_key(&self) -> bool {
        false
    }

    fn revoke(&self, _account: &Account, _id: &str) -> Result<Call<Option<ApiKey>>, Error> {
        Err(self.unsupported(Operation::Revoke))
    }

    fn verify(
        &self,
        account: &Account,
        key: Option<Secret>,
        payment_request_id: Option<&str>,
    ) -> Result<Call<Verification>, Error>;

    fn regenerate_client_key(&self, _account: &Account, _id: &str) -> Result<Call<ClientKey>, Error> {
        Err(self.unsupported(Operation::RegenerateClientKey))
    }

    fn list_origins(&self, _account: &Account, _id: &str) -> Result<Call<Vec<Origin>>, Error> {
        Err(self.unsupported(Operation::ListOrigins))
    }

    fn add_origin(&self, _account: &Account, _id: &str, _domain: &str) -> Result<Call<Origin>, Error> {
        Err(self.unsupported(Operation::AddOrigin))
    }

    fn remove_origin(&self, _account: &Account, _id: &str, _origin: &str) -> Result<Call<()>, Error> {
        Err(self.unsupported(Operation::RemoveOrigin))
    }

    /// What a person does after an answer to this call was lost.
    fn after_lost_answer(&self, _operation: Operation) -> &'static str {
        "find out in the platform's dashboard whether it was carried out before doing it again"
    }

    fn unsupported(&self, operation: Operation) -> Error {
        let platform = self.platform();
        let capability = self.capability(operation);
        let name = platform.display_name();
        let message = match capability.availability {
            Availability::Dashboard => {
                format!("{name} has no API call for this; a person does it in the dashboard")
            }
            _ => format!("{name} documents no way to do this"),
        };
        let error = Error::new(ErrorCode::UnsupportedOperation, message).on(platform, operation);
        match capability.guide {
            Some(guide) => error.with_hint(guide),
            None => error,
        }
    }
}

/// A management token and when it ends.
pub(crate) struct Token {
    pub(crate) secret: Secret,
    pub(crate) life: Life,
}

/// How long a token lives, as far as the platform tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// Until the platform refuses it.
    Untold,
    /// For so long after it was issued, whatever this machine's clock shows.
    For(std::time::Duration),
    /// Until this time of the calendar.
    Until(std::time::SystemTime),
    /// The platform gave a time that cannot be read: good for one use.
    Unreadable,
}

/// An origin that browsers may use an Adyen client key from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Origin {
    /// Adyen's name for it; one documented answer leaves it out.
    pub id: Option<String>,
    /// The origin itself, `https://shop.example` for instance.
    pub domain: String,
}

/// The adapter of a platform.
pub(crate) fn of(platform: Platform) -> &'static dyn Adapter {
    match platform {
        Platform::Adyen => &adyen::Adyen,
        Platform::Bousol => &bousol::Bousol,
        Platform::Caibo => &caibo::Caibo,
        Platform::CertoPay => &certopay::CertoPay,
        Platform::Compago => &compago::Compago,
    }
}
