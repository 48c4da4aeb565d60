mod async_writer;
#[cfg(feature = "tracing-subscriber")]
mod make_writer;
mod output;
mod panic_hook;
mod writer;

use std::{borrow::Cow, fmt, sync::Arc};

#[cfg(feature = "tracing-subscriber")]
pub use self::make_writer::{EventWriter, RedactingMakeWriter};
pub use self::{async_writer::RedactingAsyncWriter, panic_hook::redact_panics, writer::RedactingWriter};
use crate::{
    error::{Error, ErrorCode},
    redact::{Engine, EngineFlow, LONGEST, SHORTEST, Unfit, shared},
    secret::Secret,
};

/// Takes secrets out of any text: each match, and each run of overlapping matches, becomes one `[REDACTED]`.
///
/// It knows
///
/// - **registered values**: as they are, as base64 (any alignment, both alphabets, so inside a Basic pair as well), in
///   hexadecimal, and each of these percent-encoded or JSON-escaped in any legal spelling, up to two such layers deep.
///   A password matches as it is only where it is a word of its own, so that an ordinary word stays readable elsewhere;
/// - **patterns**: the platforms' key formats, JWTs, the values of secret headers and of secret JSON and form fields
///   (`x-api-key`, `authorization`, `apiKey`, `fullKey`, `password`, `accessToken`, …), and credentials in URLs.
///
/// Clones share one memory. Of a registered value only keyed hashes are kept, and they go when it is removed.
///
/// It cannot know values under 8 bytes, texts that are compressed or encrypted, other encodings than these, or a value
/// that is split over two log records.
///
/// ```
/// use keyhelm::{Redactor, Secret};
///
/// let redactor = Redactor::new();
/// redactor.add(&Secret::new("EXAMPLE-not-a-real-key/1"))?;
///
/// assert_eq!(redactor.redact("sent EXAMPLE-not-a-real-key/1"), "sent [REDACTED]");
/// assert_eq!(redactor.redact("?k=EXAMPLE-not-a-real-key%2F1"), "?k=[REDACTED]");
/// assert_eq!(redactor.redact(r#"{"password":"a guess"}"#), r#"{"password":"[REDACTED]"}"#);
/// assert_eq!(redactor.redact("nothing to hide"), "nothing to hide");
/// # Ok::<(), keyhelm::Error>(())
/// ```
#[derive(Clone)]
pub struct Redactor {
    engine: Arc<Engine>,
}

impl Redactor {
    /// Knows the patterns, and no value yet.
    pub fn new() -> Self {
        Self { engine: Arc::new(Engine::new(true)) }
    }

    /// Knows no patterns: hides registered values alone.
    pub fn without_patterns() -> Self {
        Self { engine: Arc::new(Engine::new(false)) }
    }

    /// The one of this process. Every secret that a client is given or receives is registered in it while it lives;
    /// one whose text was taken out with [`Secret::expose`] stays until it is [removed](Redactor::remove).
    pub fn shared() -> Self {
        Self { engine: Arc::clone(shared()) }
    }

    /// Registers a value until it is removed; twice is once.
    ///
    /// # Errors
    ///
    /// `config` for a value under 8 bytes, which would hide ordinary text, or over 16 KiB, and for more than about a
    /// million values.
    pub fn add(&self, secret: &Secret) -> Result<(), Error> {
        self.engine.pin(secret.reveal(), secret.is_guessable()).map_err(|unfit| {
            let why = match unfit {
                Unfit::Short => {
                    format!("a value under {SHORTEST} bytes cannot be redacted: it would hide ordinary text")
                }
                Unfit::Long => format!("a value over {LONGEST} bytes cannot be redacted"),
                Unfit::Many => "too many values are registered: remove those that are out of use".to_owned(),
            };
            Error::new(ErrorCode::Config, why)
        })
    }

    /// Forgets a value and wipes what was kept of it. A value that is not there is no error. In the
    /// [shared](Redactor::shared) redactor this also holds for a secret that a client still uses.
    pub fn remove(&self, secret: &Secret) {
        self.engine.remove(secret.reveal(), secret.is_guessable());
    }

    /// The text without its secrets; the text itself where there are none.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.engine.redact_text(text)
    }

    /// The same for bytes, which need not be UTF-8.
    pub fn redact_bytes<'t>(&self, bytes: &'t [u8]) -> Cow<'t, [u8]> {
        self.engine.redact(bytes)
    }

    /// Appends the bytes without their secrets to `output`, whose memory can so be used again and again.
    ///
    /// ```
    /// let mut line = Vec::new();
    /// keyhelm::Redactor::new().redact_into(b"password=EXAMPLE", &mut line);
    /// assert_eq!(line, b"password=[REDACTED]");
    /// ```
    pub fn redact_into(&self, bytes: &[u8], output: &mut Vec<u8>) {
        self.engine.redact_into(bytes, output);
    }

    /// For a text that comes in pieces.
    pub fn stream(&self) -> RedactorStream {
        RedactorStream { redactor: self.clone(), flow: EngineFlow::new() }
    }
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("registered", &self.engine.len()).finish_non_exhaustive()
    }
}

/// A text that comes in pieces, redacted as if it were one, wherever it is cut.
///
/// Only what may still become a match is held back: 64 KiB at most.
///
/// ```
/// use keyhelm::{Redactor, Secret};
///
/// let redactor = Redactor::new();
/// redactor.add(&Secret::new("EXAMPLE-not-a-real-key"))?;
///
/// let mut stream = redactor.stream();
/// assert_eq!(stream.push(b"key=EXAMPLE-not"), b"key=");
/// assert_eq!(stream.push(b"-a-real-key, "), b"[REDACTED], ");
/// assert_eq!(stream.finish(), b"");
/// # Ok::<(), keyhelm::Error>(())
/// ```
pub struct RedactorStream {
    redactor: Redactor,
    flow: EngineFlow,
}

impl RedactorStream {
    /// Takes the next bytes and gives those that are safe to pass on.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.flow.push(&self.redactor.engine, bytes)
    }

    /// The text ends here: gives the rest. What is pushed afterwards is a new text.
    pub fn finish(&mut self) -> Vec<u8> {
        self.flow.finish(&self.redactor.engine)
    }

    /// How many bytes are held back at present.
    pub fn held(&self) -> usize {
        self.flow.held()
    }
}

impl fmt::Debug for RedactorStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactorStream").field("held", &self.held()).finish_non_exhaustive()
    }
}
