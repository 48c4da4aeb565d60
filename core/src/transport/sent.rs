use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::counted;

/// Whether any byte of a request may have left this machine, and how often it was tried: also for whoever drops a call.
#[derive(Clone, Default)]
pub(crate) struct Sent(Arc<Note>);

#[derive(Default)]
struct Note {
    is_sent: AtomicBool,
    attempts: AtomicU32,
}

impl Sent {
    pub(crate) fn is_set(&self) -> bool {
        self.0.is_sent.load(Ordering::Acquire)
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.0.attempts.load(Ordering::Acquire)
    }

    /// One more attempt. Gives its number.
    pub(super) fn begin(&self) -> u32 {
        self.clear();
        let number = self.0.attempts.fetch_add(1, Ordering::AcqRel) + 1;
        counted::attempt(number);
        number
    }

    /// The attempt is over and was certainly not carried out, or may be repeated: nobody has to know of it.
    pub(super) fn clear(&self) {
        self.0.is_sent.store(false, Ordering::Release);
    }

    /// For an answer: whatever the body's life told, the request was there.
    pub(super) fn set(&self) {
        self.0.is_sent.store(true, Ordering::Release);
    }
}

/// A request body that notes when a connection takes the request up.
///
/// hyper asks a body whether it is at its end right before it writes the head, on HTTP/1 and HTTP/2 alike, and at no
/// earlier time. Until then nothing was written, so a failure before that is proof that nothing was sent. Should a
/// layer above ask earlier, the note is early as well: a call then counts as sent that was not, never the reverse.
pub(super) struct NotingBody {
    data: Option<Bytes>,
    sent: Sent,
}

impl NotingBody {
    pub(super) fn new(data: Bytes, sent: Sent) -> Self {
        Self { data: (!data.is_empty()).then_some(data), sent }
    }
}

impl Body for NotingBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.sent.set();
        Poll::Ready(self.data.take().map(|data| Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.sent.set();
        self.data.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.data.as_ref().map_or(0, |data| data.len() as u64))
    }
}
