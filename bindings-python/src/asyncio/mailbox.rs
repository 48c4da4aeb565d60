use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use pyo3::{prelude::*, sync::PyOnceLock};

use super::{End, intake::Begun, ticket::Ticket};
use crate::{fork::Gated, runtime};

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
        self.shared.put(Letter { ticket: self.ticket, end });
    }
}

/// How another thread wakes an event loop.
enum Bell {
    /// A byte through a pair of sockets: needs no GIL.
    #[cfg(unix)]
    Socket { rings: std::os::unix::net::UnixStream, heard: std::os::unix::net::UnixStream },
    /// `loop.call_soon_threadsafe`, for loops that watch no sockets: Windows' own, and some beyond asyncio.
    Threadsafe(Mutex<Option<(Py<PyAny>, Py<PyAny>)>>),
}

impl Bell {
    #[cfg(unix)]
    fn socket() -> io::Result<Self> {
        let (rings, heard) = std::os::unix::net::UnixStream::pair()?;
        rings.set_nonblocking(true)?;
        heard.set_nonblocking(true)?;
        Ok(Self::Socket { rings, heard })
    }

    fn ring(&self) {
        match self {
            #[cfg(unix)]
            Self::Socket { rings, .. } => {
                // Full means that it was rung before; gone, that nobody listens any more.
                let _ = io::Write::write(&mut &*rings, &[0]);
            }
            Self::Threadsafe(parts) => {
                let _ = Python::try_attach(|py| {
                    let parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some((event_loop, collect)) = &*parts {
                        // A loop that is closed has nobody who waits.
                        let _ = event_loop.call_method1(py, "call_soon_threadsafe", (collect,));
                    }
                });
            }
        }
    }

    fn hush(&self) {
        match self {
            #[cfg(unix)]
            Self::Socket { heard, .. } => {
                let _ = io::Read::read(&mut &*heard, &mut [0; 64]);
            }
            Self::Threadsafe(_) => {}
        }
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
        let running_loop = RUNNING_LOOP
            .get_or_try_init(py, || py.import("asyncio")?.getattr("get_running_loop").map(Bound::unbind))?;
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
        let mailboxes = MAILBOXES
            .get_or_try_init(py, || {
                py.import("weakref")?.call_method0("WeakKeyDictionary").map(Bound::unbind)
            })?
            .bind(py);
        let known = mailboxes.call_method1("get", (event_loop,))?;
        if let Ok(mailbox) = known.cast_into::<Self>() {
            return Ok(mailbox);
        }
        let mailbox = Self::open(event_loop)?;
        mailboxes.set_item(event_loop, &mailbox)?;
        Ok(mailbox)
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
