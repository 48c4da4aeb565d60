//! Plays one case: the call's request, then what its answer becomes.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{
    case::{Answer, Case, Exchange, Failure, Sent},
    compare,
    outcome::{self, Public},
};
use crate::{
    adapter::{self, Account, Adapter, Auth, Call, KeyChange, NewKey, Nonce, Request, Response},
    error::{Error, ErrorCode},
    fuzzing::{KNOWN, finish, received_at},
    key::ApiKey,
    operation::Operation,
    platform::Platform,
    secret::Secret,
    transport::Scrub,
};

/// What differs from the promise; nothing if it is kept.
pub(super) fn play(platform: Platform, case: &Case) -> Vec<String> {
    let mut stage = Stage { adapter: adapter::of(platform), case, differences: Vec::new() };
    stage.run(&account(platform, case));
    stage.differences
}

struct Stage<'a> {
    adapter: &'static dyn Adapter,
    case: &'a Case,
    differences: Vec<String>,
}

impl Stage<'_> {
    fn run(&mut self, account: &Account) {
        let (adapter, args) = (self.adapter, &self.case.args);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (id, secret) = (text(&args.id), args.secret.as_deref().map(Secret::new));
        match self.case.call.as_str() {
            "list" => {
                let (page, size) = (args.page.unwrap_or(1), args.page_size.unwrap_or(10));
                self.play(Operation::List, adapter.list(account, page, size));
            }
            "get" => self.play(Operation::Get, adapter.get(account, &id)),
            "current" => self.play(Operation::Current, adapter.current(account)),
            "create" => self.play(Operation::Create, adapter.create(account, &self.new_key())),
            "update" => {
                let change = KeyChange {
                    label: args.label.clone(),
                    scopes: args.scopes.clone(),
                    allowed_origins: args.allowed_origins.clone(),
                    accounts: args.accounts.clone(),
                };
                self.play(Operation::Update, adapter.update(account, &id, &change));
                if let Some(Exchange { request, response }) = &self.case.then {
                    self.read_again(adapter.get(account, &id), request, response);
                }
            }
            "regenerate" => {
                self.play(Operation::Regenerate, adapter.regenerate(account, args.id.as_deref(), None));
            }
            "revoke" => self.play(Operation::Revoke, adapter.revoke(account, &id)),
            "verify" => {
                let payment = args.payment_request_id.as_deref();
                self.play(Operation::Verify, adapter.verify(account, secret, payment));
            }
            "regenerate_client_key" => {
                self.play(Operation::RegenerateClientKey, adapter.regenerate_client_key(account, &id));
            }
            "origins.list" => self.play(Operation::ListOrigins, adapter.list_origins(account, &id)),
            "origins.add" => {
                self.play(Operation::AddOrigin, adapter.add_origin(account, &id, &text(&args.domain)));
            }
            "origins.remove" => {
                let origin = text(&args.origin_id);
                self.play(Operation::RemoveOrigin, adapter.remove_origin(account, &id, &origin));
            }
            "login" => {
                let password = Secret::password(text(&args.password));
                self.play(Operation::Login, adapter.login(&text(&args.email), &password));
            }
            unknown => self.differences.push(format!("there is no call {unknown:?}")),
        }
    }

    fn new_key(&self) -> NewKey {
        let args = &self.case.args;
        NewKey {
            label: args.label.clone().unwrap_or_default(),
            scopes: args.scopes.clone().unwrap_or_default(),
            allowed_origins: args.allowed_origins.clone().unwrap_or_default(),
            accounts: args.accounts.clone().unwrap_or_default(),
            nonce: args.nonce.then(|| Nonce::new([7; 8])),
        }
    }

    fn play<T: Public>(&mut self, operation: Operation, call: Result<Call<T>, Error>) {
        let call = match call {
            Ok(call) => call,
            Err(error) => {
                let error = error.on(self.adapter.platform(), operation);
                if self.case.request.is_some() || self.case.response.is_some() {
                    self.differences.push(format!("nothing was sent: {error}"));
                } else {
                    self.end(Err(error));
                }
                return;
            }
        };
        match (&self.case.request, &self.case.response) {
            (None, None) => self.differences.push("the call was not refused before sending".to_owned()),
            (request, answer) => {
                if let Some(request) = request {
                    self.compare_request(request, &call.request);
                }
                if let Some(answer) = answer {
                    let end = finish(self.adapter, &call, &scrub(self.case), &response(answer));
                    self.end(end.map(|value| value.public()));
                }
            }
        }
    }

    fn read_again(&mut self, call: Result<Call<ApiKey>, Error>, request: &Sent, answer: &Answer) {
        let call = call.unwrap();
        self.compare_request(request, &call.request);
        let end = finish(self.adapter, &call, &scrub(self.case), &response(answer));
        self.end(end.map(|key| key.public()));
    }

    fn compare_request(&mut self, promised: &Sent, request: &Request) {
        let auth = match request.auth {
            Auth::Key => "key",
            Auth::Given(_) => "given",
            Auth::Token => "token",
            Auth::Open => "none",
        };
        let body = request.body.as_ref().map(|body| serde_json::from_slice::<Value>(&body.bytes()).unwrap());
        let sent = json!({ "method": request.method.as_str(), "path": request.path, "auth": auth });
        let expected = json!({ "method": promised.method, "path": promised.path, "auth": promised.auth });
        compare::subset("request", &expected, &sent, &mut self.differences);
        let (expected, sent) = (json!(promised.body), without_nonce(json!(body)));
        compare::same("request.body", &expected, &sent, &mut self.differences);
    }

    fn end(&mut self, end: Result<Value, Error>) {
        // With a read behind it, a call's first answer is only the promise that it holds nothing.
        let expected = match &self.case.then {
            Some(_) if matches!(end, Ok(Value::Null)) => Some(&Value::Null),
            _ => self.case.result.as_ref(),
        };
        match (end, expected, &self.case.error) {
            (Ok(value), Some(expected), None) => {
                compare::subset("result", expected, &value, &mut self.differences);
            }
            (Err(error), None, Some(expected)) => self.compare_error(expected, &error),
            (Ok(value), ..) => self.differences.push(format!("an error was promised, got {value}")),
            (Err(error), ..) => self.differences.push(format!("a result was promised, got {error}")),
        }
    }

    fn compare_error(&mut self, expected: &Failure, error: &Error) {
        let differences = &mut self.differences;
        let actual = outcome::of_error(error);
        let mut compare = |name: &str, expected: &Value| {
            compare::same(&format!("error.{name}"), expected, &actual[name], differences);
        };
        compare("code", &json!(expected.code));
        for (name, expected) in [
            ("status", &expected.status),
            ("platform_code", &expected.platform_code),
            ("request_id", &expected.request_id),
            ("retry_after", &expected.retry_after.as_ref().map(|delay| json!(delay.as_f64()))),
            ("fields", &expected.fields.as_ref().map(|fields| json!(fields))),
        ] {
            if let Some(expected) = expected {
                compare(name, expected);
            }
        }
        if let Some(part) = &expected.message_contains {
            compare::contains("error.message", part, error.message(), differences);
        }
        match &expected.hint_contains {
            Some(Value::String(part)) => {
                compare::contains("error.hint", part, error.hint().unwrap_or_default(), differences);
            }
            Some(other) => compare::same("error.hint", other, &json!(error.hint()), differences),
            None => {}
        }
        if ErrorCode::ALL.iter().all(|code| code.as_str() != expected.code) {
            differences.push(format!("there is no error code {:?}", expected.code));
        }
    }
}

/// A case without an environment says nothing about it.
fn account(platform: Platform, case: &Case) -> Account {
    let whose = &case.account;
    Account {
        platform,
        environment: whose.environment,
        company_id: whose.company_id.clone(),
        merchant_id: whose.merchant_id.clone(),
        user_id: whose.user_id.clone(),
        email: None,
        payment_request_id: whose.payment_request_id.clone(),
    }
}

fn scrub(case: &Case) -> Scrub {
    let given = case.args.secret.as_deref().map(Secret::new);
    let password = case.args.password.as_deref().map(Secret::password);
    Scrub::new(KNOWN.map(Secret::new).into_iter().chain(given).chain(password))
}

fn response(answer: &Answer) -> Response {
    let body = match (&answer.body, &answer.text) {
        (Some(_), Some(_)) => panic!("an answer has a `body` or a `text`, not both"),
        (Some(json), None) => serde_json::to_vec(json).unwrap(),
        (None, text) => text.clone().unwrap_or_default().into_bytes(),
    };
    let mut headers = HeaderMap::new();
    for (name, value) in &answer.headers {
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    let body = Zeroizing::new(body);
    Response { status: answer.status, headers, body, received_at: received_at() }
}

/// Vectors write the eight random characters behind a label as question marks.
fn without_nonce(mut body: Value) -> Value {
    if let Some(Value::String(description)) = body.get_mut("description") {
        let label = Nonce::unmark(description);
        if label != description {
            *description = format!("{label} kh-????????");
        }
    }
    body
}
