use std::sync::{Arc, Mutex, PoisonError};

use pyo3::{
    exceptions::{PyRuntimeError, PyRuntimeWarning, PyStopIteration},
    prelude::*,
    types::PyTuple,
};

use super::{AnyWork, End, intake::Begun, mailbox::Mailbox};
use crate::{
    answer::Answer,
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
    New(Gated<End>),
    /// The answer is there without any request.
    Ready(Box<dyn Answer>),
    /// The iterator of the asyncio future that the mailbox will fill.
    Waiting {
        future: Py<PyAny>,
        begun: Arc<Begun>,
    },
    Done,
}

impl Call {
    pub(crate) fn new(work: AnyWork) -> Self {
        Self::of(State::New(Gated::new(work)))
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

    /// Runs until the next time it has to wait, or to its end, which Python tells by `StopIteration`.
    fn step<'py>(
        &self,
        py: Python<'py>,
        go_on: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if self.generation != fork::generation() {
            return Err(PyRuntimeError::new_err(
                "this call was made before the process forked; make a new one",
            ));
        }
        let (future, begun) = match self.swap(State::Done) {
            State::New(work) => {
                let (future, begun) = Mailbox::start(py, work)?;
                (future.call_method0("__await__")?, begun)
            }
            State::Ready(answer) => return Err(PyStopIteration::new_err((answer.object(py)?,))),
            State::Waiting { future, begun } => (future.into_bound(py), begun),
            State::Done => {
                return Err(PyRuntimeError::new_err("this call was awaited before; make a new one"));
            }
        };
        match go_on(&future) {
            Ok(waited_for) => {
                self.swap(State::Waiting { future: future.unbind(), begun });
                Ok(waited_for)
            }
            Err(end) => {
                // Of no effect where it has ended by itself.
                begun.end();
                Err(end)
            }
        }
    }

    fn cut_off(&self) {
        if self.generation != fork::generation() {
            std::mem::forget(self.swap(State::Done));
        } else if let State::Waiting { begun, .. } = self.swap(State::Done) {
            begun.end();
        }
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

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.step(py, |future| future.call_method0("__next__"))
    }

    /// Part of Python's protocol for coroutines.
    fn send<'py>(&self, py: Python<'py>, _value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.__next__(py)
    }

    /// Part of Python's protocol for coroutines.
    #[pyo3(signature = (*exception))]
    fn throw<'py>(&self, py: Python<'py>, exception: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyAny>> {
        if matches!(*self.state.lock().unwrap_or_else(PoisonError::into_inner), State::Waiting { .. }) {
            return self.step(py, |future| future.call_method1("throw", exception));
        }
        self.close();
        let thrown = exception.get_item(0)?;
        let thrown = if thrown.is_instance_of::<pyo3::types::PyType>() { thrown.call0()? } else { thrown };
        Err(PyErr::from_value(thrown))
    }

    /// Ends the request, if it was begun.
    fn close(&self) {
        self.cut_off();
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let was_never_awaited =
            matches!(self.state.get_mut().unwrap_or_else(PoisonError::into_inner), State::New(_));
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
