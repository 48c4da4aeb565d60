//! The management token: one login at a time, kept until shortly before it ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use http::HeaderValue;
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    adapter::{Life, Token},
    clock::World,
    error::{Error, ErrorCode},
    secret::{Secret, scheme_header},
    transport::{Claim, Pacing},
};

/// A token is renewed this long before its end, or a tenth of its life where that is shorter.
const MARGIN: Duration = Duration::from_secs(30);

pub(super) struct Session {
    pub(super) email: String,
    pub(super) password: Secret,
    /// The pace of all calls under this login.
    pub(super) claim: Arc<Claim>,
    state: Mutex<State>,
    /// How many logins have ended, well or badly.
    logins: AtomicU64,
    /// The newest login whose token the platform refused.
    refused_token: AtomicU64,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// The platform refused the password. It is never tried again.
    refused: Option<Error>,
    /// How the last login failed, and until when the platform wants no other.
    failed: Option<Error>,
    not_before: Option<Instant>,
}

/// A token in use.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) secret: Secret,
    pub(super) header: HeaderValue,
    /// The login it came from.
    login: u64,
    /// `None`: until the platform refuses it.
    renew_at: Option<Instant>,
}

/// Either a token, or the right to log in for one.
pub(super) enum Turn<'a> {
    Token(Held),
    Login(LoginTurn<'a>),
}

/// Held by the one call that logs in; the others wait for it.
pub(super) struct LoginTurn<'a> {
    session: &'a Session,
    state: MutexGuard<'a, State>,
}

impl Session {
    pub(super) fn new(email: String, password: Secret, pacing: &Pacing) -> Self {
        let claim = Arc::new(pacing.of_login(&email));
        password.watch();
        Self {
            email,
            password,
            claim,
            state: Mutex::default(),
            logins: AtomicU64::new(0),
            refused_token: AtomicU64::new(0),
        }
    }

    /// A token that is fresh, or that came from a login which ended after this call began. A login that failed
    /// meanwhile is this call's failure too, so that a thousand waiting calls make one login, not a thousand.
    pub(super) async fn turn(&self, now: Instant) -> Result<Turn<'_>, Error> {
        let seen = self.logins.load(Ordering::Acquire);
        let state = self.state.lock().await;
        let ended_meanwhile = self.logins.load(Ordering::Acquire) > seen;
        if let Some(refused) = &state.refused {
            return Err(refused.clone().with_attempts(0));
        }
        if let Some(held) = &state.held
            && held.login > self.refused_token.load(Ordering::Acquire)
            && (held.login > seen || held.renew_at.is_none_or(|renew_at| now < renew_at))
        {
            return Ok(Turn::Token(held.clone()));
        }
        let wait =
            state.not_before.map(|then| then.saturating_duration_since(now)).filter(|wait| !wait.is_zero());
        match &state.failed {
            Some(failed) if wait.is_some() => Err(failed.clone().with_attempts(0).with_retry_after(wait)),
            Some(failed) if ended_meanwhile => Err(failed.clone().with_attempts(0)),
            _ => Ok(Turn::Login(LoginTurn { session: self, state })),
        }
    }

    /// Forgets a token that the platform refused, and those before it. Waits for nobody.
    pub(super) fn expire(&self, refused: &Held) {
        self.refused_token.fetch_max(refused.login, Ordering::AcqRel);
    }
}

impl LoginTurn<'_> {
    /// `None`: the token cannot stand in a header, which is for the caller to tell and to [`fail`](Self::fail) with.
    pub(super) fn header(token: &Token) -> Option<HeaderValue> {
        scheme_header("Bearer", token.secret.reveal())
    }

    pub(super) fn succeed(mut self, token: Token, header: HeaderValue, world: &dyn World) -> Held {
        let login = self.session.logins.fetch_add(1, Ordering::AcqRel) + 1;
        let held = Held { secret: token.secret, header, login, renew_at: renew_at(token.life, world) };
        self.state.held = Some(held.clone());
        self.state.failed = None;
        self.state.not_before = None;
        held
    }

    pub(super) fn fail(mut self, error: &Error, now: Instant) {
        self.session.logins.fetch_add(1, Ordering::AcqRel);
        self.state.held = None;
        // Out of time is this caller's trouble alone: the next one has a deadline of its own.
        self.state.failed = (error.code() != ErrorCode::Timeout).then(|| error.clone());
        self.state.not_before = error.retry_after().and_then(|delay| now.checked_add(delay));
        if is_refused_password(error) {
            self.state.refused = Some(error.clone());
        }
    }
}

fn is_refused_password(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 401 | 403 | 422))
}

/// When to log in anew, by the machine's steady clock.
fn renew_at(life: Life, world: &dyn World) -> Option<Instant> {
    let now = world.instant();
    let life = match life {
        Life::Untold => return None,
        Life::For(life) => life,
        Life::Until(end) => end.duration_since(world.now()).unwrap_or_default(),
        Life::Unreadable => Duration::ZERO,
    };
    // A life too long to be added is as good as one without end.
    now.checked_add(life.saturating_sub(MARGIN.min(life / 10)))
}
