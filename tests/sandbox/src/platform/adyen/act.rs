//! The calls, once it is settled who makes them and on which credential.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::credential::{Credential, Origin, new_client_key, new_id};
use super::input::{self, Fields, NewOrigin};
use super::wire::{self, Place};
use super::{COMPANY, Call, MERCHANT, Route, Scope, State, invalid, new_key, new_password, refuse, roles};
use crate::platform::Turn;
use crate::request::Request;
use crate::response::Response;

/// How long a key lives on after it is replaced, documented.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);
const PAGE_SIZE: usize = 10;
const MAX_PAGE_SIZE: usize = 100;

impl State {
    pub(super) fn act(
        &mut self,
        turn: &mut Turn<'_>,
        request: &Request,
        route: &Route<'_>,
        target: usize,
    ) -> Result<Response, Response> {
        let place = Place { origin: turn.origin, scope: route.scope };
        match route.call {
            Call::List => return self.list(turn, request, place),
            Call::Create => return self.create(turn, request, place),
            Call::Update => return self.update(turn, request, place, target),
            _ => {}
        }
        let credential = &mut self.credentials[target];
        let body = match route.call {
            Call::ApiKey => {
                let key = new_key(turn.chance);
                credential.add_key(&key, turn.now.after(GRACE));
                json!({ "apiKey": key })
            }
            Call::ClientKey => {
                credential.client_key = new_client_key(turn.chance);
                json!({ "clientKey": credential.client_key })
            }
            Call::Origins => {
                let origins = credential.origins.iter().map(|origin| place.origin(credential, origin));
                json!({ "data": origins.collect::<Vec<Value>>() })
            }
            Call::AddOrigin => add_origin(turn, request, place, credential)?,
            Call::Origin => place.origin(credential, &credential.origins[find(credential, route)?]),
            Call::RemoveOrigin => {
                let index = find(credential, route)?;
                credential.origins.remove(index);
                return Ok(Response::empty(StatusCode::NO_CONTENT));
            }
            Call::Read | Call::List | Call::Create | Call::Update => place.credential(credential),
        };
        Ok(Response::ok(&body))
    }

    fn list(&self, turn: &mut Turn<'_>, request: &Request, place: Place<'_>) -> Result<Response, Response> {
        let number = input::positive(turn, request, "pageNumber", 1)?;
        let size = input::positive(turn, request, "pageSize", PAGE_SIZE)?;
        if size > MAX_PAGE_SIZE {
            return Err(invalid(turn, "pageSize", &size.to_string(), "Must not be larger than 100"));
        }
        let seen: Vec<&Credential> = self.credentials.iter().filter(|one| one.seen_by(place.scope)).collect();
        let first = (number - 1).saturating_mul(size);
        let data: Vec<Value> = seen.iter().skip(first).take(size).map(|one| place.credential(one)).collect();
        let pages = seen.len().div_ceil(size);
        let mut body = json!({
            "_links": wire::page_links(place, number, size, pages),
            "itemsTotal": seen.len(),
            "pagesTotal": pages,
        });
        // `data` is the one field of the envelope that is not required.
        if !data.is_empty() {
            body["data"] = json!(data);
        }
        Ok(Response::ok(&body))
    }

    fn create(
        &mut self,
        turn: &mut Turn<'_>,
        request: &Request,
        place: Place<'_>,
    ) -> Result<Response, Response> {
        let mut fields: Fields =
            if request.body.is_empty() { Fields::default() } else { input::read(request)? };
        self.check(turn, &fields)?;
        // Neither is a field of this request.
        fields.active = None;
        fields.subject_dn = None;
        if place.scope == Scope::Merchant {
            fields.associated_merchant_accounts = Some(vec![MERCHANT.to_owned()]);
        }
        fields.roles.get_or_insert_with(|| roles::DEFAULT.map(str::to_owned).to_vec());
        self.made += 1;
        let (key, password) = (new_key(turn.chance), new_password(turn.chance));
        let username = format!("ws_{:06}@Company.{COMPANY}", self.made);
        let mut credential = Credential::new(username, &password, turn.chance);
        credential.add_key(&key, turn.now.wall);
        fields.apply(turn, &mut credential);
        let mut body = place.credential(&credential);
        body["apiKey"] = json!(key);
        body["password"] = json!(password);
        self.credentials.push(credential);
        Ok(Response::ok(&body))
    }

    fn update(
        &mut self,
        turn: &mut Turn<'_>,
        request: &Request,
        place: Place<'_>,
        target: usize,
    ) -> Result<Response, Response> {
        let mut fields: Fields = input::read(request)?;
        self.check(turn, &fields)?;
        if place.scope == Scope::Merchant {
            fields.associated_merchant_accounts = None;
        }
        let credential = &mut self.credentials[target];
        fields.apply(turn, credential);
        Ok(Response::ok(&place.credential(credential)))
    }
}

fn add_origin(
    turn: &mut Turn<'_>,
    request: &Request,
    place: Place<'_>,
    credential: &mut Credential,
) -> Result<Value, Response> {
    let NewOrigin { domain } = input::read(request)?;
    input::check_domain(turn, "domain", &domain)?;
    let origin = Origin { id: new_id(turn.chance), domain };
    let mut body = place.origin(credential, &origin);
    if let (Scope::Merchant, Some(fields)) = (place.scope, body.as_object_mut()) {
        // The documented merchant-level answer has no id.
        fields.remove("id");
    }
    credential.origins.push(origin);
    Ok(body)
}

fn find(credential: &Credential, route: &Route<'_>) -> Result<usize, Response> {
    let index = credential.origins.iter().position(|origin| origin.id == route.origin);
    index.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "There is no such allowed origin"))
}
