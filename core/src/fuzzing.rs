//! Answers that never travelled: any status and body, read exactly as the client reads a platform's. And texts full
//! of secrets, for the redactor.
//!
//! For the fuzz targets and the tests of this crate; not part of its interface.

mod redact;

use std::{
    fmt::Debug,
    time::{Duration, SystemTime},
};

use http::HeaderMap;
use zeroize::Zeroizing;

pub use self::redact::redact;
use crate::{
    adapter::{self, Account, Adapter, Auth, Call, KeyChange, NewKey, Response, Safety},
    error::{Error, ErrorCode},
    operation::Operation,
    platform::Platform,
    secret::Secret,
    transport::{Ending, Outcome, Report, Scrub, asked_delay},
};

/// Secrets the client knows, which a platform may quote back.
pub(crate) const KNOWN: [&str; 4] = [
    "sk_test_EXAMPLE_NOT_A_KEY_0001",
    "AQE-EXAMPLE-NOT-A-KEY<;&$*~0002",
    "EXAMPLE-PASSWORD-NOT-REAL",
    "EXAMPLE.TOKEN.NOT-REAL",
];

const OPERATIONS: u8 = 13;

/// When every answer of this module was received.
pub(crate) fn received_at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_782_000_000)
}

/// Reads an operation and a status from the first three bytes and takes the rest as the platform's answer.
///
/// # Panics
///
/// When an answer makes the client break a promise.
pub fn feed(platform: Platform, input: &[u8]) {
    if let [selector, high, low, body @ ..] = input {
        let status = 200 + u16::from_be_bytes([*high, *low]) % 400;
        answer(platform, *selector, status, HeaderMap::new(), body);
    }
}

/// Lets one operation of the platform meet this answer.
pub(crate) fn answer(platform: Platform, selector: u8, status: u16, headers: HeaderMap, body: &[u8]) {
    let adapter = adapter::of(platform);
    let account = Account {
        platform,
        environment: None,
        company_id: Some("ExampleCo".to_owned()),
        merchant_id: None,
        user_id: Some("123".to_owned()),
        email: None,
        payment_request_id: Some("12345".to_owned()),
    };
    let account = &account;
    let body = Zeroizing::new(body.to_vec());
    let response = Response { status, headers, body, received_at: received_at() };
    let id = (platform == Platform::Adyen).then_some("S2-0A");
    let change = KeyChange { label: Some("EXAMPLE".to_owned()), ..KeyChange::default() };
    match selector % OPERATIONS {
        0 => check(adapter, adapter.list(account, 1, 10), &response),
        1 => check(adapter, adapter.get(account, "S2-0A"), &response),
        2 => check(adapter, adapter.current(account), &response),
        3 => check(adapter, adapter.create(account, &NewKey::default()), &response),
        4 => check(adapter, adapter.update(account, "S2-0A", &change), &response),
        5 => check(adapter, adapter.regenerate(account, id, None), &response),
        6 => check(adapter, adapter.revoke(account, "S2-0A"), &response),
        7 => check(adapter, adapter.verify(account, None, None), &response),
        8 => check(adapter, adapter.regenerate_client_key(account, "S2-0A"), &response),
        9 => check(adapter, adapter.list_origins(account, "S2-0A"), &response),
        10 => check(adapter, adapter.add_origin(account, "S2-0A", "https://shop.example"), &response),
        11 => check(adapter, adapter.remove_origin(account, "S2-0A", "S2-0B"), &response),
        _ => check(
            adapter,
            adapter.login("m@example.com", &Secret::password(KNOWN[2])).map(without_token),
            &response,
        ),
    }
}

/// A token has no `Debug`, so nothing of it is looked at.
fn without_token(call: Call<adapter::Token>) -> Call<()> {
    let Call { operation, request, safety, read, .. } = call;
    Call::taking(operation, request, safety, move |response| read(response).map(drop))
}

/// The result a caller would see, when the platform answers so, as often as it is asked.
pub(crate) fn finish<T>(
    adapter: &'static dyn Adapter,
    call: &Call<T>,
    scrub: &Scrub,
    response: &Response,
) -> Result<T, Error> {
    let report = Report {
        adapter,
        operation: call.operation,
        safety: call.safety,
        attempted: call.attempted.as_ref(),
        account: None,
        scrub,
    };
    if response.is_success() {
        return (call.read)(&mut response.clone()).map_err(|why| report.unreadable(why, response.status, 1));
    }
    let mut refusal = adapter.refusal(response, &call.request.auth);
    refusal.retry_after = refusal.retry_after.max(asked_delay(&response.headers, response.received_at));
    if let Some(value) = call.read_refusal.and_then(|read| read(&refusal)) {
        return Ok(value);
    }
    let expired = refusal.token_expired;
    let retry_after = refusal.retry_after;
    match report.answer(Ending { outcome: Outcome::Refused(refusal), attempts: 1, retry_after }) {
        Err(error) if expired => Err(error.again_as_token_expired()),
        Err(error) => Err(error),
        Ok(_) => Err(Error::new(ErrorCode::MalformedResponse, "a refusal is never an answer")),
    }
}

fn check<T: Debug>(adapter: &'static dyn Adapter, call: Result<Call<T>, Error>, response: &Response) {
    let call = match call {
        Ok(call) => call,
        Err(error) => {
            assert_eq!(error.code(), ErrorCode::UnsupportedOperation, "{error}");
            return;
        }
    };
    let scrub = Scrub::new(KNOWN.map(Secret::new));
    match finish(adapter, &call, &scrub, response) {
        Ok(value) => drop(format!("{value:?}")),
        Err(error) => check_error(&error, call.operation, call.safety, &call.request.auth, response.status),
    }
}

fn check_error(error: &Error, operation: Operation, safety: Safety, auth: &Auth, status: u16) {
    let shown = format!("{error} {error:?}");
    for secret in KNOWN {
        assert!(!shown.contains(secret), "{operation} shows a secret");
    }
    assert!(!error.to_string().contains(|c: char| c.is_control()), "{operation} is not told in one line");
    assert_eq!(error.status(), Some(status), "{error}");
    let success = (200..300).contains(&status);
    let lost = safety == Safety::Once && (success || status >= 500);
    assert_eq!(error.code() == ErrorCode::OutcomeUnknown, lost, "{error}");
    let expired = error.code() == ErrorCode::TokenExpired;
    assert!(!expired || (status == 401 && *auth == Auth::Token), "{error}");
}
