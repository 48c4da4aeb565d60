use std::sync::{Arc, Mutex, PoisonError};

use pyo3::{exceptions::PyRuntimeError, prelude::*};

use crate::{error::raise, fork, runtime::Driver};

/// A client of the core, as far as it is open, and fit for the process that asks.
#[derive(Clone)]
pub(crate) struct Handle(Arc<Shared>);

struct Shared {
    client: Mutex<Option<keyhelm::Client>>,
    generation: Mutex<u32>,
    driver: Driver,
    platform: keyhelm::Platform,
    environment: Option<keyhelm::Environment>,
}

impl Handle {
    pub(crate) fn new(client: keyhelm::Client, driver: Driver) -> Self {
        Self(Arc::new(Shared {
            platform: client.platform(),
            environment: client.environment(),
            client: Mutex::new(Some(client)),
            generation: Mutex::new(fork::generation()),
            driver,
        }))
    }

    pub(crate) fn driver(&self) -> Driver {
        self.0.driver
    }

    pub(crate) fn platform(&self) -> keyhelm::Platform {
        self.0.platform
    }

    pub(crate) fn environment(&self) -> Option<keyhelm::Environment> {
        self.0.environment
    }

    pub(crate) fn client(&self, py: Python<'_>) -> PyResult<keyhelm::Client> {
        let mut client = self.0.client.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = &*client else {
            return Err(PyRuntimeError::new_err("this client is closed"));
        };
        let mut generation = self.0.generation.lock().unwrap_or_else(PoisonError::into_inner);
        if *generation == fork::generation() {
            return Ok(open.clone());
        }
        let own = open.in_forked_child().map_err(|error| raise(py, &error))?;
        *generation = fork::generation();
        std::mem::forget(client.replace(own.clone()));
        Ok(own)
    }

    /// Calls under way go on; new ones are refused.
    pub(crate) fn close(&self, py: Python<'_>) {
        let client = self.0.client.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.0.release(py, client);
    }
}

impl Shared {
    /// Drops the client without the GIL, unless it is the parent's.
    fn release(&self, py: Python<'_>, client: Option<keyhelm::Client>) {
        let generation = *self.generation.lock().unwrap_or_else(PoisonError::into_inner);
        if generation == fork::generation() {
            py.detach(|| {
                let _inside = fork::inside();
                drop(client);
            });
        } else {
            std::mem::forget(client);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let client = self.client.lock().unwrap_or_else(PoisonError::into_inner).take();
        if client.is_some() {
            // Where Python has ended already, so has the process.
            let _ = Python::try_attach(|py| self.release(py, client));
        }
    }
}
