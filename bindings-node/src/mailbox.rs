//! Calls and their ends cross between JavaScript and the runtime in batches, one mailbox per JavaScript thread.

use std::{
    collections::HashMap,
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
};

use futures_util::{StreamExt as _, future::poll_fn, stream::FuturesUnordered, task::AtomicWaker};
use napi::{
    bindgen_prelude::{Either, FnArgs, Function},
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    oneshot,
};

use crate::{
    answer::Answer,
    call::{Call, Ticket, Work, call},
    error, event,
    pulse::Pulse,
    response::Body,
    runtime,
    secret::Secret,
};

/// What a letter holds beside its text: what must not be text, or is none.
pub(crate) type Attachment = Either<Secret, Body>;

/// The batch as JSON, a flat list of id, kind, number of attachments and payload; and all attachments in order.
type Batch = FnArgs<(String, Vec<Attachment>)>;
type Bell = ThreadsafeFunction<(), (), Batch, napi::Status, false, true>;

/// A batch has about so many bytes, so that the event loop can do other things in between.
const BATCH: usize = 128 * 1024;

const ANSWER: char = '0';
const FAILURE: char = '1';
const EVENT: char = '2';
const STOPPED: char = '3';

/// One end of a call, or one event, in the form that crosses.
pub(crate) struct Letter {
    text: String,
    attachments: Vec<Attachment>,
}

impl Letter {
    fn new(id: u32, kind: char, payload: &str, attachments: Vec<Attachment>) -> Self {
        Self { text: format!("{id},{kind},{},{payload}", attachments.len()), attachments }
    }

    pub(crate) fn end<T: Answer>(id: u32, end: Result<T, keyhelm::Error>) -> Self {
        match end {
            Ok(answer) => {
                let mut attachments = Vec::new();
                let payload = answer.write(&mut attachments);
                Self::new(id, ANSWER, &payload, attachments)
            }
            Err(error) => Self::new(id, FAILURE, &error::facts(&error), Vec::new()),
        }
    }

    pub(crate) fn stopped(id: u32, attempts: u32) -> Self {
        Self::new(id, STOPPED, &attempts.to_string(), Vec::new())
    }

    pub(crate) fn event(listener: u32, event: &keyhelm::Event) -> Self {
        Self::new(listener, EVENT, &event::write(event), Vec::new())
    }
}

/// What waits for JavaScript.
pub(crate) struct Inbox {
    letters: Mutex<Vec<Letter>>,
    /// JavaScript was told to look and has not looked yet.
    is_rung: AtomicBool,
    /// JavaScript lets its event loop turn first.
    is_paused: AtomicBool,
    /// Of the task that rings.
    ringer: AtomicWaker,
}

impl Inbox {
    /// Leaves a letter from wherever something is told.
    pub(crate) fn leave(&self, letter: Letter) {
        self.letters().push(letter);
        self.ringer.wake();
    }

    fn hand_over(&self, ended: &mut Vec<Letter>, bell: &Bell) {
        let is_due = {
            let mut letters = self.letters();
            letters.append(ended);
            let is_heard = !self.is_paused.load(Ordering::Acquire);
            !letters.is_empty() && is_heard && !self.is_rung.swap(true, Ordering::AcqRel)
        };
        // Without the lock, which whoever hears it takes at once. Nobody is there any more if it fails.
        if is_due {
            bell.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// One batch. If that is not all, it rings again.
    fn take(&self) -> (String, Vec<Attachment>) {
        self.is_rung.store(false, Ordering::Release);
        if self.is_paused.load(Ordering::Acquire) {
            return ("[]".to_owned(), Vec::new());
        }
        let mut letters = self.letters();
        let mut size = 0;
        let taken = letters.iter().take_while(|letter| {
            let fits = size < BATCH;
            size += letter.text.len() + 1;
            fits
        });
        let taken = taken.count();
        let rest = letters.split_off(taken);
        let batch = mem::replace(&mut *letters, rest);
        let has_more = !letters.is_empty();
        drop(letters);
        if has_more {
            self.ringer.wake();
        }
        let mut text = String::with_capacity(size + 2);
        let mut attachments = Vec::new();
        for letter in batch {
            text.push(if text.is_empty() { '[' } else { ',' });
            text.push_str(&letter.text);
            attachments.extend(letter.attachments);
        }
        text.push_str(if text.is_empty() { "[]" } else { "]" });
        (text, attachments)
    }

    fn letters(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The calls of one JavaScript thread. When that thread ends, so do its calls.
#[napi]
pub struct Mailbox {
    inbox: Arc<Inbox>,
    outbox: Arc<Outbox>,
}

/// What waits for the runtime.
pub(crate) struct Outbox(Mutex<Leaving>);

struct Leaving {
    calls: Vec<Call>,
    stops: HashMap<u32, oneshot::Sender<()>>,
    runtime: UnboundedSender<Vec<Call>>,
}

#[napi]
impl Mailbox {
    /// `deliver` is called with each batch.
    #[napi(constructor)]
    pub fn new(deliver: Function<'_, Batch, ()>) -> napi::Result<Self> {
        let inbox = Arc::new(Inbox {
            letters: Mutex::default(),
            is_rung: AtomicBool::new(false),
            is_paused: AtomicBool::new(false),
            ringer: AtomicWaker::new(),
        });
        let (runtime, calls) = unbounded_channel();
        let rung = Arc::clone(&inbox);
        let bell = deliver
            .build_threadsafe_function()
            .weak::<true>()
            .build_callback(move |_| Ok(FnArgs::from(rung.take())))?;
        runtime::handle()?.spawn(run(calls, Arc::clone(&inbox), bell));
        let leaving = Leaving { calls: Vec::new(), stops: HashMap::new(), runtime };
        Ok(Self { inbox, outbox: Arc::new(Outbox(Mutex::new(leaving))) })
    }

    /// Lets the calls go that were made since the last time.
    #[napi]
    pub fn flush(&self) {
        let mut leaving = self.outbox.leaving();
        let calls = mem::take(&mut leaving.calls);
        // The other end lives as long as this one.
        let _ = leaving.runtime.send(calls);
    }

    /// Stops a call that was made with a way to stop it.
    #[napi]
    pub fn stop(&self, id: u32) {
        if let Some(stop) = self.outbox.leaving().stops.remove(&id) {
            // The call may have ended meanwhile.
            let _ = stop.send(());
        }
    }

    /// Rings no more until `resume`.
    #[napi]
    pub fn pause(&self) {
        self.inbox.is_paused.store(true, Ordering::Release);
    }

    /// Rings again, at once if something has come meanwhile.
    #[napi]
    pub fn resume(&self) {
        self.inbox.is_paused.store(false, Ordering::Release);
        self.inbox.ringer.wake();
    }

    /// A call that can be stopped has ended.
    #[napi]
    pub fn forget(&self, id: u32) {
        self.outbox.leaving().stops.remove(&id);
    }
}

impl Mailbox {
    pub(crate) fn inbox(&self) -> &Arc<Inbox> {
        &self.inbox
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }
}

impl Outbox {
    pub(crate) fn start<T: Answer>(&self, id: u32, can_stop: bool, work: Work<T>) {
        let mut leaving = self.leaving();
        let stop = can_stop.then(|| {
            let (stop, is_stopped) = oneshot::channel();
            leaving.stops.insert(id, stop);
            is_stopped
        });
        leaving.calls.push(call(Ticket { id, stop }, work));
    }

    fn leaving(&self) -> MutexGuard<'_, Leaving> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drives the calls of one JavaScript thread, and rings when all that could be done for now is done. Ends, and the calls
/// with it, when that thread has gone.
async fn run(mut starts: UnboundedReceiver<Vec<Call>>, inbox: Arc<Inbox>, bell: Bell) {
    let mut calls = FuturesUnordered::new();
    let mut ended = Vec::new();
    let mut pulse = Pulse::new();
    poll_fn(|context| {
        inbox.ringer.register(context.waker());
        loop {
            match starts.poll_recv(context) {
                Poll::Ready(Some(started)) => {
                    calls.extend(started);
                    pulse.keep(context);
                }
                Poll::Ready(None) => return Poll::Ready(()),
                Poll::Pending => break,
            }
        }
        while let Poll::Ready(Some(letter)) = calls.poll_next_unpin(context) {
            ended.push(letter);
        }
        inbox.hand_over(&mut ended, &bell);
        Poll::Pending
    })
    .await;
}
