use std::{
    future::poll_fn,
    io::{self, ErrorKind},
    pin::Pin,
    task::{Context, Poll},
};

use keyhelm::RedactingAsyncWriter;
use tokio::io::{AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::support::{Answer, Dice, Inner, KEY, redactor, text};

impl AsyncWrite for Inner {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.take(bytes) {
            Some(taken) => Poll::Ready(taken),
            None => {
                task.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.flushes += 1;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.is_shut = true;
        Poll::Ready(Ok(()))
    }
}

fn whole() -> Vec<u8> {
    redactor().redact_bytes(text().as_bytes()).into_owned()
}

#[tokio::test]
async fn a_secret_split_anywhere_stays_hidden() {
    let text = text();
    for cut in 0..=text.len() {
        let mut inner = Inner::default();
        let mut writer = RedactingAsyncWriter::with_redactor(redactor(), &mut inner);
        let (start, end) = text.as_bytes().split_at(cut);
        writer.write_all(start).await.unwrap();
        writer.flush().await.unwrap();
        writer.write_all(end).await.unwrap();
        writer.shutdown().await.unwrap();
        assert_eq!(inner.text, whole(), "cut at {cut}");
        assert!(inner.is_shut);
    }
}

#[tokio::test]
async fn whatever_goes_wrong_in_between_the_text_is_the_same() {
    for seed in 1..=400 {
        let mut dice = Dice(seed);
        let answers: Vec<Answer> = (0..40).map(|_| dice.answer(true)).collect();
        let mut inner = Inner::first(answers);
        let mut writer = RedactingAsyncWriter::with_redactor(redactor(), &mut inner);
        let text = text();
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let length = 1 + dice.below(rest.len());
            match writer.write(&rest[..length]).await {
                Ok(taken) => rest = &rest[taken..],
                Err(error) => assert!([ErrorKind::WouldBlock, ErrorKind::WriteZero].contains(&error.kind())),
            }
            if dice.below(3) == 0 {
                let _ = writer.flush().await;
            }
        }
        while writer.shutdown().await.is_err() {}
        assert_eq!(inner.text, whole(), "seed {seed}");
        assert!(inner.is_shut);
    }
}

#[tokio::test]
async fn a_write_that_waits_has_taken_nothing() {
    let fail = Answer::Fail(ErrorKind::BrokenPipe);
    let mut inner = Inner::first([Answer::Take(2), Answer::Wait, Answer::Wait, fail]);
    let mut writer = RedactingAsyncWriter::with_redactor(redactor(), &mut inner);
    let line = format!("line after line until something is settled {KEY}\n");
    let mut taken = 0;
    while let Poll::Ready(length) =
        poll_fn(|task| Poll::Ready(Pin::new(&mut writer).poll_write(task, line.as_bytes()))).await
    {
        taken += length.unwrap();
        assert!(taken < 1024 * 1024);
    }
    assert_eq!(writer.write(line.as_bytes()).await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    writer.write_all(line.as_bytes()).await.unwrap();
    writer.shutdown().await.unwrap();
    assert_eq!(inner.text, *redactor().redact_bytes(line.repeat(taken / line.len() + 1).as_bytes()));
}

#[tokio::test]
async fn large_writes_pass_a_slow_reader() {
    let text = text().repeat(3_000);
    let (near, mut far) = tokio::io::duplex(100);
    let sent = text.clone();
    let writing = tokio::spawn(async move {
        let mut writer = RedactingAsyncWriter::with_redactor(redactor(), near);
        writer.write_all(sent.as_bytes()).await?;
        writer.shutdown().await
    });
    let mut got = Vec::new();
    far.read_to_end(&mut got).await.unwrap();
    writing.await.unwrap().unwrap();
    assert!(got == *redactor().redact_bytes(text.as_bytes()));
}

#[tokio::test]
async fn flush_keeps_back_what_may_still_become_a_secret() {
    let mut writer = RedactingAsyncWriter::with_redactor(redactor(), Inner::default());
    writer.write_all(b"end of the text EXAMPLE-NOT-A-KEY").await.unwrap();
    assert!(format!("{writer:?}").contains("waiting: 0"), "what is settled goes on at once");
    writer.flush().await.unwrap();
    assert_eq!(writer.get_ref().flushes, 1);
    assert!(!writer.get_ref().text.ends_with(b"KEY"));
    writer.shutdown().await.unwrap();
    assert_eq!(writer.get_ref().text, b"end of the text EXAMPLE-NOT-A-KEY");
}

#[tokio::test]
async fn a_writer_that_takes_nothing_is_an_error() {
    let mut writer = RedactingAsyncWriter::with_redactor(redactor(), Inner::always(Answer::Take(0)));
    writer.write_all(b"short").await.unwrap();
    assert_eq!(writer.shutdown().await.unwrap_err().kind(), ErrorKind::WriteZero);
    assert_eq!(writer.write(b"more").await.unwrap_err().kind(), ErrorKind::WriteZero);
    assert!(writer.get_ref().text.is_empty() && !writer.get_ref().is_shut);
}
