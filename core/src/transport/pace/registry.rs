use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Instant,
};

use sha2::{Digest as _, Sha256};

use super::pacer::Pacer;
use crate::platform::Platform;

/// Whose requests a platform counts together: those of one key, or of one login.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    platform: Platform,
    /// A hash, so that no key outlives its secret here.
    digest: [u8; 32],
}

impl Owner {
    /// The environment is not part of it: a key belongs to one, whether a client was told which or not.
    pub(crate) fn of_key(platform: Platform, key: &str) -> Self {
        Self { platform, digest: Sha256::digest(key.as_bytes()).into() }
    }

    pub(crate) fn of_login(platform: Platform, base_url: &str, name: &str) -> Self {
        let mut hash = Sha256::new_with_prefix(b"login\0");
        for part in [base_url, name] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        Self { platform, digest: hash.finalize().into() }
    }

    /// A name for other machines to see. It is not the hash that a key is known by in logs.
    #[cfg(feature = "redis")]
    pub(super) fn shared_name(self) -> String {
        let hash = Sha256::new_with_prefix(b"shared limit\0").chain_update(self.digest).finalize();
        let digits = hash.iter().take(16).map(|byte| format!("{byte:02x}"));
        format!("{}:{}", self.platform, digits.collect::<String>())
    }
}

static PACERS: LazyLock<Mutex<HashMap<Owner, Arc<Pacer>>>> = LazyLock::new(Mutex::default);

/// For a forked child: whoever asks again gets a new one. The old ones are not dropped, because what waits in them
/// belongs to threads that are not there.
pub(crate) fn forget_pacers() {
    std::mem::forget(std::mem::take(&mut *PACERS.lock().unwrap_or_else(PoisonError::into_inner)));
}

/// The pacer of an owner, one for the whole process. It outlives its clients until their requests do not count any
/// more, so that a client that is built anew starts where the last one stopped.
pub(crate) fn pacer_of(owner: Owner, now: Instant) -> Arc<Pacer> {
    let mut pacers = PACERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pacer) = pacers.get(&owner) {
        return Arc::clone(pacer);
    }
    // Whenever the map would grow, it drops what nobody would miss: it stays as small as what is in use.
    if pacers.len() == pacers.capacity() {
        pacers.retain(|_, pacer| Arc::strong_count(pacer) > 1 || !pacer.is_idle(now));
    }
    Arc::clone(pacers.entry(owner).or_default())
}
