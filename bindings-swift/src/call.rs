use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use keyhelm::Error;
use tokio::task::AbortHandle;

use crate::{census::Counted, error::Failure, runtime};

/// A call of the core under way.
pub(crate) type Work<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

enum State {
    Waiting,
    UnderWay(AbortHandle),
    Cancelled,
}

/// Through which a Swift task ends its call: `UniFFI` does not tell Rust that a task was cancelled.
#[derive(uniffi::Object)]
pub struct Cancel {
    state: Mutex<State>,
    _counted: Counted,
}

#[uniffi::export]
impl Cancel {
    #[uniffi::constructor]
    fn new() -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self { state: Mutex::new(State::Waiting), _counted: Counted::new() }))
    }

    /// Ends the call, or keeps it from ever beginning.
    fn cancel(&self) -> Result<(), Failure> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::UnderWay(call) = &*state {
            call.abort();
        }
        *state = State::Cancelled;
        Ok(())
    }
}

impl Cancel {
    /// Runs a call to its end. One that was answered before it could be ended gives its answer, which may hold a secret
    /// that is shown this once. One that was ended has let go of everything, and told so, when this returns.
    pub(crate) async fn run<T: Send + 'static, Answer: From<T>>(
        &self,
        work: Work<T>,
    ) -> Result<Answer, Failure> {
        let started = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if matches!(*state, State::Cancelled) {
                return Err(Failure::Cancelled);
            }
            let runtime = runtime::handle()?;
            let started = runtime.spawn(work);
            *state = State::UnderWay(started.abort_handle());
            started
        };
        match started.await {
            Ok(answer) => Ok(answer?.into()),
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Failure::Cancelled),
            },
        }
    }
}
