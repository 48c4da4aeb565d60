use std::{
    collections::VecDeque,
    io::{self, ErrorKind},
};

use keyhelm::{Redactor, Secret};

pub(crate) const KEY: &str = "EXAMPLE-NOT-A-KEY-0123456789";
pub(crate) const OTHER: &str = "EXAMPLE-NOT-A-KEY-0123-OTHER";

/// A redactor of its own that knows both.
pub(crate) fn redactor() -> Redactor {
    let redactor = Redactor::new();
    redactor.add(&Secret::new(KEY)).unwrap();
    redactor.add(&Secret::new(OTHER)).unwrap();
    redactor
}

/// Secrets at the start, at the end, side by side, nearly, and halves of them.
pub(crate) fn text() -> String {
    format!("{KEY} a {KEY}{OTHER} b EXAMPLE-NOT-A-KEY-01234 c {OTHER}\nno secret EXAMPLE-NOT {KEY}")
}

/// What an inner writer does with one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    Take(usize),
    Fail(ErrorKind),
    /// Of an asynchronous writer alone.
    Wait,
    Panic,
}

/// Takes what it is given, but for what it was told.
#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) text: Vec<u8>,
    pub(crate) writes: usize,
    pub(crate) flushes: usize,
    pub(crate) is_shut: bool,
    answers: VecDeque<Answer>,
    always: Option<Answer>,
}

impl Inner {
    /// These one after another, then everything.
    pub(crate) fn first(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: answers.into_iter().collect(), ..Self::default() }
    }

    pub(crate) fn always(answer: Answer) -> Self {
        Self { always: Some(answer), ..Self::default() }
    }

    /// What the next call is to give, and how much it takes of so many bytes.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Option<io::Result<usize>> {
        self.writes += 1;
        match self.answers.pop_front().or(self.always).unwrap_or(Answer::Take(usize::MAX)) {
            Answer::Take(count) => {
                let count = count.min(bytes.len());
                self.text.extend_from_slice(&bytes[..count]);
                Some(Ok(count))
            }
            Answer::Fail(kind) => Some(Err(kind.into())),
            Answer::Wait => None,
            Answer::Panic => panic!("the inner writer panics"),
        }
    }
}

impl io::Write for Inner {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes).unwrap_or_else(|| Err(ErrorKind::Unsupported.into()))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flushes += 1;
        Ok(())
    }
}

/// Numbers from a seed (xorshift), the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    /// Something an inner writer does that the same call, made again, overcomes.
    pub(crate) fn answer(&mut self, is_async: bool) -> Answer {
        match self.below(6) {
            0 => Answer::Fail(ErrorKind::Interrupted),
            1 => Answer::Fail(ErrorKind::WouldBlock),
            2 => Answer::Take(0),
            3 if is_async => Answer::Wait,
            _ => Answer::Take(1 + self.below(9)),
        }
    }
}
