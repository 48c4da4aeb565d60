use std::sync::Arc;

use keyhelm::{AllKeys, ApiKey};
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::{client::Client, mailbox::Outbox, time};

/// The sequence of all keys.
#[napi]
pub struct KeySequence {
    keys: Arc<Mutex<AllKeys>>,
    outbox: Arc<Outbox>,
}

#[napi]
impl Client {
    #[napi]
    pub fn list_all(&self, timeout: Option<f64>) -> Option<KeySequence> {
        let keys = self.open()?.keys().list_all();
        let keys = match timeout {
            Some(timeout) => keys.timeout(time::duration(timeout)),
            None => keys,
        };
        Some(KeySequence { keys: Arc::new(Mutex::new(keys)), outbox: Arc::clone(self.outbox()) })
    }
}

#[napi]
impl KeySequence {
    /// The next keys, as many as have come; none after the last.
    #[napi]
    pub fn next(&self, id: u32, can_stop: bool) {
        let keys = Arc::clone(&self.keys);
        let work = async move {
            let mut keys = keys.lock().await;
            let mut come: Vec<ApiKey> = keys.next().await.transpose()?.into_iter().collect();
            while let Some(key) = keys.fetched() {
                come.push(key);
            }
            Ok(come)
        };
        self.outbox.start(id, can_stop, Box::pin(work));
    }
}
