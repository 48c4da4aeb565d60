use std::sync::{Arc, Mutex, PoisonError};

use keyhelm::Delivery;
use pyo3::{
    PyTraverseError, PyVisit,
    exceptions::{PyRuntimeError, PyRuntimeWarning, PyStopIteration},
    prelude::*,
    types::PyTuple,
};

use super::{AnyWork, End, intake::Begun, mailbox::Mailbox, ticket::Ticket};
use crate::{
    answer::Answer,
    error::raise,
    fork::{self, Gated},
};

/// A call under way: await it, or hand it to `asyncio.create_task`. Cancelling ends the request.
#[pyclass(frozen, module = "keyhelm._native")]
pub(crate) struct Call {
    state: Mutex<State>,
    generation: u32,
}

enum State {
    /// Nothing was sent yet.
    New(Gated<End>, Option<Delivery>),
    /// The answer is there without any request.
    Ready(Box<dyn Answer>),
    Waiting(Waiting),
    Done,
}

struct Waiting {
    ticket: Py<Ticket>,
    begun: Arc<Begun>,
    /// Tells it where the answer of a call that issues something is not taken.
    delivery: Option<Delivery>,
}

impl Call {
    pub(crate) fn new(work: AnyWork, delivery: Option<Delivery>) -> Self {
        Self::of(State::New(Gated::new(work), delivery))
    }

    pub(crate) fn ready(answer: Box<dyn Answer>) -> Self {
        Self::of(State::Ready(answer))
    }

    fn of(state: State) -> Self {
        Self { state: Mutex::new(state), generation: fork::generation() }
    }

    fn swap(&self, state: State) -> State {
        std::mem::replace(&mut *self.state.lock().unwrap_or_else(PoisonError::into_inner), state)
    }

    /// Runs until it has to wait, or to its end, which Python tells by `StopIteration`.
    fn step(&self, py: Python<'_>) -> PyResult<Py<Ticket>> {
        if self.generation != fork::generation() {
            return Err(PyRuntimeError::new_err(
                "this call was made before the process forked; make a new one",
            ));
        }
        let waiting = match self.swap(State::Done) {
            State::New(work, delivery) => {
                let (ticket, begun) = Mailbox::start(py, work)?;
                Waiting { ticket, begun, delivery }
            }
            State::Waiting(waiting) => match waiting.ticket.get().take() {
                Some(end) => return Err(waiting.ended(py, end)),
                None => {
                    waiting.ticket.get().wait_again();
                    waiting
                }
            },
            State::Ready(answer) => return Err(PyStopIteration::new_err((answer.object(py)?,))),
            State::Done => {
                return Err(PyRuntimeError::new_err("this call was awaited before; make a new one"));
            }
        };
        let ticket = waiting.ticket.clone_ref(py);
        self.swap(State::Waiting(waiting));
        Ok(ticket)
    }

    fn cut_off(&self) {
        let state = self.swap(State::Done);
        if self.generation != fork::generation() {
            std::mem::forget(state);
            return;
        }
        match state {
            // Who holds the GIL must not wait for a fork, which waits for the GIL.
            State::New(work, _) => drop(Python::try_attach(|py| py.detach(|| drop(work)))),
            State::Waiting(waiting) => waiting.begun.end(),
            State::Ready(_) | State::Done => {}
        }
    }
}

impl Waiting {
    /// The end as Python tells it.
    fn ended(self, py: Python<'_>, end: End) -> PyErr {
        let told = match end.map(|answer| answer.object(py)) {
            Ok(Ok(answer)) => PyStopIteration::new_err((answer,)),
            Ok(Err(not_handed_over)) => return not_handed_over,
            Err(error) => raise(py, &error),
        };
        if let Some(delivery) = self.delivery {
            delivery.done();
        }
        told
    }
}

#[pymethods]
impl Call {
    fn __await__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Py<Ticket>> {
        self.step(py)
    }

    /// Part of Python's protocol for coroutines.
    fn send(&self, py: Python<'_>, _value: &Bound<'_, PyAny>) -> PyResult<Py<Ticket>> {
        self.step(py)
    }

    /// Part of Python's protocol for coroutines.
    #[pyo3(signature = (*exception))]
    fn throw(&self, exception: &Bound<'_, PyTuple>) -> PyResult<Py<Ticket>> {
        self.close();
        let thrown = exception.get_item(0)?;
        let thrown = if thrown.is_instance_of::<pyo3::types::PyType>() { thrown.call0()? } else { thrown };
        Err(PyErr::from_value(thrown))
    }

    /// Ends the request, if it was begun.
    fn close(&self) {
        self.cut_off();
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Ok(state) = self.state.try_lock() else { return Ok(()) };
        match &*state {
            State::Waiting(Waiting { ticket, .. }) => visit.call(ticket),
            State::New(..) | State::Ready(_) | State::Done => Ok(()),
        }
    }

    fn __clear__(&self) {
        self.cut_off();
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let was_never_awaited =
            matches!(self.state.get_mut().unwrap_or_else(PoisonError::into_inner), State::New(..));
        if was_never_awaited && self.generation == fork::generation() {
            let _ = Python::try_attach(|py| {
                let category = py.get_type::<PyRuntimeWarning>();
                let warned = PyErr::warn(py, &category, c"a call of keyhelm was never awaited", 1);
                if let Err(error) = warned {
                    error.write_unraisable(py, None);
                }
            });
        }
        self.cut_off();
    }
}
