//! Answer bodies, plain and broken.

use std::convert::Infallible;
use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

use crate::clock::sleep;
use crate::line::Link;
use crate::state::Running;

const ENDLESS_CHUNK: Bytes = Bytes::from_static(&[b' '; 16 * 1024]);
/// Enough to let other connections have their turn; the socket's own back-pressure does the rest.
const ENDLESS_PAUSE: Duration = Duration::from_millis(1);

enum Kind {
    Whole(Bytes),
    Cut { first: Bytes, link: Arc<Link> },
    Slow { rest: Bytes, every: Duration, pause: Pin<Box<Sleep>> },
    Endless { pause: Pin<Box<Sleep>> },
}

/// A body that keeps its request registered as running until it has left.
pub(crate) struct Body {
    kind: Kind,
    _running: Option<Running>,
}

impl Body {
    pub(crate) fn whole(bytes: Bytes, running: Option<Running>) -> Body {
        Body { kind: Kind::Whole(bytes), _running: running }
    }

    /// Sends `first`, then cuts the line.
    pub(crate) fn cut(first: Bytes, link: Arc<Link>, running: Running) -> Body {
        if first.is_empty() {
            // An answer without a body is never asked for one; its head is written before the next flush.
            link.cut_when_flushed();
        }
        Body { kind: Kind::Cut { first, link }, _running: Some(running) }
    }

    pub(crate) fn slow(rest: Bytes, every: Duration, running: Running) -> Body {
        Body { kind: Kind::Slow { rest, every, pause: Box::pin(sleep(every)) }, _running: Some(running) }
    }

    pub(crate) fn endless(running: Running) -> Body {
        Body { kind: Kind::Endless { pause: Box::pin(sleep(Duration::ZERO)) }, _running: Some(running) }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let data = match &mut self.kind {
            Kind::Whole(bytes) if bytes.is_empty() => return Poll::Ready(None),
            Kind::Whole(bytes) => std::mem::take(bytes),
            Kind::Cut { first, link } if first.is_empty() => {
                link.cut_when_flushed();
                return Poll::Pending;
            }
            Kind::Cut { first, .. } => std::mem::take(first),
            Kind::Slow { rest, .. } if rest.is_empty() => return Poll::Ready(None),
            Kind::Slow { rest, every, pause } => {
                ready!(pause.as_mut().poll(cx));
                *pause = Box::pin(sleep(*every));
                rest.split_to(1)
            }
            Kind::Endless { pause } => {
                ready!(pause.as_mut().poll(cx));
                *pause = Box::pin(sleep(ENDLESS_PAUSE));
                ENDLESS_CHUNK
            }
        };
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Whole(bytes) => bytes.is_empty(),
            _ => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            // Their length is told by a header, or by nobody.
            _ => SizeHint::default(),
        }
    }
}
