use std::{
    io::{self, Write},
    sync::{Arc, Barrier, Mutex, PoisonError},
    thread,
};

use keyhelm::RedactingMakeWriter;
use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{KEY, OTHER, redactor};

/// One write, and to which level's writer.
type Written = (Option<Level>, String);

/// What was written, write by write.
#[derive(Clone, Default)]
struct Sink {
    writes: Arc<Mutex<Vec<Written>>>,
    flushes: Arc<Mutex<usize>>,
}

impl Sink {
    fn writes(&self) -> Vec<Written> {
        self.writes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn texts(&self) -> Vec<String> {
        self.writes().into_iter().map(|(_, text)| text).collect()
    }
}

struct Line {
    sink: Sink,
    level: Option<Level>,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        self.sink.writes.lock().unwrap_or_else(PoisonError::into_inner).push((self.level, text));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        *self.sink.flushes.lock().unwrap() += 1;
        Ok(())
    }
}

impl MakeWriter<'_> for Sink {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line { sink: self.clone(), level: None }
    }

    fn make_writer_for(&self, metadata: &Metadata<'_>) -> Line {
        Line { sink: self.clone(), level: Some(*metadata.level()) }
    }
}

fn subscriber(sink: &Sink) -> impl tracing::Subscriber + Send + Sync + use<> {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_writer(RedactingMakeWriter::with_redactor(redactor(), sink.clone()))
        .finish()
}

#[test]
fn each_event_is_redacted_and_written_at_once_and_whole() {
    let sink = Sink::default();
    tracing::subscriber::with_default(subscriber(&sink), || {
        tracing::info!(key = KEY, "first {OTHER}");
        assert_eq!(sink.writes().len(), 1);
        // Ends like the start of a secret, which nothing is to wait for.
        tracing::warn!("second EXAMPLE-NOT-A-KEY");
        assert_eq!(sink.writes().len(), 2);
        tracing::error!("no secret");
    });
    let expected = [
        (Some(Level::INFO), " INFO first [REDACTED] key=\"[REDACTED]\"\n".to_owned()),
        (Some(Level::WARN), " WARN second EXAMPLE-NOT-A-KEY\n".to_owned()),
        (Some(Level::ERROR), "ERROR no secret\n".to_owned()),
    ];
    assert_eq!(sink.writes(), expected);
}

#[test]
fn one_event_in_many_writes_is_one_piece() {
    let sink = Sink::default();
    let writers = RedactingMakeWriter::with_redactor(redactor(), sink.clone());
    let mut event = writers.make_writer();
    for byte in format!("sent {KEY} and {OTHER}").bytes() {
        event.write_all(&[byte]).unwrap();
        event.flush().unwrap();
    }
    assert!(sink.writes().is_empty());
    drop(event);
    assert_eq!(sink.texts(), ["sent [REDACTED] and [REDACTED]"]);
    assert_eq!(*sink.flushes.lock().unwrap(), 1);

    drop(writers.make_writer());
    assert_eq!(sink.texts().len(), 1, "an event without text writes nothing");
}

#[test]
fn lines_of_threads_stay_whole_and_hidden() {
    const EVENTS: usize = 500;
    let sink = Sink::default();
    let dispatch = tracing::Dispatch::new(subscriber(&sink));
    let start = Barrier::new(2);
    thread::scope(|scope| {
        for (name, key) in [("a", KEY), ("b", OTHER)] {
            let (dispatch, start) = (&dispatch, &start);
            scope.spawn(move || {
                tracing::dispatcher::with_default(dispatch, || {
                    start.wait();
                    for number in 0..EVENTS {
                        tracing::info!("{name} {number} {key} {name} {number}");
                    }
                });
            });
        }
    });
    let texts = sink.texts();
    for name in ["a", "b"] {
        let own: Vec<_> = texts.iter().filter(|text| text.contains(&format!(" {name} "))).collect();
        let expected: Vec<_> =
            (0..EVENTS).map(|number| format!(" INFO {name} {number} [REDACTED] {name} {number}\n")).collect();
        assert_eq!(own, expected.iter().collect::<Vec<_>>());
    }
    assert_eq!(texts.len(), 2 * EVENTS);
}

#[test]
fn a_writer_that_fails_spoils_nothing() {
    struct Broken;
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let writers = RedactingMakeWriter::with_redactor(redactor(), || Broken);
    let mut event = writers.make_writer();
    event.write_all(KEY.as_bytes()).unwrap();
    assert_eq!(format!("{event:?}"), format!("EventWriter {{ bytes: {}, .. }}", KEY.len()));
    event.flush().unwrap();
}
