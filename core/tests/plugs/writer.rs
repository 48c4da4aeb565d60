use std::{
    io::{self, ErrorKind, Write},
    panic::{self, AssertUnwindSafe},
};

use keyhelm::RedactingWriter;

use crate::support::{Answer, Dice, Inner, KEY, redactor, text};

fn whole() -> Vec<u8> {
    redactor().redact_bytes(text().as_bytes()).into_owned()
}

#[test]
fn a_secret_split_anywhere_stays_hidden() {
    let text = text();
    for cut in 0..=text.len() {
        let mut inner = Inner::default();
        let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
        let (start, end) = text.as_bytes().split_at(cut);
        writer.write_all(start).unwrap();
        writer.flush().unwrap();
        writer.write_all(end).unwrap();
        writer.finish().unwrap();
        drop(writer);
        assert_eq!(inner.text, whole(), "cut at {cut}");
    }
}

#[test]
fn single_bytes_in_and_single_bytes_out_are_the_same_text() {
    let mut inner = Inner::always(Answer::Take(1));
    let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
    for byte in text().bytes() {
        assert_eq!(writer.write(&[byte]).unwrap(), 1);
    }
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(inner.text, whole());
}

#[test]
fn a_write_takes_everything_however_large() {
    let text = text().repeat(3_000);
    let mut inner = Inner::default();
    let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
    assert_eq!(writer.write(text.as_bytes()).unwrap(), text.len());
    assert_eq!(writer.write(&[]).unwrap(), 0);
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(inner.text, *redactor().redact_bytes(text.as_bytes()));
}

#[test]
fn a_large_write_tells_how_much_it_took_before_the_failure() {
    let text = text().repeat(3_000);
    let answers = [Answer::Take(usize::MAX), Answer::Fail(ErrorKind::BrokenPipe)];
    let mut inner = Inner::first(answers);
    let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
    // The failure ends the write, which has taken something by then.
    let taken = writer.write(text.as_bytes()).unwrap();
    assert!((1..text.len()).contains(&taken), "took {taken}");
    writer.write_all(&text.as_bytes()[taken..]).unwrap();
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(inner.text, *redactor().redact_bytes(text.as_bytes()));
}

#[test]
fn a_failure_takes_nothing_and_loses_nothing() {
    for kind in [ErrorKind::BrokenPipe, ErrorKind::WouldBlock, ErrorKind::StorageFull] {
        let fail = Answer::Fail(kind);
        let mut inner = Inner::first([Answer::Take(2), fail, fail, Answer::Take(1), fail, fail]);
        let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
        let line = format!("line after line until something is settled {KEY}\n");
        // One more line is taken, though the inner writer fails by then.
        let mut taken = 0;
        let error = loop {
            match writer.write(line.as_bytes()) {
                Ok(length) => taken += length,
                Err(error) => break error,
            }
            assert!(taken < 1024 * 1024);
        };
        assert_eq!(error.kind(), kind);
        assert_eq!(writer.flush().unwrap_err().kind(), kind);
        assert_eq!(writer.finish().unwrap_err().kind(), kind);
        writer.write_all(line.as_bytes()).unwrap();
        writer.finish().unwrap();
        drop(writer);
        assert_eq!(
            inner.text,
            *redactor().redact_bytes(line.repeat(taken / line.len() + 1).as_bytes()),
            "{kind}"
        );
    }
}

#[test]
fn a_writer_that_takes_nothing_is_an_error() {
    let mut writer = RedactingWriter::with_redactor(redactor(), Inner::always(Answer::Take(0)));
    writer.write_all(b"short").unwrap();
    assert_eq!(writer.finish().unwrap_err().kind(), ErrorKind::WriteZero);
    assert_eq!(writer.write(b"more").unwrap_err().kind(), ErrorKind::WriteZero);
    assert!(writer.get_ref().text.is_empty());
}

#[test]
fn an_interruption_is_not_told() {
    let mut inner = Inner::first([Answer::Fail(ErrorKind::Interrupted); 3]);
    let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
    writer.write_all(text().as_bytes()).unwrap();
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(inner.text, whole());
}

#[test]
fn whatever_goes_wrong_in_between_the_text_is_the_same() {
    for seed in 1..=400 {
        let mut dice = Dice(seed);
        let answers: Vec<Answer> = (0..40).map(|_| dice.answer(false)).collect();
        let mut inner = Inner::first(answers);
        let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
        let text = text();
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let length = 1 + dice.below(rest.len());
            match writer.write(&rest[..length]) {
                Ok(taken) => rest = &rest[taken..],
                Err(error) => assert!([ErrorKind::WouldBlock, ErrorKind::WriteZero].contains(&error.kind())),
            }
            if dice.below(3) == 0 {
                let _ = writer.flush();
            }
        }
        while writer.finish().is_err() {}
        drop(writer);
        assert_eq!(inner.text, whole(), "seed {seed}");
    }
}

#[test]
fn flush_keeps_back_what_may_still_become_a_secret() {
    let mut writer = RedactingWriter::with_redactor(redactor(), Inner::default());
    writer.write_all(b"end of the text EXAMPLE-NOT-A-KEY").unwrap();
    assert!(format!("{writer:?}").contains("waiting: 0"), "what is settled goes on at once");
    writer.flush().unwrap();
    assert_eq!(writer.get_ref().flushes, 1);
    assert!(!writer.get_ref().text.ends_with(b"KEY"));
    writer.finish().unwrap();
    assert_eq!(writer.get_ref().text, b"end of the text EXAMPLE-NOT-A-KEY");
    assert_eq!(writer.get_ref().flushes, 2);
}

#[test]
fn after_finish_a_new_text_begins() {
    let mut writer = RedactingWriter::with_redactor(redactor(), Inner::default());
    let (start, end) = KEY.split_at(9);
    writer.write_all(start.as_bytes()).unwrap();
    writer.finish().unwrap();
    writer.write_all(end.as_bytes()).unwrap();
    writer.finish().unwrap();
    assert_eq!(writer.get_ref().text, KEY.as_bytes());
}

#[test]
fn dropping_writes_the_rest() {
    let mut inner = Inner::first([Answer::Take(1), Answer::Fail(ErrorKind::Interrupted)]);
    write!(RedactingWriter::with_redactor(redactor(), &mut inner), "{}", text()).unwrap();
    assert_eq!(inner.text, whole());

    let mut broken = Inner::always(Answer::Fail(ErrorKind::BrokenPipe));
    let mut writer = RedactingWriter::with_redactor(redactor(), &mut broken);
    writer.write_all(b"short").unwrap();
    drop(writer);
    assert!(broken.text.is_empty());
}

#[test]
fn dropping_leaves_a_writer_alone_that_panicked() {
    let mut inner = Inner::first([Answer::Take(3), Answer::Panic]);
    let caught = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
        writer.write_all(text().as_bytes()).and_then(|()| writer.finish())
    }));
    assert!(caught.is_err());
    assert_eq!((inner.writes, inner.text.len()), (2, 3));
}

#[test]
fn a_panic_elsewhere_still_writes_the_rest() {
    let mut inner = Inner::default();
    let caught = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut writer = RedactingWriter::with_redactor(redactor(), &mut inner);
        writer.write_all(text().as_bytes()).unwrap();
        panic!("on purpose");
    }));
    assert!(caught.is_err());
    assert_eq!(inner.text, whole());
}

#[test]
fn debug_shows_no_text() -> io::Result<()> {
    let mut writer =
        RedactingWriter::with_redactor(redactor(), Inner::always(Answer::Fail(ErrorKind::Other)));
    writer.write_all(format!("some text to wait {KEY} and EXAMPLE-NOT-A").as_bytes())?;
    let shown = format!("{writer:?}");
    assert!(shown.starts_with("RedactingWriter { held: "), "{shown}");
    assert!(!shown.contains("EXAMPLE") && !shown.contains("text"), "{shown}");
    Ok(())
}
