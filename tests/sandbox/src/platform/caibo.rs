//! Caibo IPG: a login, one key per user that is replaced in place, and payment requests to try it on.

use std::collections::HashMap;
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, Turn, choose};
use crate::chance::{ALNUM, Chance, LOWER};
use crate::clock::rfc3339;
use crate::credentials::CaiboCredentials;
use crate::digest::Digest;
use crate::limit::retry_after;
use crate::request::Request;
use crate::response::Response;

const TOKEN_LIFE: Duration = Duration::from_secs(60 * 60);
/// `ttlSeconds` of a checkout session, documented.
const CHECKOUT_LIFE: Duration = Duration::from_secs(900);

#[derive(Clone)]
pub(crate) struct State {
    email: String,
    password: Digest,
    user_id: String,
    payment_request_id: String,
    key: Digest,
    tokens: HashMap<Digest, Timestamp>,
}

#[derive(Clone, Copy)]
enum Call {
    Login,
    Regenerate,
    Read,
    Status,
    Checkout,
}

#[derive(Deserialize)]
struct Login {
    email: String,
    password: String,
}

pub(crate) fn new_key(chance: &mut Chance) -> String {
    format!("caibo_test_sk_{}", chance.text(LOWER, 24))
}

pub(crate) fn refuse(status: StatusCode, message: &str) -> Response {
    Response::json(status, &json!({ "message": message }))
}

fn unauthenticated(message: &str) -> Response {
    refuse(StatusCode::UNAUTHORIZED, message)
}

impl State {
    pub(crate) fn new(credentials: &CaiboCredentials) -> State {
        State {
            email: credentials.email.clone(),
            password: Digest::of(credentials.password.as_bytes()),
            user_id: credentials.user_id.clone(),
            payment_request_id: credentials.payment_request_id.clone(),
            key: Digest::of(credentials.api_key.as_bytes()),
            tokens: HashMap::new(),
        }
    }

    pub(crate) fn handle(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<Response, Refusal> {
        let method = &request.method;
        let (call, id) = match request.path().as_slice() {
            ["auth", "login"] => (choose(method, &[(Method::POST, Call::Login)])?, ""),
            ["users", id, "apikey"] => (choose(method, &[(Method::PUT, Call::Regenerate)])?, *id),
            ["payment-requests", "status", id] => (choose(method, &[(Method::GET, Call::Status)])?, *id),
            ["payment-requests", id, "checkout-session"] => {
                (choose(method, &[(Method::POST, Call::Checkout)])?, *id)
            }
            ["payment-requests", id] => (choose(method, &[(Method::GET, Call::Read)])?, *id),
            _ => return Err(Refusal::Path),
        };
        match call {
            Call::Login => Ok(self.login(turn, request)?),
            Call::Regenerate => {
                self.token(turn, request)?;
                Ok(self.regenerate(turn, id)?)
            }
            Call::Read | Call::Status | Call::Checkout => {
                self.api_key(turn, request)?;
                Ok(self.payment_request(turn, call, id)?)
            }
        }
    }

    fn login(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<Response, Response> {
        let login: Login = request
            .json()
            .ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "A login has an email and a password"))?;
        if login.email != self.email || Digest::of(login.password.as_bytes()) != self.password {
            return Err(unauthenticated("Wrong email or password"));
        }
        // Opaque: what the token looks like is not documented.
        let token = turn.chance.text(ALNUM, 48);
        let expires = turn.now.after(TOKEN_LIFE);
        self.tokens.insert(Digest::of(token.as_bytes()), expires);
        Ok(Response::ok(&json!({"accessToken": token, "expireDate": rfc3339(expires)})))
    }

    fn token(&self, turn: &mut Turn<'_>, request: &Request) -> Result<(), Response> {
        let expires = request.bearer().and_then(|token| self.tokens.get(&Digest::of(token)));
        match expires {
            None => return Err(unauthenticated("The access token is missing or wrong")),
            Some(expires) if *expires <= turn.now.wall => {
                return Err(unauthenticated("The access token has expired"));
            }
            Some(_) => {}
        }
        admit(turn, "login")
    }

    fn api_key(&self, turn: &mut Turn<'_>, request: &Request) -> Result<(), Response> {
        let key = request.api_key().map(Digest::of).filter(|key| *key == self.key);
        let key = key.ok_or_else(|| unauthenticated("The API key is missing or wrong"))?;
        admit(turn, &key.fingerprint())
    }

    fn regenerate(&mut self, turn: &mut Turn<'_>, user_id: &str) -> Result<Response, Response> {
        if user_id != self.user_id {
            return Err(refuse(StatusCode::FORBIDDEN, "This user is not yours"));
        }
        let key = new_key(turn.chance);
        self.key = Digest::of(key.as_bytes());
        Ok(Response::ok(&Value::String(key)))
    }

    fn payment_request(&self, turn: &mut Turn<'_>, call: Call, id: &str) -> Result<Response, Response> {
        if id != self.payment_request_id {
            return Err(refuse(StatusCode::NOT_FOUND, "No such payment request"));
        }
        // Ids are numbers in answers.
        let id: Value = id.parse::<u64>().map_or_else(|_| json!(id), |id| json!(id));
        let body = match call {
            Call::Checkout => json!({
                "token": turn.chance.text(ALNUM, 43),
                "paymentRequestId": id,
                "expiresAt": rfc3339(turn.now.after(CHECKOUT_LIFE)),
                "ttlSeconds": CHECKOUT_LIFE.as_secs(),
            }),
            Call::Status => json!({"id": id, "status": "PENDING"}),
            _ => {
                json!({"id": id, "amount": 10, "currency": "EUR", "reference": "sandbox", "status": "PENDING"})
            }
        };
        Ok(Response::ok(&body))
    }
}

fn admit(turn: &mut Turn<'_>, who: &str) -> Result<(), Response> {
    turn.limit.admit(who, turn.now.elapsed).map_err(|wait| {
        refuse(StatusCode::TOO_MANY_REQUESTS, "Too many requests")
            .header(RETRY_AFTER, &retry_after(wait).to_string())
    })
}
