use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ::http::Method;
use tokio::sync::Semaphore;
use url::Url;

use super::{
    server::{Attempt, Fate, Server, UNREADABLE},
    world::{Dice, Simulated},
};
use crate::{
    adapter::{self, Auth, Request, Safety, Unreadable},
    clock::World,
    error::{Error, ErrorCode},
    event::Events,
    operation::Operation,
    platform::Platform,
    rate_limit::Rate,
    secret::Secret,
    transport::{
        Claim, Ending, Http, HttpSettings, Idle, Outcome, Pacing, Quota, Report, Scrub, Sent, Shipment,
        Transport,
    },
};

/// What a run is drawn from.
#[derive(Clone)]
pub(super) struct Scenario {
    pub(super) fates: &'static [Fate],
    pub(super) rate: Option<Rate>,
    pub(super) clients: u64,
    /// Of each client.
    pub(super) concurrency: Option<usize>,
    pub(super) calls: u64,
    pub(super) max_attempts: u32,
    pub(super) longest_timeout: Duration,
    pub(super) longest_trip: Duration,
    /// The calls begin within so long.
    pub(super) spread: Duration,
    /// One call in so many is given up; with none, all are waited for.
    pub(super) one_given_up_in: Option<u64>,
}

/// How a call ended, as its caller knows it.
pub(super) struct Told {
    call: usize,
    pub(super) safety: Safety,
    pub(super) deadline: Instant,
    pub(super) ended: Instant,
    /// `None` when it was given up.
    pub(super) result: Option<Result<(), Error>>,
    /// Whether whoever gave it up is told that it may have been sent.
    pub(super) is_sent: bool,
}

impl Told {
    /// Its own of all attempts, in order.
    pub(super) fn attempts(&self, all: &[Attempt]) -> Vec<Attempt> {
        all.iter().copied().filter(|attempt| attempt.call == self.call).collect()
    }

    pub(super) fn code(&self) -> Option<ErrorCode> {
        self.result.as_ref()?.as_ref().err().map(Error::code)
    }
}

/// One client's way to the platform.
pub(super) struct Line {
    transport: Transport,
    claim: Arc<Claim>,
}

/// A platform, the clients of one key of it, and what became of their calls.
pub(super) struct Play {
    pub(super) world: Arc<Simulated>,
    pub(super) server: Server,
    lines: Vec<Arc<Line>>,
    pub(super) told: Vec<Told>,
}

impl Play {
    pub(super) async fn run(seed: u64, scenario: &Scenario) -> Self {
        let mut play = Self::begin(seed, scenario);
        let mut dice = Dice::new(seed);
        let mut tasks = Vec::new();
        for _ in 0..scenario.calls {
            let line = Arc::clone(&play.lines[usize::try_from(dice.roll(scenario.clients)).unwrap_or(0)]);
            let (world, server) = (Arc::clone(&play.world), play.server.clone());
            let start = dice.up_to(scenario.spread);
            let safety = dice.one_of(&[Safety::Once, Safety::Repeatable]);
            let timeout = dice.up_to(scenario.longest_timeout) + Duration::from_millis(10);
            // Who gives up in the very moment of the deadline would blur which of the two it was.
            let patience = dice.up_to(timeout.saturating_sub(Duration::from_millis(5)));
            let is_given_up = scenario.one_given_up_in.is_some_and(|chances| dice.one_in(chances));
            let method = match safety {
                Safety::Once => Method::POST,
                Safety::Repeatable => dice.one_of(&[&Method::GET, &Method::PATCH]).clone(),
            };
            tasks.push(tokio::spawn(async move {
                world.sleep(start).await;
                let patience = is_given_up.then_some(patience);
                line.call(&server, method, safety, timeout, patience).await
            }));
        }
        for task in tasks {
            play.told.push(task.await.unwrap());
        }
        play
    }

    pub(super) fn begin(seed: u64, scenario: &Scenario) -> Self {
        static KEYS: AtomicU64 = AtomicU64::new(0);
        let mut dice = Dice::new(!seed);
        let world = Simulated::new(dice.clone());
        dice.roll(1);
        let server =
            Server::new(Arc::clone(&world), dice, scenario.rate, scenario.fates, scenario.longest_trip);
        let key = Secret::new(format!("simulated-{}", KEYS.fetch_add(1, Ordering::Relaxed)));
        let lines =
            (0..scenario.clients).map(|_| Arc::new(Line::new(&world, &server, &key, scenario))).collect();
        Self { world, server, lines, told: Vec::new() }
    }

    /// A read that has all the time it needs.
    pub(super) async fn read(&self) -> Told {
        let patience = Duration::from_secs(10_000_000);
        self.lines[0].call(&self.server, Method::GET, Safety::Repeatable, patience, None).await
    }
}

impl Line {
    fn new(world: &Arc<Simulated>, server: &Server, key: &Secret, scenario: &Scenario) -> Self {
        static NO_NETWORK: LazyLock<Http> = LazyLock::new(|| {
            let settings = HttpSettings {
                base_url: &Url::parse("http://platform.invalid").unwrap(),
                is_loopback: true,
                connect_timeout: Duration::from_secs(1),
                proxy: None,
                ca_certificates: &[],
                user_agent: "simulated".parse().unwrap(),
            };
            Http::new(settings).unwrap()
        });
        let world = Arc::clone(world) as Arc<dyn World>;
        let pacing = Pacing {
            platform: Platform::CertoPay,
            rate: scenario.rate,
            explicit: true,
            base_url: String::new(),
            world: Arc::clone(&world),
            #[cfg(feature = "redis")]
            shared: None,
        };
        let claim = Arc::new(pacing.of_key(key));
        let transport = Transport {
            http: NO_NETWORK.simulated(Arc::new(server.clone())),
            adapter: adapter::of(Platform::CertoPay),
            world,
            events: Events::default(),
            max_attempts: scenario.max_attempts,
            pacing,
            quota: Quota::default(),
            concurrency: scenario.concurrency.map(Semaphore::new),
            idle: Idle::default(),
        };
        Self { transport, claim }
    }

    async fn call(
        &self,
        server: &Server,
        method: Method,
        safety: Safety,
        timeout: Duration,
        patience: Option<Duration>,
    ) -> Told {
        let deadline = self.transport.now() + timeout;
        let call = server.expect(safety, deadline);
        let request = Request::new(method, format!("/{call}"), Auth::Key);
        let sent = Sent::default();
        let ending = {
            let sending = self.transport.send(Shipment {
                operation: Operation::Request,
                request: &request,
                safety,
                header: None,
                claim: Some(Arc::clone(&self.claim)),
                deadline,
                sent: &sent,
            });
            match patience {
                None => Some(sending.await),
                Some(patience) => tokio::select! {
                    biased;
                    ending = sending => Some(ending),
                    () = self.transport.world.sleep(patience) => None,
                },
            }
        };
        let result = ending.map(|ending| self.read(safety, ending));
        Told { call, safety, deadline, ended: self.transport.now(), result, is_sent: sent.is_set() }
    }

    /// The result as the client makes it.
    fn read(&self, safety: Safety, ending: Ending) -> Result<(), Error> {
        let report = Report {
            adapter: self.transport.adapter,
            operation: Operation::Request,
            safety,
            attempted: None,
            account: None,
            scrub: &Scrub::default(),
        };
        let attempts = ending.attempts;
        let unreadable = matches!(&ending.outcome, Outcome::Answered(answer) if *answer.body == UNREADABLE);
        let answer = report.answer(ending)?;
        if unreadable {
            return Err(report.unreadable(Unreadable("simulated"), answer.status, attempts));
        }
        Ok(())
    }
}
