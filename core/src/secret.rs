use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{
    key::format,
    redact::{REDACTED, Stay, Unfit, shared},
};

/// The mask of a password or a token: it tells nothing, not even a length.
const FIXED_MASK: &str = "****";

/// A value that is never shown.
///
/// `Debug` and `Display` give `[REDACTED]`, there is no `Serialize`, equality takes the same time wherever
/// two texts of one length differ, and the memory is wiped when the last clone is dropped. Clones share one copy.
/// Only [`expose`](Secret::expose) gives the text. A secret that a client is given or receives is known to the shared
/// [`Redactor`](crate::Redactor) while it lives.
///
/// ```
/// use keyhelm::Secret;
///
/// let key = Secret::new("sk_test_EXAMPLE0NOT0A0KEY00001234");
/// assert_eq!(format!("{key} {key:?}"), "[REDACTED] [REDACTED]");
/// assert_eq!(key.masked(), "sk_test_****1234");
/// assert_eq!(key.fingerprint().as_deref(), Some("1cb825ccceae2b3b"));
/// assert_eq!(key.expose().len(), 33);
///
/// // A password may be guessable, so neither its end nor its hash is shown.
/// let password = Secret::password("correct horse battery staple");
/// assert_eq!((password.masked().as_str(), password.fingerprint()), ("****", None));
/// ```
#[derive(Clone)]
pub struct Secret {
    text: Arc<Text>,
}

/// The one copy that all clones share.
struct Text {
    value: SecretString,
    kind: Kind,
    /// Whether the shared redactor knows it.
    watched: Mutex<Option<Result<Stay, Unfit>>>,
    was_exposed: AtomicBool,
    was_warned_of: AtomicBool,
}

impl Text {
    fn reveal(&self) -> &str {
        self.value.expose_secret()
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        if let Some(Ok(stay)) = *self.watched.get_mut().unwrap_or_else(PoisonError::into_inner) {
            // What the caller has had as text may be anywhere by now.
            shared().leave(stay, self.reveal(), self.was_exposed.load(Ordering::Relaxed));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Key,
    Guessable,
}

impl Secret {
    /// Wraps an API key.
    pub fn new(text: impl Into<String>) -> Self {
        Self::of(Kind::Key, text.into())
    }

    /// Wraps a password or a token: [`masked`](Secret::masked) is fixed and there is no
    /// [`fingerprint`](Secret::fingerprint), because a guess could be checked against either.
    pub fn password(text: impl Into<String>) -> Self {
        Self::of(Kind::Guessable, text.into())
    }

    /// The same text as a password or a token. Nothing is exposed.
    pub fn to_password(&self) -> Self {
        match self.text.kind {
            Kind::Guessable => self.clone(),
            Kind::Key => Self::of(Kind::Guessable, self.reveal().to_owned()),
        }
    }

    fn of(kind: Kind, text: String) -> Self {
        // `into_boxed_str` may reallocate and leave the first copy behind, so the copy is made exact and the
        // given buffer is wiped.
        let given = Zeroizing::new(text);
        let exact: Box<str> = Box::from(given.as_str());
        Self {
            text: Arc::new(Text {
                value: SecretString::from(exact),
                kind,
                watched: Mutex::default(),
                was_exposed: AtomicBool::new(false),
                was_warned_of: AtomicBool::new(false),
            }),
        }
    }

    /// The text itself. Whoever calls this answers for where it goes.
    ///
    /// If the shared redactor knows the secret, it goes on knowing it until it is
    /// [removed](crate::Redactor::remove) there: the text may be anywhere from now on.
    pub fn expose(&self) -> &str {
        self.text.was_exposed.store(true, Ordering::Relaxed);
        self.reveal()
    }

    /// The text, for this crate's own use.
    pub(crate) fn reveal(&self) -> &str {
        self.text.reveal()
    }

    pub(crate) fn is_guessable(&self) -> bool {
        self.text.kind == Kind::Guessable
    }

    /// Makes the secret known to the shared redactor while it lives, if it has not been yet.
    pub(crate) fn watch(&self) {
        self.watched().get_or_insert_with(|| self.enter());
    }

    /// The same for a secret that may have been removed there meanwhile.
    pub(crate) fn watch_anew(&self) {
        let mut watched = self.watched();
        if !matches!(&*watched, Some(Ok(stay)) if shared().has(*stay)) {
            *watched = Some(self.enter());
        }
    }

    fn enter(&self) -> Result<Stay, Unfit> {
        shared().enter(self.reveal(), self.is_guessable())
    }

    fn watched(&self) -> MutexGuard<'_, Option<Result<Stay, Unfit>>> {
        self.text.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the shared redactor cannot know it, which is to be told once.
    pub(crate) fn is_to_be_warned_of(&self) -> bool {
        let unfit = matches!(*self.watched(), Some(Err(_)));
        unfit && !self.text.was_warned_of.swap(true, Ordering::Relaxed)
    }

    /// A form to recognise an API key by: its public prefix (`sk_live_`, `caibo_test_sk_`, …), four asterisks
    /// and at most four last characters, never more than a quarter of what follows the prefix. A password or a
    /// token always gives `****`.
    pub fn masked(&self) -> String {
        match self.text.kind {
            Kind::Key => format::mask(self.reveal()),
            Kind::Guessable => FIXED_MASK.to_owned(),
        }
    }

    /// The first 16 hexadecimal digits of the SHA-256 of an API key, to recognise one key in two places.
    /// `None` for passwords and tokens.
    pub fn fingerprint(&self) -> Option<String> {
        (self.text.kind == Kind::Key).then(|| {
            let digest = Sha256::digest(self.reveal().as_bytes());
            let start: [u8; 8] = std::array::from_fn(|place| digest[place]);
            format!("{:016x}", u64::from_be_bytes(start))
        })
    }

    /// A key without the white space around it, which no header could carry; nothing if nothing else is there.
    pub(crate) fn trimmed(self) -> Option<Self> {
        let text = self.reveal().trim();
        match text.len() {
            0 => None,
            length if length == self.reveal().len() => Some(self),
            _ => Some(Self::of(self.text.kind, text.to_owned())),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.reveal().is_empty()
    }

    /// A header value that shares this secret's memory, so that no unwiped copy is made. The caller has checked
    /// that the text is printable ASCII; anything else gives `None`.
    pub(crate) fn header_value(&self) -> Option<HeaderValue> {
        sensitive(Bytes::from_owner(Shared(Arc::clone(&self.text))))
    }
}

/// A header value of `scheme`, a space and the secret, in memory that is wiped afterwards.
pub(crate) fn scheme_header(scheme: &str, credential: &str) -> Option<HeaderValue> {
    let mut text = Zeroizing::new(Vec::with_capacity(scheme.len() + 1 + credential.len()));
    text.extend_from_slice(scheme.as_bytes());
    text.push(b' ');
    text.extend_from_slice(credential.as_bytes());
    sensitive(Bytes::from_owner(text))
}

fn sensitive(bytes: Bytes) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(bytes).ok()?;
    value.set_sensitive(true);
    Some(value)
}

struct Shared(Arc<Text>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        self.0.reveal().as_bytes()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.reveal().as_bytes().ct_eq(other.reveal().as_bytes()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}
