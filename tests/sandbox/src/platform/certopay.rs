//! CertoPay v2: a login, the account's one key, and two payment endpoints to try it on.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::RETRY_AFTER;
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, Turn, choose};
use crate::chance::{ALNUM, Chance};
use crate::clock::{Now, rfc3339};
use crate::credentials::CertopayCredentials;
use crate::digest::Digest;
use crate::limit::retry_after;
use crate::request::Request;
use crate::response::{Response, phrase};

/// 100 requests per key in a rolling minute, documented.
pub(crate) const LIMIT: (u32, Duration) = (100, Duration::from_secs(60));
const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);
const LABEL: &str = "Main key";

#[derive(Clone)]
pub(crate) struct State {
    email: String,
    password: Digest,
    account: String,
    webhook: String,
    opened: Timestamp,
    key: Key,
    tokens: HashMap<Digest, i64>,
}

/// The account's key: its digest, and the first characters that `me` shows.
#[derive(Clone)]
struct Key {
    id: String,
    digest: Digest,
    prefix: String,
    created: Timestamp,
    last_used: Option<Timestamp>,
}

#[derive(Clone, Copy)]
enum Call {
    Login,
    Me,
    Regenerate,
    Webhook,
    Customers,
}

#[derive(Deserialize)]
struct Login {
    email: String,
    password: String,
}

pub(crate) fn new_key(chance: &mut Chance) -> String {
    format!("sk_test_{}", chance.text(ALNUM, 32))
}

/// The shape of the errors page (B in the sheet).
pub(crate) fn refuse(status: StatusCode, message: &str) -> Response {
    let body = json!({"statusCode": status.as_u16(), "message": message, "error": phrase(status)});
    Response::json(status, &body)
}

/// The shape of the authentication page (A in the sheet).
fn unauthenticated(code: &str, message: &str) -> Response {
    Response::json(StatusCode::UNAUTHORIZED, &json!({"error": code, "message": message}))
}

fn invalid_key() -> Response {
    unauthenticated("invalid_api_key", "The API key or token is missing, malformed or revoked")
}

fn admit(turn: &mut Turn<'_>, who: &str) -> Result<(), Response> {
    turn.limit.admit(who, turn.now.elapsed).map_err(|wait| {
        let seconds = retry_after(wait);
        let message = format!("Too many requests, try again in {seconds} s");
        let body = json!({"error": "rate_limit_exceeded", "message": message, "retryAfter": seconds});
        Response::json(StatusCode::TOO_MANY_REQUESTS, &body).header(RETRY_AFTER, &seconds.to_string())
    })
}

impl State {
    pub(crate) fn new(credentials: &CertopayCredentials, now: Now, chance: &mut Chance) -> State {
        State {
            email: credentials.email.clone(),
            password: Digest::of(credentials.password.as_bytes()),
            account: chance.uuid(),
            webhook: chance.uuid(),
            opened: now.wall,
            key: Key::new(chance.uuid(), &credentials.api_key, now.wall),
            tokens: HashMap::new(),
        }
    }

    pub(crate) fn handle(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<Response, Refusal> {
        let method = &request.method;
        let call = match request.path().as_slice() {
            ["api", "auth", "login"] => choose(method, &[(Method::POST, Call::Login)])?,
            ["api", "api-keys", "me"] => choose(method, &[(Method::GET, Call::Me)])?,
            ["api", "api-keys", "me", "regenerate"] => choose(method, &[(Method::POST, Call::Regenerate)])?,
            ["api", "webhooks"] => choose(method, &[(Method::GET, Call::Webhook)])?,
            ["api", "customers"] => choose(method, &[(Method::GET, Call::Customers)])?,
            _ => return Err(Refusal::Path),
        };
        match call {
            Call::Login => return Ok(self.login(turn, request)?),
            Call::Me | Call::Regenerate => self.token(turn, request)?,
            Call::Webhook | Call::Customers => self.api_key(turn, request)?,
        }
        let body = match call {
            Call::Regenerate => self.regenerate(turn),
            Call::Webhook => self.webhook(),
            Call::Customers => {
                json!([{"id": "customer-1", "name": "Ana"}, {"id": "customer-2", "name": "Rui"}])
            }
            Call::Login | Call::Me => self.me(turn.limit.per_minute()),
        };
        Ok(Response::ok(&body))
    }

    fn login(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<Response, Response> {
        let login: Login = request
            .json()
            .ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "A login has an email and a password"))?;
        if login.email != self.email || Digest::of(login.password.as_bytes()) != self.password {
            return Err(refuse(StatusCode::UNAUTHORIZED, "Wrong email or password"));
        }
        let issued = turn.now.wall.as_second();
        let expires = turn.now.after(TOKEN_LIFE).as_second();
        let token = self.jwt(turn.chance, issued, expires);
        self.tokens.insert(Digest::of(token.as_bytes()), expires);
        Ok(Response::ok(&json!({ "accessToken": token })))
    }

    /// Shaped as an HS256 token; the sandbox recognises it by its digest and checks no signature.
    fn jwt(&self, chance: &mut Chance, issued: i64, expires: i64) -> String {
        let header = URL_SAFE_NO_PAD.encode(json!({"alg": "HS256", "typ": "JWT"}).to_string());
        let claims = json!({"sub": self.account, "email": self.email, "iat": issued, "exp": expires});
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(chance.bytes()))
    }

    fn token(&self, turn: &mut Turn<'_>, request: &Request) -> Result<(), Response> {
        let token = request.bearer().map(Digest::of);
        let expires = token.and_then(|token| self.tokens.get(&token)).ok_or_else(invalid_key)?;
        if *expires <= turn.now.wall.as_second() {
            return Err(unauthenticated("expired_token", "The token has expired, log in again"));
        }
        admit(turn, "login")
    }

    fn api_key(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<(), Response> {
        let key = request.api_key().map(Digest::of).filter(|key| *key == self.key.digest);
        admit(turn, &key.ok_or_else(invalid_key)?.fingerprint())?;
        self.key.last_used = Some(turn.now.wall);
        Ok(())
    }

    fn me(&self, per_minute: Option<u64>) -> Value {
        let Key { id, prefix, created, last_used, .. } = &self.key;
        let mut me = json!({
            "id": id,
            "label": LABEL,
            "keyPrefix": format!("{prefix}..."),
            "maskedKey": format!("{prefix}...\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}"),
            "active": true,
            "createdAt": rfc3339(*created),
        });
        if let Some(requests) = per_minute {
            me["rateLimit"] = json!(requests);
        }
        if let Some(last_used) = last_used {
            me["lastUsedAt"] = json!(rfc3339(*last_used));
        }
        me
    }

    fn regenerate(&mut self, turn: &mut Turn<'_>) -> Value {
        let secret = new_key(turn.chance);
        // Two keys of one millisecond must not look like one key made once.
        let next = self.key.created.saturating_add(SignedDuration::from_millis(1)).unwrap_or(Timestamp::MAX);
        self.key = Key::new(self.key.id.clone(), &secret, turn.now.wall.max(next));
        let created = rfc3339(self.key.created);
        json!({"id": self.key.id, "label": LABEL, "fullKey": secret, "active": true, "createdAt": created})
    }

    fn webhook(&self) -> Value {
        let opened = rfc3339(self.opened);
        json!({
            "id": self.webhook,
            "url": "https://shop.example/certopay",
            "status": "ACTIVE",
            "createdAt": opened,
            "updatedAt": opened,
        })
    }
}

impl Key {
    fn new(id: String, secret: &str, created: Timestamp) -> Key {
        let prefix = secret.chars().take(16).collect();
        Key { id, digest: Digest::of(secret.as_bytes()), prefix, created, last_used: None }
    }
}
