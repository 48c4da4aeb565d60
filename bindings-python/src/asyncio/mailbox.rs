use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use pyo3::{prelude::*, sync::PyOnceLock};

use super::{End, intake::Begun};
use crate::{answer::Answer, error::exception, fork::Gated, runtime};

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
    future: Py<PyAny>,
    end: End,
}

/// Who waits for the end of a call, and where.
pub(super) struct Envelope {
    shared: Arc<Shared>,
    future: Py<PyAny>,
}

impl Envelope {
    pub(super) fn post(self, end: End) {
        self.shared.put(Letter { future: self.future, end });
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
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
        if !self.is_rung.swap(true, Ordering::AcqRel) {
            self.bell.ring();
        }
    }
}

impl Mailbox {
    /// Starts a call for the loop that runs here; gives the asyncio future of its end.
    pub(super) fn start(py: Python<'_>, work: Gated<End>) -> PyResult<(Bound<'_, PyAny>, Arc<Begun>)> {
        static RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let running_loop = RUNNING_LOOP
            .get_or_try_init(py, || py.import("asyncio")?.getattr("get_running_loop").map(Bound::unbind))?;
        let event_loop = running_loop.bind(py).call0()?;
        let intake = runtime::intake()?;
        let mailbox = Self::of(&event_loop)?;
        let future = event_loop.call_method0("create_future")?;
        let envelope =
            Envelope { shared: Arc::clone(&mailbox.get().shared), future: future.clone().unbind() };
        Ok((future, intake.hand_in(work, envelope)))
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
    /// Hands the ends that have come to the futures that wait for them.
    fn collect(&self, py: Python<'_>) -> PyResult<()> {
        self.shared.bell.hush();
        self.shared.is_rung.store(false, Ordering::Release);
        let letters =
            std::mem::take(&mut *self.shared.letters.lock().unwrap_or_else(PoisonError::into_inner));
        for Letter { future, end } in letters {
            let future = future.into_bound(py);
            if future.call_method0("done")?.is_truthy()? {
                continue;
            }
            match end.map(|answer: Box<dyn Answer>| answer.object(py)) {
                Ok(Ok(answer)) => future.call_method1("set_result", (answer,))?,
                Ok(Err(failed)) => future.call_method1("set_exception", (failed,))?,
                Err(error) => future.call_method1("set_exception", (exception(py, &error)?,))?,
            };
        }
        Ok(())
    }
}
