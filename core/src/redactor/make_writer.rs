use std::{
    fmt,
    io::{self, Write},
};

use tracing::Metadata;
use tracing_subscriber::fmt::MakeWriter;
use zeroize::Zeroizing;

use super::Redactor;

/// Hides secrets in what `tracing-subscriber` writes (feature `tracing-subscriber`).
///
/// Each event's text is redacted as one piece and reaches the inner writer as soon as the event is written, in a
/// single write: nothing of one event waits for the next, and lines of different threads stay whole. A secret that
/// begins in one event and ends in another is not found.
///
/// What stands beside a name, as in `password=…`, is found in plain text, in JSON and between the codes of colours.
///
/// # Errors
///
/// None are told: the text is written when the event is over, and what the inner writer refuses then is lost, as it is
/// without this.
///
/// ```
/// use std::{io, sync::Mutex};
///
/// use keyhelm::{RedactingMakeWriter, Redactor, Secret};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = Secret::new("EXAMPLE-NOT-A-KEY-0002");
/// Redactor::shared().add(&key)?;
///
/// // Where `init()` would make it the subscriber of the whole process.
/// let subscriber = tracing_subscriber::fmt().with_writer(RedactingMakeWriter::new(io::stderr)).finish();
/// tracing::subscriber::with_default(subscriber, || tracing::info!("sent {}", key.expose()));
/// # Redactor::shared().remove(&key);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedactingMakeWriter<M> {
    inner: M,
    redactor: Redactor,
}

impl<M> RedactingMakeWriter<M> {
    /// Hides what the [shared](Redactor::shared) redactor knows in what the writers of `inner` are given:
    /// `std::io::stdout`, `std::io::stderr`, a `Mutex<File>`, or whatever else `with_writer` takes.
    pub fn new(inner: M) -> Self {
        Self::with_redactor(Redactor::shared(), inner)
    }

    /// Hides what this redactor knows.
    pub fn with_redactor(redactor: Redactor, inner: M) -> Self {
        Self { inner, redactor }
    }
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for RedactingMakeWriter<M> {
    type Writer = EventWriter<'a, M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        EventWriter::new(self.inner.make_writer(), &self.redactor)
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Self::Writer {
        EventWriter::new(self.inner.make_writer_for(metadata), &self.redactor)
    }
}

impl<M> fmt::Debug for RedactingMakeWriter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactingMakeWriter").field("redactor", &self.redactor).finish_non_exhaustive()
    }
}

/// Writes one event, when it is dropped. Made by [`RedactingMakeWriter`] (feature `tracing-subscriber`).
///
/// ```
/// use std::io::{self, Write as _};
///
/// use keyhelm::RedactingMakeWriter;
/// use tracing_subscriber::fmt::MakeWriter as _;
///
/// # fn main() -> io::Result<()> {
/// let writers = RedactingMakeWriter::new(io::stderr);
/// let mut event = writers.make_writer();
/// writeln!(event, "one line")?;
/// drop(event);
/// # Ok(())
/// # }
/// ```
pub struct EventWriter<'a, W: Write> {
    inner: W,
    redactor: &'a Redactor,
    text: Zeroizing<Vec<u8>>,
    is_flush_due: bool,
}

impl<'a, W: Write> EventWriter<'a, W> {
    fn new(inner: W, redactor: &'a Redactor) -> Self {
        Self { inner, redactor, text: Zeroizing::default(), is_flush_due: false }
    }
}

impl<W: Write> Write for EventWriter<'_, W> {
    /// Takes all of `bytes` and never fails.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.text.len() + bytes.len();
        if needed > self.text.capacity() {
            // A vector that grows by itself would leave its old bytes behind unwiped.
            let mut larger = Vec::with_capacity(needed.max(self.text.capacity() * 2));
            larger.extend_from_slice(&self.text);
            self.text = Zeroizing::new(larger);
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Flushes the inner writer when the event is over: an event is redacted as one piece, so nothing is written before.
    fn flush(&mut self) -> io::Result<()> {
        self.is_flush_due = true;
        Ok(())
    }
}

impl<W: Write> Drop for EventWriter<'_, W> {
    fn drop(&mut self) {
        if !self.text.is_empty() {
            let _ = self.inner.write_all(&self.redactor.redact_bytes(&self.text));
        }
        if self.is_flush_due {
            let _ = self.inner.flush();
        }
    }
}

impl<W: Write> fmt::Debug for EventWriter<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventWriter").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}
