use std::{
    fmt,
    io::{self, ErrorKind},
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::AsyncWrite;

use super::{
    Redactor, RedactorStream,
    output::{Output, PIECE},
};

/// Hides secrets in everything that is written through it, as [`RedactingWriter`](crate::RedactingWriter) does, for
/// tokio.
///
/// What may still become a secret with the bytes to come (at most 64 KiB) is kept back, also by `flush`, until more is
/// written or `shutdown` settles it. Dropping cannot wait, so it loses and wipes what is kept back: end with
/// `shutdown`. As with any writer that buffers, what was written is sure to be with the inner writer only after
/// `flush`. Dropping the future of `write`, `flush` or `shutdown` loses nothing.
///
/// # Errors
///
/// Those of the inner writer. A `write` that fails has taken nothing, and text that the inner writer did not take is
/// kept and comes first in the next `write`, `flush` or `shutdown`, so nothing is lost or written twice. An error that
/// comes up once the bytes were taken is told by the next call, if it lasts. [`ErrorKind::Interrupted`] is never told.
///
/// ```
/// use keyhelm::{RedactingAsyncWriter, Redactor, Secret};
/// use tokio::io::AsyncWriteExt as _;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = Secret::new("EXAMPLE-NOT-A-KEY-0001");
/// let redactor = Redactor::new();
/// redactor.add(&key)?;
///
/// let mut log = Vec::new();
/// let mut writer = RedactingAsyncWriter::with_redactor(redactor, &mut log);
/// writer.write_all(b"sent EXAMPLE-NOT").await?;
/// writer.write_all(b"-A-KEY-0001 to the platform\n").await?;
/// writer.shutdown().await?;
/// assert_eq!(log, b"sent [REDACTED] to the platform\n");
/// # Ok(())
/// # }
/// ```
pub struct RedactingAsyncWriter<W> {
    inner: W,
    stream: RedactorStream,
    output: Output,
}

impl<W: AsyncWrite + Unpin> RedactingAsyncWriter<W> {
    /// Hides what the [shared](Redactor::shared) redactor knows.
    ///
    /// To have the inner writer back, lend it: `RedactingAsyncWriter::new(&mut socket)`.
    pub fn new(inner: W) -> Self {
        Self::with_redactor(Redactor::shared(), inner)
    }

    /// Hides what this redactor knows.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a redactor is a handle, and the stream holds on to it"
    )]
    pub fn with_redactor(redactor: Redactor, inner: W) -> Self {
        Self { inner, stream: redactor.stream(), output: Output::default() }
    }

    /// The inner writer. What it is given directly is not redacted.
    pub fn get_ref(&self) -> &W {
        &self.inner
    }

    fn pass_on(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.output.rest().is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_write(task, self.output.rest())) {
                Ok(0) => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                Ok(count) => self.output.advance(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for RedactingAsyncWriter<W> {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut taken = 0;
        for piece in bytes.chunks(PIECE) {
            match self.pass_on(task) {
                Poll::Ready(Ok(())) => {}
                Poll::Pending if taken == 0 => return Poll::Pending,
                Poll::Ready(Err(error)) if taken == 0 => return Poll::Ready(Err(error)),
                _ => return Poll::Ready(Ok(taken)),
            }
            let settled = self.stream.push(piece);
            self.output.refill(settled);
            taken += piece.len();
        }
        // These bytes are taken, whatever becomes of them: the next call meets the error, or waits.
        let _ = self.pass_on(task);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.pass_on(task))?;
        Pin::new(&mut self.inner).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.pass_on(task))?;
        let settled = self.stream.finish();
        self.output.refill(settled);
        ready!(self.pass_on(task))?;
        Pin::new(&mut self.inner).poll_shutdown(task)
    }
}

impl<W> fmt::Debug for RedactingAsyncWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactingAsyncWriter")
            .field("held", &self.stream.held())
            .field("waiting", &self.output.rest().len())
            .finish_non_exhaustive()
    }
}
