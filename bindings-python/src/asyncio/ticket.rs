use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::{
    IntoPyObjectExt as _, PyTraverseError, PyVisit,
    exceptions::{PyRuntimeError, asyncio::CancelledError},
    intern,
    prelude::*,
};

use super::End;

/// What a task of asyncio waits for while its call is under way: the part of a future's protocol that tasks use. A
/// future of asyncio itself would send each task a second time through the event loop.
#[pyclass(frozen, module = "keyhelm._native")]
pub(crate) struct Ticket {
    event_loop: Py<PyAny>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_blocking: bool,
    waker: Option<Waker>,
    end: Option<End>,
    fate: Fate,
}

#[derive(Default)]
enum Fate {
    #[default]
    Pending,
    Arrived,
    Cancelled(Option<Py<PyAny>>),
}

struct Waker {
    callback: Py<PyAny>,
    context: Option<Py<PyAny>>,
}

impl Ticket {
    pub(super) fn new(event_loop: &Bound<'_, PyAny>) -> Self {
        let state = State { is_blocking: true, ..State::default() };
        Self { event_loop: event_loop.clone().unbind(), state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands the end over and runs the task that waits for it, in the event loop's own thread. An end that was
    /// cancelled meanwhile is dropped.
    pub(super) fn arrive(this: &Bound<'_, Self>, end: End) -> PyResult<()> {
        let waker = {
            let mut state = this.get().lock();
            if !matches!(state.fate, Fate::Pending) {
                return Ok(());
            }
            state.fate = Fate::Arrived;
            state.end = Some(end);
            state.waker.take()
        };
        waker.map_or(Ok(()), |waker| waker.run(this))
    }

    /// The end, once it has arrived.
    pub(super) fn take(&self) -> Option<End> {
        self.lock().end.take()
    }

    /// As asked for again: another task, or the same one, may wait now.
    pub(super) fn wait_again(&self) {
        self.lock().is_blocking = true;
    }
}

impl Waker {
    fn run(self, ticket: &Bound<'_, Ticket>) -> PyResult<()> {
        let py = ticket.py();
        match self.context {
            Some(context) => {
                context.bind(py).call_method1(intern!(py, "run"), (self.callback, ticket))?;
            }
            None => {
                self.callback.bind(py).call1((ticket,))?;
            }
        }
        Ok(())
    }
}

#[pymethods]
impl Ticket {
    #[getter]
    fn _asyncio_future_blocking(&self) -> bool {
        self.lock().is_blocking
    }

    #[setter(_asyncio_future_blocking)]
    fn set_blocking(&self, is_blocking: bool) {
        self.lock().is_blocking = is_blocking;
    }

    fn get_loop<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.event_loop.bind(py).clone()
    }

    #[pyo3(signature = (callback, *, context=None))]
    fn add_done_callback(
        this: &Bound<'_, Self>,
        callback: Py<PyAny>,
        context: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        let waker = Waker { callback, context };
        let mut state = this.get().lock();
        if matches!(state.fate, Fate::Pending) {
            let before = state.waker.replace(waker);
            drop((state, before));
            return Ok(());
        }
        drop(state);
        Self::call_soon(this, waker)
    }

    /// Wakes the task at the loop's next turn, as a future of asyncio does. `False` where the answer is there.
    #[pyo3(signature = (msg=None))]
    fn cancel(this: &Bound<'_, Self>, msg: Option<Py<PyAny>>) -> PyResult<bool> {
        let waker = {
            let mut state = this.get().lock();
            if !matches!(state.fate, Fate::Pending) {
                return Ok(false);
            }
            state.fate = Fate::Cancelled(msg);
            state.waker.take()
        };
        waker.map_or(Ok(()), |waker| Self::call_soon(this, waker))?;
        Ok(true)
    }

    fn cancelled(&self) -> bool {
        matches!(self.lock().fate, Fate::Cancelled(_))
    }

    fn done(&self) -> bool {
        !matches!(self.lock().fate, Fate::Pending)
    }

    /// Nothing: the end itself is taken by the call.
    fn result(&self, py: Python<'_>) -> PyResult<()> {
        let msg = match &self.lock().fate {
            Fate::Arrived => return Ok(()),
            Fate::Pending => return Err(PyRuntimeError::new_err("the call is under way")),
            Fate::Cancelled(msg) => msg.as_ref().map(|msg| msg.clone_ref(py)),
        };
        Err(msg.map_or_else(|| CancelledError::new_err(()), |msg| CancelledError::new_err((msg,))))
    }

    /// A task that nobody runs any more goes in circles: task, call, ticket, task.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.event_loop)?;
        // Who holds the lock is another thread, for which this is alive.
        let Ok(state) = self.state.try_lock() else { return Ok(()) };
        if let Some(Waker { callback, context }) = &state.waker {
            visit.call(callback)?;
            visit.call(context)?;
        }
        Ok(())
    }

    fn __clear__(&self) {
        let waker = self.lock().waker.take();
        drop(waker);
    }
}

impl Ticket {
    fn call_soon(this: &Bound<'_, Self>, waker: Waker) -> PyResult<()> {
        let py = this.py();
        let options = pyo3::types::PyDict::new(py);
        if let Some(context) = waker.context {
            options.set_item(intern!(py, "context"), context)?;
        }
        let arguments = (waker.callback, this.clone()).into_bound_py_any(py)?.cast_into()?;
        this.get().event_loop.bind(py).call_method(intern!(py, "call_soon"), &arguments, Some(&options))?;
        Ok(())
    }
}
