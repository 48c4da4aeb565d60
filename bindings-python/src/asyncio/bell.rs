#[cfg(unix)]
use std::io;
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;

/// How another thread wakes an event loop.
pub(super) enum Bell {
    /// A byte through a pair of sockets: needs no GIL.
    #[cfg(unix)]
    Socket { rings: std::os::unix::net::UnixStream, heard: std::os::unix::net::UnixStream },
    /// `loop.call_soon_threadsafe`, for loops that watch no sockets: Windows' own, and some beyond asyncio.
    Threadsafe(Mutex<Option<(Py<PyAny>, Py<PyAny>)>>),
}

impl Bell {
    #[cfg(unix)]
    pub(super) fn socket() -> io::Result<Self> {
        let (rings, heard) = std::os::unix::net::UnixStream::pair()?;
        rings.set_nonblocking(true)?;
        heard.set_nonblocking(true)?;
        Ok(Self::Socket { rings, heard })
    }

    pub(super) fn ring(&self) {
        match self {
            #[cfg(unix)]
            Self::Socket { rings, .. } => {
                // Full means that it was rung before; gone, that nobody listens any more.
                let _ = io::Write::write(&mut &*rings, &[0]);
            }
            Self::Threadsafe(parts) => {
                let _ = Python::try_attach(|py| {
                    let known = |(event_loop, collect): &(Py<PyAny>, Py<PyAny>)| {
                        (event_loop.clone_ref(py), collect.clone_ref(py))
                    };
                    // The loop lets go of the GIL on its way, so nothing may be locked by then.
                    let parts = parts.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(known);
                    if let Some((event_loop, collect)) = parts {
                        // A loop that is closed has nobody who waits.
                        let _ = event_loop.call_method1(py, "call_soon_threadsafe", (collect,));
                    }
                });
            }
        }
    }

    /// Nobody listens any more.
    pub(super) fn fall_silent(&self) {
        if let Self::Threadsafe(parts) = self {
            let parts = parts.lock().unwrap_or_else(PoisonError::into_inner).take();
            drop(parts);
        }
    }

    pub(super) fn hush(&self) {
        match self {
            #[cfg(unix)]
            Self::Socket { heard, .. } => {
                let _ = io::Read::read(&mut &*heard, &mut [0; 64]);
            }
            Self::Threadsafe(_) => {}
        }
    }
}
