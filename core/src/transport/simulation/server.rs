use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ::http::{HeaderMap, Method, header::RETRY_AFTER};
use zeroize::Zeroizing;

use super::world::{Dice, Simulated};
use crate::{
    adapter::{Request, Response, Safety},
    clock::World,
    rate_limit::Rate,
    transport::{
        Lost, LostCause,
        http::{SimulatedExchange, SimulatedServer},
        sent::Sent,
    },
};

/// The body of a good answer that cannot be read.
pub(super) const UNREADABLE: &[u8] = b"?";

/// What becomes of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Good,
    Unreadable,
    Status(u16),
    /// A status with a delay named in the header, in the body, or in both.
    Later(u16),
    /// The connection fails before anything leaves.
    NotSent,
    /// The connection is never there and never fails.
    Stuck,
    /// It leaves, and the line breaks before it arrives.
    NeverArrives,
    /// It arrives, and the line breaks before the answer is here.
    AnswerLost,
    /// It arrives, and nothing more is heard.
    Silent,
    TooLarge,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub(super) at: Instant,
    pub(super) status: u16,
    pub(super) named: Option<Duration>,
    pub(super) is_readable: bool,
}

impl Answer {
    pub(super) fn is_good(&self) -> bool {
        self.status == 200 && self.is_readable
    }

    /// Until when a 429 with a delay of its own holds the key back.
    pub(super) fn hold(&self) -> Option<Instant> {
        self.named.filter(|_| self.status == 429).map(|named| self.at + named)
    }
}

/// All that is true of one attempt, whatever its caller knows of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    pub(super) call: usize,
    pub(super) began: Instant,
    pub(super) has_left: bool,
    pub(super) arrived: Option<Instant>,
    pub(super) is_carried_out: bool,
    /// The whole answer, if it came back.
    pub(super) answer: Option<Answer>,
    pub(super) ended: Option<Instant>,
    /// Whether its place was used up: not, when it is certain that it never left.
    pub(super) counts: bool,
}

impl Attempt {
    /// Whether it may have been carried out as far as anybody but the server can tell.
    pub(super) fn is_a_riddle(&self) -> bool {
        let is_told = |answer: Answer| answer.is_good() || (300..500).contains(&answer.status);
        self.has_left && !self.answer.is_some_and(is_told)
    }

    pub(super) fn is_throttled(&self) -> bool {
        self.answer.is_some_and(|answer| answer.status == 429)
    }
}

/// A platform and the network to it. It counts accepted requests in a rolling window, as strictly as can be: one that is
/// exactly a window old counts still.
#[derive(Clone)]
pub(super) struct Server(Arc<Shared>);

struct Shared {
    world: Arc<Simulated>,
    rate: Option<Rate>,
    state: Mutex<State>,
}

struct State {
    dice: Dice,
    fates: &'static [Fate],
    longest_trip: Duration,
    calls: Vec<(Safety, Instant)>,
    attempts: Vec<Attempt>,
    /// In the order in which they came back.
    answers: Vec<Answer>,
    accepted: VecDeque<Instant>,
    too_many: u32,
}

impl Server {
    pub(super) fn new(
        world: Arc<Simulated>,
        dice: Dice,
        rate: Option<Rate>,
        fates: &'static [Fate],
        longest_trip: Duration,
    ) -> Self {
        let state = State {
            dice,
            fates,
            longest_trip,
            calls: Vec::new(),
            attempts: Vec::new(),
            answers: Vec::new(),
            accepted: VecDeque::new(),
            too_many: 0,
        };
        Self(Arc::new(Shared { world, rate, state: Mutex::new(state) }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on everything is answered well and at once.
    pub(super) fn calm_down(&self) {
        let mut state = self.state();
        state.fates = &[Fate::Good];
        state.longest_trip = Duration::ZERO;
    }

    /// What becomes of an attempt, and how long connecting, the way there and the way back take.
    fn draw(&self) -> (Fate, [Duration; 3]) {
        let mut state = self.state();
        let (fates, leg) = (state.fates, state.longest_trip / 3);
        (state.dice.one_of(fates), [(); 3].map(|()| state.dice.up_to(leg)))
    }

    /// A number for a call that begins.
    pub(super) fn expect(&self, safety: Safety, deadline: Instant) -> usize {
        let mut state = self.state();
        state.calls.push((safety, deadline));
        state.calls.len() - 1
    }

    pub(super) fn attempts(&self) -> Vec<Attempt> {
        self.state().attempts.clone()
    }

    pub(super) fn answers(&self) -> Vec<Answer> {
        self.state().answers.clone()
    }

    pub(super) fn too_many(&self) -> u32 {
        self.state().too_many
    }
}

impl SimulatedServer for Server {
    fn exchange<'a>(&'a self, request: &'a Request, sent: &'a Sent) -> SimulatedExchange<'a> {
        Box::pin(async move {
            let (fate, legs) = self.draw();
            Trip::begin(self.clone(), request, sent.clone()).travel(fate, legs).await
        })
    }
}

/// An attempt under way.
struct Trip {
    server: Server,
    index: usize,
    /// Only such a request notes that it leaves.
    is_noting: bool,
    sent: Sent,
}

impl Trip {
    fn begin(server: Server, request: &Request, sent: Sent) -> Self {
        let mut state = server.state();
        let index = state.attempts.len();
        state.attempts.push(Attempt {
            call: request.path.trim_start_matches('/').parse().unwrap(),
            began: server.0.world.instant(),
            has_left: false,
            arrived: None,
            is_carried_out: false,
            answer: None,
            ended: None,
            counts: true,
        });
        drop(state);
        let is_noting = request.body.is_some() || request.method != Method::GET;
        Self { server, index, is_noting, sent }
    }

    async fn travel(self, fate: Fate, [connecting, there, back]: [Duration; 3]) -> Result<Response, Lost> {
        let world = Arc::clone(&self.server.0.world);
        let broken = |sent| Lost { cause: LostCause::Connection, sent, detail: "the line broke".to_owned() };
        world.sleep(connecting).await;
        match fate {
            Fate::NotSent => {
                self.note(|attempt| attempt.counts = false);
                return Err(broken(false));
            }
            Fate::Stuck => return std::future::pending().await,
            _ => self.leave(),
        }
        world.sleep(there).await;
        if fate == Fate::NeverArrives {
            return Err(broken(true));
        }
        self.arrive(fate);
        world.sleep(back).await;
        let (status, names_delay, body) = match fate {
            Fate::Good => (200, false, &b"{}"[..]),
            Fate::Unreadable => (200, false, UNREADABLE),
            Fate::Status(status) => (status, false, &b"{}"[..]),
            Fate::Later(status) => (status, true, &b"{}"[..]),
            Fate::Silent => return std::future::pending().await,
            Fate::TooLarge => {
                let detail = "too large".to_owned();
                return Err(Lost { cause: LostCause::TooLarge, sent: true, detail });
            }
            _ => return Err(broken(true)),
        };
        self.sent.set();
        let mut response = Response {
            status,
            headers: HeaderMap::new(),
            body: Zeroizing::new(body.to_vec()),
            received_at: world.now(),
        };
        let named = names_delay.then(|| name_delay(&mut self.server.state().dice, &mut response));
        let answer = Answer { at: world.instant(), status, named, is_readable: fate != Fate::Unreadable };
        self.note(|attempt| attempt.answer = Some(answer));
        self.server.state().answers.push(answer);
        Ok(response)
    }

    fn note(&self, change: impl FnOnce(&mut Attempt)) {
        change(&mut self.server.state().attempts[self.index]);
    }

    fn leave(&self) {
        self.note(|attempt| attempt.has_left = true);
        if self.is_noting {
            self.sent.set();
        }
    }

    fn arrive(&self, fate: Fate) {
        let now = self.server.0.world.instant();
        let mut state = self.server.state();
        let chance = state.dice.one_in(2);
        let attempt = &mut state.attempts[self.index];
        attempt.arrived = Some(now);
        attempt.is_carried_out = match fate {
            Fate::Good | Fate::Unreadable => true,
            Fate::Status(status) | Fate::Later(status) => status >= 500 && chance,
            _ => chance,
        };
        let Some(rate) = self.server.0.rate else { return };
        while state.accepted.front().is_some_and(|&time| time + rate.window < now) {
            state.accepted.pop_front();
        }
        if state.accepted.len() >= rate.requests as usize {
            state.too_many += 1;
        } else {
            state.accepted.push_back(now);
        }
    }
}

impl Drop for Trip {
    fn drop(&mut self) {
        let now = self.server.0.world.instant();
        let mut state = self.server.state();
        let chance = state.dice.one_in(3);
        let attempt = &mut state.attempts[self.index];
        attempt.ended = Some(now);
        let Attempt { call, has_left, arrived, answer, counts, .. } = *attempt;
        let (safety, deadline) = state.calls[call];
        let is_over = answer.is_some() || !counts || arrived.is_some();
        drop(state);
        if has_left && !is_over && chance {
            // What has left arrives although nobody waits any more.
            self.arrive(Fate::Silent);
        }
        if has_left || is_over || now < deadline {
            return;
        }
        if !chance {
            // Of a read nobody can tell, so it counts.
            self.note(|attempt| attempt.counts = safety == Safety::Repeatable);
            return;
        }
        // The connection's task takes the request up in the very moment in which it is given up.
        let late = Self { server: self.server.clone(), sent: self.sent.clone(), ..*self };
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            late.leave();
            late.arrive(Fate::Silent);
        });
    }
}

/// Names a delay in one of the documented ways; tells which.
fn name_delay(dice: &mut Dice, response: &mut Response) -> Duration {
    let longest = if dice.one_in(20) { 100_000 } else { dice.one_of(&[1, 10, 40]) };
    let delay = dice.up_to(Duration::from_secs(longest)) + Duration::from_millis(1);
    let shorter = dice.up_to(delay);
    let (header, body) = match dice.roll(4) {
        0 => (Some(delay), None),
        1 => (None, Some(delay)),
        2 => (Some(delay), Some(shorter)),
        _ => (Some(shorter), Some(delay)),
    };
    if let Some(header) = header {
        let text = format!("{}.{:03}", header.as_secs(), header.subsec_millis());
        response.headers.insert(RETRY_AFTER, text.parse().unwrap());
    }
    if let Some(body) = body {
        let text = format!(r#"{{"statusCode":{},"retryAfter":{}}}"#, response.status, body.as_secs_f64());
        response.body = Zeroizing::new(text.into_bytes());
    }
    delay
}
