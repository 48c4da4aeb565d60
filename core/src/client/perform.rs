//! One call from its credential to its result.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use http::{HeaderName, HeaderValue, header::AUTHORIZATION};

use super::{
    Client,
    delivery::Untold,
    session::{Held, LoginTurn, Session, Turn},
    settings,
};
use crate::{
    adapter::{Auth, Call, Response, Token},
    error::{Error, ErrorCode},
    event::{Event, EventKind},
    key::IssuedKey,
    operation::Operation,
    secret::Secret,
    transport::{Claim, Ending, Outcome, Report, Scrub, Sent, Shipment},
};

/// What a request goes out with, and whose text must not come back in an error.
struct Signed {
    header: Option<(HeaderName, HeaderValue)>,
    scrub: Scrub,
    token: Option<Held>,
    claim: Option<Arc<Claim>>,
}

impl Client {
    /// A whole call: the arguments' check, the deadline from now on, and the exchange.
    pub(super) async fn run<T>(
        &self,
        operation: Operation,
        call: Result<Call<T>, Error>,
        timeout: Option<Duration>,
    ) -> Result<T, Error> {
        let call = self.named(operation, call.and_then(of_fitting_length))?;
        let deadline = self.named(operation, self.deadline(timeout))?;
        self.perform(&call, deadline).await
    }

    /// An error found before anything was sent, with the call it belongs to.
    pub(super) fn named<T>(&self, operation: Operation, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| error.on(self.platform(), operation))
    }

    /// When a call that begins now must have ended.
    pub(super) fn deadline(&self, timeout: Option<Duration>) -> Result<Instant, Error> {
        const AGES: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        let timeout = timeout.unwrap_or(self.inner.timeout).min(AGES);
        settings::check_duration("timeout", timeout)?;
        let now = self.inner.transport.now();
        Ok(now.checked_add(timeout).unwrap_or(now))
    }

    pub(super) async fn perform<T>(&self, call: &Call<T>, deadline: Instant) -> Result<T, Error> {
        let signed = self.sign(&call.request.auth, call.operation, deadline).await?;
        let token = signed.token.clone();
        match (self.ship(call, signed, deadline).await, token, &self.inner.session) {
            (Shipped { token_refused: true, attempts, .. }, Some(held), Some(session)) => {
                // Refused before it was acted on, so after one new login it may be sent once more.
                session.expire(&held);
                let signed = match self.sign(&call.request.auth, call.operation, deadline).await {
                    Ok(signed) => signed,
                    Err(error) => {
                        let attempts = attempts + error.attempts();
                        return Err(error.with_attempts(attempts));
                    }
                };
                // Rare, so its state is not part of every call's.
                let shipped = Box::pin(self.ship(call, signed, deadline)).await;
                let expired = shipped.token_refused;
                shipped.result.map_err(|error| {
                    let attempts = attempts + error.attempts();
                    let error = if expired { error.again_as_token_expired() } else { error };
                    error.with_attempts(attempts)
                })
            }
            (shipped, _, _) => shipped.result,
        }
    }

    async fn ship<T>(&self, call: &Call<T>, signed: Signed, deadline: Instant) -> Shipped<T> {
        let inner = &self.inner;
        let report = Report {
            adapter: inner.adapter,
            operation: call.operation,
            safety: call.safety,
            attempted: call.attempted.as_ref(),
            account: Some(&inner.account),
            scrub: &signed.scrub,
        };
        let sent = Sent::default();
        let guard = Abandonment { client: self, report: &report, sent: &sent, armed: true };
        let shipment = Shipment {
            operation: call.operation,
            request: &call.request,
            safety: call.safety,
            header: signed.header,
            claim: signed.claim,
            deadline,
            sent: &sent,
        };
        let ending = inner.transport.send(shipment).await;
        guard.disarm();
        let shipped = read(call, &report, ending);
        self.watch_delivery(&report, &shipped);
        shipped
    }

    /// Leaves what is to be told of a call that was, or may have been, carried out once and whose answer is not taken.
    fn watch_delivery<T>(&self, report: &Report<'_>, shipped: &Shipped<T>) {
        let Some(slot) = &self.slot else { return };
        let is_refused =
            shipped.result.as_ref().is_err_and(|error| error.code() != ErrorCode::OutcomeUnknown);
        if report.is_unsafe() && !is_refused {
            slot.leave(Untold {
                inner: Arc::clone(&self.inner),
                operation: report.operation,
                error: report.abandoned(shipped.attempts),
            });
        }
    }

    async fn sign(&self, auth: &Auth, operation: Operation, deadline: Instant) -> Result<Signed, Error> {
        let adapter = self.inner.adapter;
        let known = self.inner.credential.get();
        let mut secrets: Vec<Secret> = known.iter().map(|credential| credential.secret.clone()).collect();
        secrets.extend(known.iter().filter_map(|credential| credential.encoded.clone()));
        secrets.extend(self.inner.session.iter().map(|session| session.password.clone()));
        let missing = |what: &str| Err(Error::config(what).on(adapter.platform(), operation));
        let mut token = None;
        let mut claim = None;
        let header = match auth {
            Auth::Open => None,
            Auth::Key => match known {
                Some(credential) => {
                    claim = Some(credential.claim);
                    Some(credential.header)
                }
                None => return missing("this call needs an API key; set `api_key`"),
            },
            Auth::Given(key) => {
                secrets.push(key.clone());
                claim = Some(Arc::new(self.inner.transport.pacing.of_key(key)));
                match adapter.key_header(key) {
                    Some(header) => Some(header),
                    None => return missing("the key to verify cannot stand in a header"),
                }
            }
            Auth::Token => match &self.inner.session {
                Some(session) => {
                    let held = self.token(session, deadline).await?;
                    secrets.push(held.secret.clone());
                    claim = Some(Arc::clone(&session.claim));
                    let header = (AUTHORIZATION, held.header.clone());
                    token = Some(held);
                    Some(header)
                }
                None => return missing("this call needs a login; set `email` and `password`"),
            },
        };
        for secret in &secrets {
            self.watch(operation, secret);
        }
        Ok(Signed { header, scrub: Scrub::new(secrets), token, claim })
    }

    /// Makes a secret known to the shared redactor, if it is not yet.
    pub(super) fn watch(&self, operation: Operation, secret: &Secret) {
        secret.watch();
        if secret.is_to_be_warned_of() {
            self.warn(
                operation,
                "a secret under 8 bytes, or over 8 KiB, cannot be redacted in logs; use another one",
            );
        }
    }

    pub(super) fn watch_issued(&self, operation: Operation, issued: &IssuedKey) {
        for secret in issued.password.iter().chain([&issued.secret]) {
            self.watch(operation, secret);
        }
    }

    /// The session's token. Where it has none the call that comes first logs in, and the others wait for it.
    async fn token(&self, session: &Session, deadline: Instant) -> Result<Held, Error> {
        let transport = &self.inner.transport;
        let remaining = deadline.saturating_duration_since(transport.now());
        let turn = tokio::select! {
            biased;
            turn = session.turn(transport.now()) => turn?,
            () = transport.world.sleep(remaining) => {
                let waited = "the deadline passed while another call was logging in; call again";
                return Err(Error::new(ErrorCode::Timeout, waited).on(self.platform(), Operation::Login));
            }
        };
        let turn = match turn {
            Turn::Token(held) => return Ok(held),
            Turn::Login(turn) => turn,
        };
        let token = Box::pin(self.log_in(session, deadline)).await.and_then(|token| {
            let unusable = || {
                Error::new(
                    ErrorCode::MalformedResponse,
                    "the login token cannot stand in a header; check `base_url`",
                )
                .on(self.platform(), Operation::Login)
                .with_attempts(1)
            };
            LoginTurn::header(&token).map(|header| (token, header)).ok_or_else(unusable)
        });
        match token {
            Ok((token, header)) => Ok(turn.succeed(token, header, &*transport.world)),
            Err(error) => {
                turn.fail(&error, transport.now());
                Err(error)
            }
        }
    }

    async fn log_in(&self, session: &Session, deadline: Instant) -> Result<Token, Error> {
        let call = self.inner.adapter.login(&session.email, &session.password)?;
        self.inner.transport.events.tell(&Event {
            kind: EventKind::Login,
            platform: self.platform(),
            operation: Operation::Login,
            attempt: 0,
            delay: None,
            message: "logging in for a management token".to_owned(),
            error: None,
        });
        let scrub = Scrub::new([session.password.clone()]);
        let signed = Signed { header: None, scrub, token: None, claim: None };
        self.ship(&call, signed, deadline).await.result
    }
}

/// Longer than any id, label or query of a platform; servers refuse more.
const LONGEST_PATH: usize = 8 * 1024;

fn of_fitting_length<T>(call: Call<T>) -> Result<Call<T>, Error> {
    if call.request.path.len() > LONGEST_PATH {
        return Err(Error::invalid("path", "is over 8 KiB, ids and query included"));
    }
    Ok(call)
}

/// How a call ended, before one new login may have been tried.
struct Shipped<T> {
    result: Result<T, Error>,
    token_refused: bool,
    attempts: u32,
}

fn read<T>(call: &Call<T>, report: &Report<'_>, ending: Ending) -> Shipped<T> {
    let attempts = ending.attempts;
    let mut token_refused = false;
    if let Outcome::Refused(refusal) = &ending.outcome {
        token_refused = refusal.token_expired;
        if let Some(value) = call.read_refusal.and_then(|read| read(refusal)) {
            return Shipped { result: Ok(value), token_refused: false, attempts };
        }
    }
    let result = report.answer(ending).and_then(|mut response: Response| {
        (call.read)(&mut response).map_err(|why| report.unreadable(why, response.status, attempts))
    });
    Shipped { result, token_refused, attempts }
}

/// Tells, when a call that is not safe to repeat is dropped after it may have been sent, that nobody knows what
/// became of it.
struct Abandonment<'a> {
    client: &'a Client,
    report: &'a Report<'a>,
    sent: &'a Sent,
    armed: bool,
}

impl Abandonment<'_> {
    fn disarm(mut self) {
        self.armed = false;
    }
}

impl Drop for Abandonment<'_> {
    fn drop(&mut self) {
        if !self.armed || !self.report.is_unsafe() || !self.sent.is_set() {
            return;
        }
        let error = self.report.abandoned(self.sent.attempts());
        let event = Event::outcome_unknown(self.client.platform(), self.report.operation, error);
        self.client.inner.transport.events.tell(&event);
    }
}
