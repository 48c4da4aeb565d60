//! Compago, Sales Partner API: a list of payments. Keys are made and deleted by a person only.

use http::header::RETRY_AFTER;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Refusal, Turn, choose};
use crate::chance::{ALNUM, Chance};
use crate::credentials::CompagoCredentials;
use crate::digest::Digest;
use crate::limit::retry_after;
use crate::request::Request;
use crate::response::Response;

/// The page size of the documented sample.
const LIMIT: usize = 20;
const PAYMENTS: usize = 10;

#[derive(Clone)]
pub(crate) struct State {
    key: Digest,
}

/// No prefix: Compago documents no format.
pub(crate) fn new_key(chance: &mut Chance) -> String {
    chance.text(ALNUM, 40)
}

pub(crate) fn refuse(status: StatusCode, message: &str) -> Response {
    Response::json(status, &json!({ "message": message }))
}

impl State {
    pub(crate) fn new(credentials: &CompagoCredentials) -> State {
        State { key: Digest::of(credentials.api_key.as_bytes()) }
    }

    pub(crate) fn handle(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<Response, Refusal> {
        match request.path().as_slice() {
            ["payment"] => choose(&request.method, &[(Method::GET, ())])?,
            _ => return Err(Refusal::Path),
        }
        let key = request.api_key().map(Digest::of).filter(|key| *key == self.key);
        // No body is documented for a 401; an empty one asks the most of a client.
        let key = key.ok_or_else(|| Response::empty(StatusCode::UNAUTHORIZED))?;
        turn.limit.admit(&key.fingerprint(), turn.now.elapsed).map_err(|wait| {
            refuse(StatusCode::TOO_MANY_REQUESTS, "Too many requests")
                .header(RETRY_AFTER, &retry_after(wait).to_string())
        })?;
        let invalid = |_| refuse(StatusCode::BAD_REQUEST, "limit and offset are whole numbers");
        let limit = request.number("limit", LIMIT).map_err(invalid)?;
        let offset = request.number("offset", 0).map_err(invalid)?;
        let data: Vec<Value> = (offset..PAYMENTS).take(limit).map(payment).collect();
        let pagination = json!({"limit": limit, "offset": offset, "count": data.len()});
        Ok(Response::ok(&json!({"data": data, "pagination": pagination})))
    }
}

fn payment(index: usize) -> Value {
    json!({"id": format!("payment-{}", index + 1), "status": "CONFIRMED", "type": "CARD_NOT_PRESENT"})
}
