//! One request from its head to its answer.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::json;

use crate::body::Body;
use crate::clock::sleep;
use crate::control;
use crate::fault::Fault;
use crate::line::Link;
use crate::platform::Platform;
use crate::response::Response;
use crate::state::{Arrival, Running, Shared};

const MAX_BODY: usize = 1024 * 1024;
/// How much of an oversized body is read and thrown away, so that the client gets to see the refusal.
const MAX_DRAINED: usize = 16 * 1024 * 1024;

const NO_JSON: &[u8] = b"\x00\xff<<< this is not JSON >>>\xfe";

/// The line breaks without an answer.
#[derive(Debug)]
pub(crate) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the line breaks here on purpose")
    }
}

impl std::error::Error for Broken {}

/// Answers a request, or breaks the line.
pub(crate) async fn answer(
    shared: Arc<Shared>,
    link: Arc<Link>,
    request: http::Request<Incoming>,
) -> Result<http::Response<Body>, Broken> {
    let (head, incoming) = request.into_parts();
    let root = head.uri.path().split('/').nth(1).unwrap_or_default();
    if let Some(platform) = Platform::parse(root) {
        return platform_answer(&shared, &link, platform, head, incoming).await;
    }
    let response = if root == "control" {
        let body = read(incoming).await?.unwrap_or_default();
        control::handle(&shared, &head.method, head.uri.path(), &body)
    } else {
        Response::json(StatusCode::NOT_FOUND, &json!({"error": "no platform lives here"}))
    };
    Ok(whole(&shared, response, None))
}

async fn platform_answer(
    shared: &Arc<Shared>,
    link: &Arc<Link>,
    platform: Platform,
    head: http::request::Parts,
    incoming: Incoming,
) -> Result<http::Response<Body>, Broken> {
    let Arrival { id, fault, running } = shared.arrive(platform, &head, link);
    let body = read(incoming).await?;
    let response = match &fault {
        Some(Fault::DropBefore) => return Err(Broken),
        Some(Fault::Answer { status, headers, body }) => scripted(*status, headers, body),
        _ => shared.carry_out(id, platform, head, body).ok_or(Broken)?,
    };
    let answer = match fault {
        Some(Fault::DropAfter) => return Err(Broken),
        Some(Fault::Hang { hang_ms }) => {
            sleep(Duration::from_millis(hang_ms)).await;
            whole(shared, response, Some(running))
        }
        Some(Fault::Truncate { bytes }) => {
            let first = response.body.slice(..bytes.min(response.body.len()));
            let body = Body::cut(first, Arc::clone(link), running);
            with_length(shared, response, body)
        }
        Some(Fault::Garbage) => {
            let mut response = Response::ok(&json!(null));
            response.body = Bytes::from_static(NO_JSON);
            whole(shared, response, Some(running))
        }
        Some(Fault::Slow { slow_ms_per_byte }) => {
            let every = Duration::from_millis(slow_ms_per_byte);
            let body = Body::slow(response.body.clone(), every, running);
            with_length(shared, response, body)
        }
        Some(Fault::Endless) => build(shared, response, Body::endless(running)),
        None | Some(Fault::DropBefore | Fault::Answer { .. }) => whole(shared, response, Some(running)),
    };
    shared.complete(id, answer.status());
    Ok(answer)
}

/// The whole body; none where it is larger than the sandbox takes.
async fn read(mut incoming: Incoming) -> Result<Option<Bytes>, Broken> {
    let mut body = BytesMut::new();
    let mut total = 0;
    while let Some(frame) = incoming.frame().await {
        let data = frame.map_err(|_| Broken)?.into_data().unwrap_or_default();
        total += data.len();
        if total <= MAX_BODY {
            body.extend_from_slice(&data);
        } else if total > MAX_DRAINED {
            break;
        }
    }
    Ok((total <= MAX_BODY).then(|| body.freeze()))
}

fn scripted(status: u16, headers: &[(String, String)], body: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::empty(status);
    response.body = Bytes::from(body.to_owned());
    headers.iter().fold(response, |response, (name, value)| match HeaderName::from_bytes(name.as_bytes()) {
        Ok(name) => response.header(name, value),
        Err(_) => response,
    })
}

fn whole(shared: &Shared, response: Response, running: Option<Running>) -> http::Response<Body> {
    let body = Body::whole(response.body.clone(), running);
    build(shared, response, body)
}

/// For bodies that do not know their own length.
fn with_length(shared: &Shared, response: Response, body: Body) -> http::Response<Body> {
    let length = response.body.len();
    // A 204 has no length to tell.
    let response = if response.status == StatusCode::NO_CONTENT {
        response
    } else {
        response.header(CONTENT_LENGTH, &length.to_string())
    };
    build(shared, response, body)
}

fn build(shared: &Shared, response: Response, body: Body) -> http::Response<Body> {
    let mut answer = http::Response::new(body);
    *answer.status_mut() = response.status;
    for (name, value) in response.headers {
        if name == CONTENT_TYPE {
            answer.headers_mut().insert(name, value);
        } else {
            answer.headers_mut().append(name, value);
        }
    }
    // The Date of a server follows the clock by which it judges tokens.
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&shared.time());
    if let Some(date) = date.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        answer.headers_mut().entry(DATE).or_insert(date);
    }
    answer
}
