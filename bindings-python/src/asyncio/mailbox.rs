#[cfg(unix)]
use std::io;
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use pyo3::{prelude::*, sync::PyOnceLock};

use super::{End, bell::Bell, intake::Begun, ticket::Ticket};
use crate::{
    fork::{self, Gated},
    runtime,
};

/// Where the ends of calls wait for the event loop they belong to.
#[pyclass(frozen, module = "keyhelm._native")]
pub(crate) struct Mailbox {
    shared: Arc<Shared>,
}

struct Shared {
    letters: Mutex<Vec<Letter>>,
    /// The loop was told to look and has not looked yet.
    is_rung: AtomicBool,
    bell: Bell,
}

struct Letter {
    ticket: Py<Ticket>,
    end: End,
}

/// Who waits for the end of a call, and where.
pub(super) struct Envelope {
    shared: Arc<Shared>,
    ticket: Py<Ticket>,
}

impl Envelope {
    pub(super) fn post(self, end: End) {
        let _inside = fork::inside();
        self.shared.put(Letter { ticket: self.ticket, end });
    }
}

impl Shared {
    fn put(&self, letter: Letter) {
        self.lock().push(letter);
        self.ring();
    }

    /// A task ended the event loop's turn, by `SystemExit` for instance; the others must not wait for ever.
    fn put_back(&self, rest: Vec<Letter>) {
        self.lock().splice(..0, rest);
        self.ring();
    }

    fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        if !self.is_rung.swap(true, Ordering::AcqRel) {
            self.bell.ring();
        }
    }
}

impl Mailbox {
    /// Starts a call for the loop that runs here; gives what its task waits for.
    pub(super) fn start(py: Python<'_>, work: Gated<End>) -> PyResult<(Py<Ticket>, Arc<Begun>)> {
        static RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let running_loop = fork::once(&RUNNING_LOOP, py, || {
            py.import("asyncio")?.getattr("get_running_loop").map(Bound::unbind)
        })?;
        let event_loop = running_loop.bind(py).call0()?;
        let intake = runtime::intake()?;
        let mailbox = Self::of(&event_loop)?;
        let ticket = Py::new(py, Ticket::new(&event_loop))?;
        let envelope = Envelope { shared: Arc::clone(&mailbox.get().shared), ticket: ticket.clone_ref(py) };
        Ok((ticket, intake.hand_in(work, envelope)))
    }

    /// The loop's mailbox; lives as long as the loop.
    fn of<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        static MAILBOXES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let py = event_loop.py();
        let mailboxes = fork::once(&MAILBOXES, py, || {
            py.import("weakref")?.call_method0("WeakKeyDictionary").map(Bound::unbind)
        })?
        .bind(py);
        let known = mailboxes.call_method1("get", (event_loop,))?;
        if let Ok(mailbox) = known.cast_into::<Self>() {
            return Ok(mailbox);
        }
        Self::throw_away_closed(mailboxes)?;
        let mailbox = Self::open(event_loop)?;
        mailboxes.set_item(event_loop, &mailbox)?;
        Ok(mailbox)
    }

    /// A loop that was closed before its calls had ended never collects them, and what they hold would hold the loop.
    fn throw_away_closed(mailboxes: &Bound<'_, PyAny>) -> PyResult<()> {
        let all: Vec<(Bound<'_, PyAny>, Bound<'_, Self>)> = mailboxes
            .call_method0("items")?
            .try_iter()?
            .map(|entry| entry?.extract())
            .collect::<PyResult<_>>()?;
        for (event_loop, mailbox) in all {
            if event_loop.call_method0("is_closed")?.is_truthy()? {
                mailboxes.call_method1("pop", (event_loop, mailboxes.py().None()))?;
                let shared = &mailbox.get().shared;
                drop(shared.take());
                shared.bell.fall_silent();
            }
        }
        Ok(())
    }

    fn open<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        #[cfg(unix)]
        if let Ok(mailbox) = Self::with_socket(event_loop) {
            return Ok(mailbox);
        }
        let py = event_loop.py();
        let mailbox = Bound::new(py, Self::with(Bell::Threadsafe(Mutex::new(None))))?;
        if let Bell::Threadsafe(parts) = &mailbox.get().shared.bell {
            let parts = &mut *parts.lock().unwrap_or_else(PoisonError::into_inner);
            *parts = Some((event_loop.clone().unbind(), mailbox.getattr("collect")?.unbind()));
        }
        Ok(mailbox)
    }

    #[cfg(unix)]
    fn with_socket<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        use std::os::fd::AsRawFd as _;

        let bell = Bell::socket()?;
        let Bell::Socket { heard, .. } = &bell else { return Err(io::Error::other("no socket").into()) };
        let descriptor = heard.as_raw_fd();
        let mailbox = Bound::new(event_loop.py(), Self::with(bell))?;
        event_loop.call_method1("add_reader", (descriptor, mailbox.getattr("collect")?))?;
        Ok(mailbox)
    }

    fn with(bell: Bell) -> Self {
        Self { shared: Arc::new(Shared { letters: Mutex::default(), is_rung: AtomicBool::new(false), bell }) }
    }
}

#[pymethods]
impl Mailbox {
    /// Hands the ends that have come to the tasks that wait for them, and lets these run.
    fn collect(&self, py: Python<'_>) -> PyResult<()> {
        self.shared.bell.hush();
        self.shared.is_rung.store(false, Ordering::Release);
        let mut letters = self.shared.take().into_iter();
        while let Some(Letter { ticket, end }) = letters.next() {
            if let Err(raised) = Ticket::arrive(ticket.bind(py), end) {
                self.shared.put_back(letters.collect());
                return Err(raised);
            }
        }
        Ok(())
    }
}
