use std::{cell::RefCell, pin::Pin, sync::Arc, time::Duration};

use napi_derive::napi;

use crate::{
    answer::Answer,
    error,
    mailbox::{Mailbox, Outbox},
    secret::Secret,
    time,
};

/// The native half of a `Client`. Each call takes first its id, whether it can be stopped, and its own time in
/// milliseconds.
#[napi]
pub struct Client {
    client: RefCell<Option<keyhelm::Client>>,
    outbox: Arc<Outbox>,
}

#[napi]
impl Client {
    #[napi]
    pub fn platform(&self) -> Option<&'static str> {
        self.open().map(|client| client.platform().as_str())
    }

    #[napi]
    pub fn environment(&self) -> Option<&'static str> {
        self.open()?.environment().map(keyhelm::Environment::as_str)
    }

    /// Gives the refusal, if it is refused.
    #[napi]
    pub fn set_api_key(&self, key: &Secret) -> Option<String> {
        self.open()?.set_api_key(&key.0).err().map(|error| error::facts(&error))
    }

    /// Lets the connections go, as soon as the calls under way have ended.
    #[napi]
    pub fn close(&self) {
        self.client.take();
    }
}

impl Client {
    pub(crate) fn new(client: keyhelm::Client, mailbox: &Mailbox) -> Self {
        Self { client: RefCell::new(Some(client)), outbox: Arc::clone(mailbox.outbox()) }
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    pub(crate) fn open(&self) -> Option<keyhelm::Client> {
        self.client.borrow().clone()
    }

    /// Starts a call. The face makes none with a client that is closed.
    pub(crate) fn start<T: Answer, C>(
        &self,
        (id, can_stop, timeout): (u32, bool, Option<f64>),
        make: impl FnOnce(keyhelm::Client) -> C,
    ) where
        C: Timed
            + IntoFuture<
                Output = Result<T, keyhelm::Error>,
                IntoFuture = Pin<Box<dyn Future<Output = Result<T, keyhelm::Error>> + Send>>,
            >,
    {
        if let Some(client) = self.open() {
            let call = make(client);
            let call = match timeout {
                Some(timeout) => call.within(time::duration(timeout)),
                None => call,
            };
            self.outbox.start(id, can_stop, call.into_future());
        }
    }
}

/// A call that may have a time of its own.
pub(crate) trait Timed {
    fn within(self, timeout: Duration) -> Self;
}

macro_rules! timed {
    ($($call:ident)*) => { $(
        impl Timed for keyhelm::$call {
            fn within(self, timeout: Duration) -> Self {
                self.timeout(timeout)
            }
        }
    )* };
}

timed! {
    AddOrigin CreateKey CurrentKey GetKey ListKeys ListOrigins Reconcile RegenerateClientKey RegenerateKey RemoveOrigin
    RequestBuilder RevokeKey UpdateKey VerifyKey
}
