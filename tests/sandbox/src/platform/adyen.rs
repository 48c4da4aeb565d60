//! Adyen, Management API v3: API credentials of a company and its merchants, with keys that live on for a day
//! after they are replaced.

use http::header::RETRY_AFTER;
use http::{Method, StatusCode};
use serde_json::json;

use super::{Refusal, Turn, choose};
use crate::chance::{ADYEN_TAIL, ALNUM, BASE64, Chance};
use crate::credentials::AdyenCredentials;
use crate::digest::Digest;
use crate::limit::retry_after;
use crate::request::Request;
use crate::response::{Response, phrase};

mod act;
mod credential;
mod input;
mod roles;
mod wire;

use credential::Credential;

pub(crate) const COMPANY: &str = "KeyhelmSandbox";
pub(crate) const MERCHANT: &str = "KeyhelmSandbox_ECOM";
/// What `/me` calls the company: a name, which need not be its id.
const COMPANY_NAME: &str = "Keyhelm Sandbox";

#[derive(Clone)]
pub(crate) struct State {
    credentials: Vec<Credential>,
    /// How many credentials were ever made, for usernames.
    made: u32,
}

/// Whose credentials a path speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Me,
    Company,
    Merchant,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    List,
    Create,
    Read,
    Update,
    ApiKey,
    ClientKey,
    Origins,
    AddOrigin,
    Origin,
    RemoveOrigin,
}

/// A path and method taken apart.
struct Route<'a> {
    scope: Scope,
    owner: &'a str,
    credential: &'a str,
    origin: &'a str,
    call: Call,
}

/// `AQE`, base64 blocks, and a last block with the punctuation seen in real keys.
pub(crate) fn new_key(chance: &mut Chance) -> String {
    let (start, middle) = (chance.text(BASE64, 57), chance.text(BASE64, 43));
    // The punctuation is certain to occur, so that every test meets it.
    format!("AQE{start}-{middle}=-<;&$*~{}", chance.text(ADYEN_TAIL, 10))
}

fn new_password(chance: &mut Chance) -> String {
    chance.text(ALNUM, 24)
}

/// An error in the `RestServiceError` shape.
pub(crate) fn refuse(status: StatusCode, message: &str) -> Response {
    let kind = match status.as_u16() {
        400 => "bad-request",
        404 => "not-found",
        422 => "unprocessable-entity",
        429 => "too-many-requests",
        _ => "general",
    };
    let body = json!({
        "type": format!("https://docs.adyen.com/errors/{kind}"),
        "errorCode": format!("00_{}", status.as_u16()),
        "title": phrase(status),
        "detail": message,
        "status": status.as_u16(),
    });
    Response::json(status, &body)
}

/// As observed: without the `detail` that the schema requires.
fn unauthenticated() -> Response {
    let body = json!({
        "type": "https://docs.adyen.com/errors/unauthorized",
        "errorCode": "00_401",
        "title": "Unauthorized",
        "status": 401,
    });
    Response::json(StatusCode::UNAUTHORIZED, &body)
}

fn forbidden() -> Response {
    let body = json!({
        "type": "https://docs.adyen.com/errors/forbidden",
        "errorCode": "00_403",
        "title": "Forbidden",
        "detail": "Not allowed",
        "status": 403,
    });
    Response::json(StatusCode::FORBIDDEN, &body)
}

/// The flat v3 shape of a refused value.
fn invalid(turn: &mut Turn<'_>, name: &str, value: &str, message: &str) -> Response {
    let body = json!({
        "type": "https://docs.adyen.com/errors/validation",
        "errorCode": "00_422",
        "title": "Invalid request",
        "detail": "A field of the request is not valid",
        "status": 422,
        "requestId": turn.chance.text(crate::chance::UPPER, 16),
        "invalidFields": [{"name": name, "value": value, "message": message}],
    });
    Response::json(StatusCode::UNPROCESSABLE_ENTITY, &body)
}

impl State {
    pub(crate) fn new(credentials: &AdyenCredentials, chance: &mut Chance) -> State {
        State { credentials: vec![Credential::first(&credentials.api_key, chance)], made: 0 }
    }

    pub(crate) fn handle(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<Response, Refusal> {
        let path = request.path();
        let route = Route::find(&request.method, &path)?;
        let caller = self.authenticate(turn, request)?;
        let roles = &self.credentials[caller].roles;
        let own_affairs = route.scope == Scope::Me && route.call != Call::ClientKey;
        let allowed = if own_affairs { roles::manages(roles) } else { roles::manages_credentials(roles) };
        let known = match route.scope {
            Scope::Me => true,
            Scope::Company => route.owner == COMPANY,
            Scope::Merchant => route.owner == MERCHANT,
        };
        if !allowed || !known {
            return Err(forbidden().into());
        }
        let target = match (route.scope, route.call) {
            (Scope::Me, _) | (_, Call::List | Call::Create) => Some(caller),
            (scope, _) => {
                self.credentials.iter().position(|one| one.id == route.credential && one.seen_by(scope))
            }
        };
        let target =
            target.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "There is no such API credential"))?;
        Ok(self.act(turn, request, &route, target)?)
    }

    /// The index of the credential whose key, or name and password, came with the request.
    fn authenticate(&self, turn: &mut Turn<'_>, request: &Request) -> Result<usize, Response> {
        let (found, who) = if let Some(key) = request.api_key() {
            let key = Digest::of(key);
            (self.credentials.iter().position(|one| one.has_key(key, turn.now.wall)), key.fingerprint())
        } else if let Some((name, password)) = request.basic() {
            let password = Digest::of(&password);
            let found = self
                .credentials
                .iter()
                .position(|one| one.username.as_bytes() == name && one.password == password);
            (found, String::from_utf8_lossy(&name).into_owned())
        } else {
            (None, String::new())
        };
        let found = found.filter(|index| self.credentials[*index].active).ok_or_else(unauthenticated)?;
        turn.limit.admit(&who, turn.now.elapsed).map_err(|wait| {
            refuse(StatusCode::TOO_MANY_REQUESTS, "Too many requests")
                .header(RETRY_AFTER, &retry_after(wait).to_string())
        })?;
        Ok(found)
    }
}

impl<'a> Route<'a> {
    fn find(method: &Method, path: &[&'a str]) -> Result<Route<'a>, Refusal> {
        let (scope, rest) = match path {
            ["me", rest @ ..] => (Scope::Me, rest),
            ["companies", _, "apiCredentials", rest @ ..] => (Scope::Company, rest),
            ["merchants", _, "apiCredentials", rest @ ..] => (Scope::Merchant, rest),
            _ => return Err(Refusal::Path),
        };
        let owner = if scope == Scope::Me { "" } else { path[1] };
        let (credential, rest) = match (scope, rest) {
            (Scope::Me, rest) => ("", rest),
            (_, []) => {
                let call = choose(method, &[(Method::GET, Call::List), (Method::POST, Call::Create)])?;
                return Ok(Route { scope, owner, credential: "", origin: "", call });
            }
            (_, [credential, rest @ ..]) => (*credential, rest),
        };
        let (call, origin) = match rest {
            [] if scope == Scope::Me => (choose(method, &[(Method::GET, Call::Read)])?, ""),
            [] => (choose(method, &[(Method::GET, Call::Read), (Method::PATCH, Call::Update)])?, ""),
            // There is no `/me/generateApiKey`.
            ["generateApiKey"] if scope != Scope::Me => {
                (choose(method, &[(Method::POST, Call::ApiKey)])?, "")
            }
            ["generateClientKey"] => (choose(method, &[(Method::POST, Call::ClientKey)])?, ""),
            ["allowedOrigins"] => {
                (choose(method, &[(Method::GET, Call::Origins), (Method::POST, Call::AddOrigin)])?, "")
            }
            ["allowedOrigins", origin] => {
                let calls = [(Method::GET, Call::Origin), (Method::DELETE, Call::RemoveOrigin)];
                (choose(method, &calls)?, *origin)
            }
            _ => return Err(Refusal::Path),
        };
        Ok(Route { scope, owner, credential, origin, call })
    }
}
