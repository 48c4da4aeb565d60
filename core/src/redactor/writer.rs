use std::{
    fmt,
    io::{self, ErrorKind, Write},
};

use super::{
    Redactor, RedactorStream,
    output::{Output, PIECE},
};

/// Hides secrets in everything that is written through it.
///
/// What may still become a secret with the bytes to come (at most 64 KiB) is kept back, also by `flush`, until more is
/// written, [`finish`](RedactingWriter::finish) is called or this is dropped. Dropping writes it as far as the inner
/// writer lets it and tells no errors, so call `finish` to hear of them. Secrets are found across writes: do not hand
/// the inner writer bytes by another way in between, and give each independent text a writer of its own.
///
/// # Errors
///
/// Those of the inner writer. A `write` that fails has taken nothing, and text that the inner writer did not take is
/// kept and comes first in the next `write`, `flush` or `finish`: after any error, [`ErrorKind::WouldBlock`] for
/// instance, the same call can be made again and nothing is lost or written twice. An error that comes up once the
/// bytes were taken is told by the next call, if it lasts. [`ErrorKind::Interrupted`] is never told; the inner writer
/// is tried again at once.
///
/// ```
/// use std::io::Write as _;
///
/// use keyhelm::{RedactingWriter, Redactor, Secret};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = Secret::new("EXAMPLE-NOT-A-KEY-0001");
/// let redactor = Redactor::new();
/// redactor.add(&key)?;
///
/// let mut log = Vec::new();
/// // Lent, so that it can be looked at afterwards.
/// let mut writer = RedactingWriter::with_redactor(redactor, &mut log);
/// write!(writer, "sent EXAMPLE-NOT")?;
/// writeln!(writer, "-A-KEY-0001 to the platform")?;
/// writer.finish()?;
/// drop(writer);
/// assert_eq!(log, b"sent [REDACTED] to the platform\n");
/// # Ok(())
/// # }
/// ```
pub struct RedactingWriter<W: Write> {
    inner: W,
    stream: RedactorStream,
    output: Output,
    /// A panic left it unknown what the inner writer took.
    is_inner_lost: bool,
}

impl<W: Write> RedactingWriter<W> {
    /// Hides what the [shared](Redactor::shared) redactor knows.
    ///
    /// To have the inner writer back, lend it: `RedactingWriter::new(&mut file)`.
    pub fn new(inner: W) -> Self {
        Self::with_redactor(Redactor::shared(), inner)
    }

    /// Hides what this redactor knows.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a redactor is a handle, and the stream holds on to it"
    )]
    pub fn with_redactor(redactor: Redactor, inner: W) -> Self {
        Self { inner, stream: redactor.stream(), output: Output::default(), is_inner_lost: false }
    }

    /// Ends the text: writes what was kept back and flushes the inner writer. A new text can be written afterwards.
    ///
    /// # Errors
    ///
    /// Those of the inner writer; what it did not take is kept, and `finish` can be called again.
    pub fn finish(&mut self) -> io::Result<()> {
        self.settle()?;
        self.inner.flush()
    }

    /// The inner writer. What it is given directly is not redacted.
    pub fn get_ref(&self) -> &W {
        &self.inner
    }

    fn settle(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.output.refill(self.stream.finish());
        self.pass_on()
    }

    fn pass_on(&mut self) -> io::Result<()> {
        while !self.output.rest().is_empty() {
            self.is_inner_lost = true;
            let taken = self.inner.write(self.output.rest());
            self.is_inner_lost = false;
            match taken {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => self.output.advance(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl<W: Write> Write for RedactingWriter<W> {
    /// Takes all of `bytes`, or as many as were taken before the inner writer failed.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut taken = 0;
        for piece in bytes.chunks(PIECE) {
            match self.pass_on() {
                Ok(()) => {}
                Err(error) if taken == 0 => return Err(error),
                Err(_) => return Ok(taken),
            }
            self.output.refill(self.stream.push(piece));
            taken += piece.len();
        }
        // These bytes are taken, whatever becomes of them: the next call meets the error.
        let _ = self.pass_on();
        Ok(taken)
    }

    /// Flushes the inner writer. What may still become a secret stays here.
    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for RedactingWriter<W> {
    fn drop(&mut self) {
        if !self.is_inner_lost {
            let _ = self.settle();
        }
    }
}

impl<W: Write> fmt::Debug for RedactingWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactingWriter")
            .field("held", &self.stream.held())
            .field("waiting", &self.output.rest().len())
            .finish_non_exhaustive()
    }
}
