//! The connection's two ends: bytes to the socket, and a switch that cuts it at the right moment.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// What the server, the answers and `reset` share about one connection.
#[derive(Debug, Default)]
pub(crate) struct Link {
    cut: AtomicBool,
    /// Told when the line has to break at once.
    pub(crate) kill: Notify,
}

impl Link {
    /// Breaks the line as soon as everything written so far has left.
    pub(crate) fn cut_when_flushed(&self) {
        self.cut.store(true, Ordering::Release);
    }
}

/// The socket, which breaks on a flush once its link is cut: by then all earlier bytes are the kernel's.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) socket: TcpStream,
    pub(crate) link: std::sync::Arc<Link>,
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.socket).poll_flush(cx))?;
        if self.link.cut.load(Ordering::Acquire) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
