//! Bousol Enterprise: lists that a key may read by its scopes. Keys are made and revoked by a person only.

use http::header::RETRY_AFTER;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Refusal, Turn, choose};
use crate::chance::{ALNUM, Chance};
use crate::credentials::BousolCredentials;
use crate::digest::Digest;
use crate::limit::retry_after;
use crate::request::Request;
use crate::response::{Response, phrase};

/// The page size documented as the default, and the largest one.
const LIMIT: usize = 20;
const MAX_LIMIT: usize = 100;
/// Enough objects for three pages of the default size.
const OBJECTS: usize = 45;

/// Every scope a key can have.
const SCOPES: [&str; 12] = [
    "invoices:read",
    "invoices:write",
    "payment-links:read",
    "payment-links:write",
    "clients:read",
    "clients:write",
    "payouts:read",
    "payouts:write",
    "disbursements:read",
    "disbursements:write",
    "webhooks:read",
    "webhooks:write",
];

#[derive(Clone)]
pub(crate) struct State {
    key: Digest,
    scopes: Vec<&'static str>,
}

#[derive(Clone, Copy)]
enum List {
    Invoices,
    Payouts,
    Disbursements,
}

pub(crate) fn new_key(chance: &mut Chance) -> String {
    format!("sk_test_{}", chance.text(ALNUM, 32))
}

pub(crate) fn refuse(status: StatusCode, message: &str) -> Response {
    let body = json!({"statusCode": status.as_u16(), "message": message, "error": phrase(status)});
    Response::json(status, &body)
}

impl State {
    pub(crate) fn new(credentials: &BousolCredentials) -> State {
        State { key: Digest::of(credentials.api_key.as_bytes()), scopes: SCOPES.to_vec() }
    }

    pub(crate) fn handle(&mut self, turn: &mut Turn<'_>, request: &Request) -> Result<Response, Refusal> {
        let list = match request.path().as_slice() {
            ["invoices"] => choose(&request.method, &[(Method::GET, List::Invoices)])?,
            ["payouts"] => choose(&request.method, &[(Method::GET, List::Payouts)])?,
            ["disbursements"] => choose(&request.method, &[(Method::GET, List::Disbursements)])?,
            _ => return Err(Refusal::Path),
        };
        let key = request.bearer().map(Digest::of).filter(|key| *key == self.key);
        let key = key.ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "Invalid or missing API key"))?;
        turn.limit.admit(&key.fingerprint(), turn.now.elapsed).map_err(|wait| {
            refuse(StatusCode::TOO_MANY_REQUESTS, "Too many requests")
                .header(RETRY_AFTER, &retry_after(wait).to_string())
        })?;
        if !self.scopes.contains(&list.scope()) {
            let message = format!("The API key lacks the scope {}", list.scope());
            return Err(refuse(StatusCode::FORBIDDEN, &message).into());
        }
        Ok(list.page(request)?)
    }
}

impl List {
    fn scope(self) -> &'static str {
        match self {
            List::Invoices => "invoices:read",
            List::Payouts => "payouts:read",
            List::Disbursements => "disbursements:read",
        }
    }

    fn id(self, number: usize) -> String {
        match self {
            List::Invoices => format!("inv_{number:04}"),
            List::Payouts => format!("pyt_{number:04}"),
            List::Disbursements => format!("dsb_{number:04}"),
        }
    }

    fn page(self, request: &Request) -> Result<Response, Response> {
        let invalid = |_| refuse(StatusCode::BAD_REQUEST, "Validation failed");
        let page = request.number("page", 1).map_err(invalid)?;
        let limit = request.number("limit", LIMIT).map_err(invalid)?;
        if page == 0 || limit == 0 || limit > MAX_LIMIT {
            return Err(invalid(String::new()));
        }
        let total_pages = OBJECTS.div_ceil(limit);
        let first = (page - 1).saturating_mul(limit);
        let data: Vec<Value> =
            (first..OBJECTS).take(limit).map(|index| json!({"id": self.id(index + 1)})).collect();
        let mut pagination =
            json!({"total": OBJECTS, "page": page, "limit": limit, "totalPages": total_pages});
        if matches!(self, List::Disbursements) {
            pagination["hasNextPage"] = json!(page < total_pages);
            pagination["hasPrevPage"] = json!(page > 1);
        }
        let mut answer = json!({"data": data, "pagination": pagination});
        if matches!(self, List::Payouts) {
            answer["counts"] = json!({"all": OBJECTS});
        }
        Ok(Response::ok(&answer))
    }
}

#[cfg(test)]
mod tests;
