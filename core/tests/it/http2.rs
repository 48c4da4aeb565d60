//! The client over HTTP/2: many calls on one connection, and streams and connections that end before the answer.
//!
//! The server speaks bare frames (RFC 9113), because no server library passes a stream over when a test asks for it.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use keyhelm::{Client, ClientBuilder, ErrorCode, Platform};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{
    network::tls,
    secrets::{Shown, listening, logged},
    support::{bounded, fails, soon},
};

const KEY: &str = "AQE-SENTINEL-OF-HTTP2-EXAMPLE";
const NEW_KEY: &str = "AQE-SENTINEL-OF-HTTP2-NEW-EXAMPLE";

const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

/// The fields `:method: POST` and `:status: 200` (RFC 7541, appendix A).
const POST: u8 = 0x83;
const STATUS_200: u8 = 0x88;

/// What becomes of a request once it is there as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Answer,
    /// Answers, and takes no further stream on this connection.
    AnswerAndGoAway,
    Hang,
    /// Ends the stream for this reason. With `REFUSED_STREAM` nothing was carried out.
    Reset(u32),
    /// Ends the connection and says that this stream was passed over, so nothing was carried out.
    PassOver,
}

impl Act {
    fn carries_out(self) -> bool {
        !matches!(self, Self::Reset(REFUSED_STREAM) | Self::PassOver)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Note {
    Connected,
    Request { fields: Vec<u8>, act: Act },
    Cancelled { reason: Vec<u8> },
}

struct Server {
    address: SocketAddr,
    authority: String,
    acts: Mutex<VecDeque<Act>>,
    notes: Mutex<Vec<Note>>,
}

impl Server {
    async fn start() -> Arc<Self> {
        let (acceptor, authority) = tls(&["h2"]);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Arc::new(Self { address, authority, acts: Mutex::default(), notes: Mutex::default() });
        tokio::spawn(Arc::clone(&server).listen(listener, acceptor));
        server
    }

    fn client(&self) -> Client {
        self.settings().build().unwrap()
    }

    fn settings(&self) -> ClientBuilder {
        Client::builder(Platform::Adyen)
            .base_url(format!("https://{}/v3", self.address))
            .api_key(KEY)
            .company_id("C")
            .ca_certificates(self.authority.as_bytes())
    }

    /// The next requests fare so, those after them are answered.
    fn next(&self, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().unwrap_or_else(PoisonError::into_inner).extend(acts);
    }

    fn notes(&self) -> MutexGuard<'_, Vec<Note>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connections(&self) -> usize {
        self.notes().iter().filter(|note| **note == Note::Connected).count()
    }

    fn requests(&self) -> Vec<(Vec<u8>, Act)> {
        let request = |note: &Note| match note {
            Note::Request { fields, act } => Some((fields.clone(), *act)),
            _ => None,
        };
        self.notes().iter().filter_map(request).collect()
    }

    /// How many creations arrived, and how many of them were carried out.
    fn creations(&self) -> (usize, usize) {
        let creations: Vec<_> =
            self.requests().into_iter().filter(|(fields, _)| fields[0] == POST).map(|(_, act)| act).collect();
        (creations.len(), creations.into_iter().filter(|act| act.carries_out()).count())
    }

    async fn listen(self: Arc<Self>, listener: TcpListener, acceptor: TlsAcceptor) {
        while let Ok((stream, _)) = listener.accept().await {
            let server = Arc::clone(&self);
            let stream = acceptor.accept(stream).await.unwrap();
            tokio::spawn(async move {
                // Ends with an error when the client hangs up.
                server.serve(stream).await.ok();
            });
        }
    }

    async fn serve(&self, mut line: TlsStream<TcpStream>) -> io::Result<()> {
        let mut preface = [0; PREFACE.len()];
        line.read_exact(&mut preface).await?;
        assert_eq!(&preface, PREFACE);
        self.notes().push(Note::Connected);
        write(&mut line, SETTINGS, 0, 0, &[]).await?;
        let mut opened = Vec::new();
        loop {
            let Frame { kind, flags, stream, payload } = read(&mut line).await?;
            match kind {
                SETTINGS if flags & ACK == 0 => write(&mut line, SETTINGS, ACK, 0, &[]).await?,
                PING if flags & ACK == 0 => write(&mut line, PING, ACK, 0, &payload).await?,
                HEADERS => opened.push((stream, payload)),
                RST_STREAM => self.notes().push(Note::Cancelled { reason: payload }),
                _ => {}
            }
            if matches!(kind, HEADERS | DATA) && flags & END_STREAM != 0 {
                let place = opened.iter().position(|(opened, _)| *opened == stream).unwrap();
                let (_, fields) = opened.swap_remove(place);
                let act = self.acts.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let act = act.unwrap_or(Act::Answer);
                self.notes().push(Note::Request { fields, act });
                perform(&mut line, stream, act).await?;
            }
        }
    }
}

async fn perform(line: &mut TlsStream<TcpStream>, stream: u32, act: Act) -> io::Result<()> {
    match act {
        Act::Answer => answer(line, stream).await,
        Act::AnswerAndGoAway => {
            go_away(line, stream).await?;
            answer(line, stream).await
        }
        Act::Hang => Ok(()),
        Act::Reset(reason) => write(line, RST_STREAM, 0, stream, &reason.to_be_bytes()).await,
        Act::PassOver => go_away(line, stream.saturating_sub(2)).await,
    }
}

async fn answer(line: &mut TlsStream<TcpStream>, stream: u32) -> io::Result<()> {
    let body = format!(r#"{{"id":"S2-1","apiKey":"{NEW_KEY}","username":"ws@Company.C","active":true}}"#);
    write(line, HEADERS, END_HEADERS, stream, &[STATUS_200]).await?;
    write(line, DATA, END_STREAM, stream, body.as_bytes()).await
}

/// The streams up to the last one are still answered.
async fn go_away(line: &mut TlsStream<TcpStream>, last: u32) -> io::Result<()> {
    write(line, GOAWAY, 0, 0, &[last.to_be_bytes(), NO_ERROR.to_be_bytes()].concat()).await
}

struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: Vec<u8>,
}

async fn read(line: &mut TlsStream<TcpStream>) -> io::Result<Frame> {
    let length = line.read_u16().await?;
    let length = usize::from(length) << 8 | usize::from(line.read_u8().await?);
    let kind = line.read_u8().await?;
    let flags = line.read_u8().await?;
    let stream = line.read_u32().await?;
    let mut payload = vec![0; length];
    line.read_exact(&mut payload).await?;
    Ok(Frame { kind, flags, stream, payload })
}

async fn write(
    line: &mut TlsStream<TcpStream>,
    kind: u8,
    flags: u8,
    stream: u32,
    payload: &[u8],
) -> io::Result<()> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let frame = [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat();
    line.write_all(&frame).await?;
    line.flush().await
}

/// How many fields are sent as literals that no table on the way may keep (RFC 7541, sections 6.2.3 and 7.1.3).
fn never_indexed(fields: &[u8]) -> usize {
    let mut rest = fields;
    let mut count = 0;
    while let Some(first) = rest.first().copied() {
        let bits = match first {
            0x80.. => 7,
            0x40.. => 6,
            0x20.. => 5,
            _ => 4,
        };
        count += usize::from((0x10..0x20).contains(&first));
        let index = integer(&mut rest, bits);
        if matches!(bits, 4 | 6) {
            for _ in 0..=usize::from(index == 0) {
                let length = integer(&mut rest, 7);
                rest = &rest[length..];
            }
        }
    }
    count
}

/// An integer that begins in this many bits of the first byte (RFC 7541, section 5.1).
fn integer(rest: &mut &[u8], bits: u32) -> usize {
    let most = (1 << bits) - 1;
    let (first, mut after) = rest.split_first().unwrap();
    let mut value = usize::from(*first) & most;
    if value == most {
        for shift in (0..).step_by(7) {
            let (byte, next) = after.split_first().unwrap();
            after = next;
            value += usize::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                break;
            }
        }
    }
    *rest = after;
    value
}

#[tokio::test]
async fn all_calls_share_one_connection() {
    let server = Server::start().await;
    let keys = server.client().keys();
    keys.current().await.unwrap();
    keys.create("x").await.unwrap();
    let (one, other, creation) = tokio::join!(
        keys.current().into_future(),
        keys.current().into_future(),
        keys.create("y").into_future()
    );
    assert!(one.is_ok() && other.is_ok() && creation.is_ok());
    assert_eq!((server.connections(), server.requests().len(), server.creations()), (1, 5, (2, 2)));
}

#[tokio::test]
async fn a_creation_whose_stream_is_reset_is_never_sent_again() {
    for reason in [NO_ERROR, INTERNAL_ERROR, CANCEL, ENHANCE_YOUR_CALM] {
        let server = Server::start().await;
        let keys = server.client().keys();
        server.next([Act::Answer, Act::Reset(reason)]);
        keys.current().await.unwrap();
        let lost = fails(keys.create("x"), ErrorCode::OutcomeUnknown).await;
        assert_eq!(lost.attempts(), 1, "{lost}");
        // A reset ends one stream; the connection serves on.
        keys.current().await.unwrap();
        assert_eq!((server.connections(), server.creations()), (1, (1, 1)), "{lost}");
    }
}

/// The server says that it did nothing. The client does not rely on that once the request has left.
#[tokio::test]
async fn a_creation_the_server_declares_untouched_is_not_sent_again_either() {
    for act in [Act::Reset(REFUSED_STREAM), Act::PassOver] {
        for is_first in [false, true] {
            let server = Server::start().await;
            let keys = server.client().keys();
            if !is_first {
                keys.current().await.unwrap();
            }
            server.next([act]);
            let lost = fails(keys.create("x"), ErrorCode::OutcomeUnknown).await;
            assert_eq!(lost.attempts(), 1, "{lost}");
            keys.current().await.unwrap();
            assert_eq!(server.creations(), (1, 0), "{act:?}: {lost}");
        }
    }
}

#[tokio::test]
async fn a_read_is_repeated_after_a_reset_and_a_farewell() {
    for act in [Act::Reset(INTERNAL_ERROR), Act::Reset(REFUSED_STREAM), Act::PassOver] {
        let server = Server::start().await;
        server.next([act]);
        server.client().keys().current().await.unwrap();
        assert_eq!(server.requests().len(), 2, "{act:?}");
    }
}

/// HTTP stacks like to repeat on their own what a server declares untouched.
#[tokio::test]
async fn nobody_below_the_client_repeats_a_call() {
    for act in [Act::Reset(REFUSED_STREAM), Act::PassOver] {
        let server = Server::start().await;
        let keys = server.settings().max_attempts(1).build().unwrap().keys();
        server.next([act, act]);
        fails(keys.current(), ErrorCode::ConnectionFailed).await;
        assert_eq!(server.requests().len(), 1, "{act:?}");
        fails(keys.create("x"), ErrorCode::OutcomeUnknown).await;
        assert_eq!(server.requests().len(), 2, "{act:?}");
    }
}

#[tokio::test]
async fn after_a_farewell_a_creation_goes_over_a_new_connection_and_is_no_riddle() {
    let server = Server::start().await;
    let keys = server.client().keys();
    server.next([Act::AnswerAndGoAway; 20]);
    for _ in 0..20 {
        keys.create("x").await.unwrap();
    }
    assert_eq!((server.connections(), server.creations()), (20, (20, 20)));
}

#[tokio::test]
async fn a_deadline_ends_the_stream_and_leaves_the_connection() {
    let server = Server::start().await;
    let keys = server.client().keys();
    server.next([Act::Answer, Act::Hang]);
    keys.current().await.unwrap();
    let call = keys.create("x").timeout(Duration::from_millis(300));
    let lost = bounded("the deadline", fails(call, ErrorCode::OutcomeUnknown)).await;
    assert_eq!(lost.attempts(), 1, "{lost}");
    let cancelled = Note::Cancelled { reason: CANCEL.to_be_bytes().to_vec() };
    soon("the end of the stream", || server.notes().contains(&cancelled)).await;
    keys.current().await.unwrap();
    assert_eq!((server.connections(), server.creations()), (1, (1, 1)));
}

/// One thread, so that one subscriber hears the client, hyper-util and h2.
#[tokio::test]
async fn a_secret_in_a_header_is_marked_so_and_never_traced() {
    let logged = logged();
    let shown = Shown::default();
    let listening = tracing::subscriber::set_default(listening(&shown));
    let server = Server::start().await;
    let keys = server.client().keys();
    server.next([Act::Answer, Act::Answer, Act::Reset(INTERNAL_ERROR)]);
    keys.current().await.unwrap();
    keys.create("x").await.unwrap();
    fails(keys.create("x"), ErrorCode::OutcomeUnknown).await;
    drop(listening);
    assert_eq!(server.connections(), 1);
    for (fields, _) in server.requests() {
        assert_eq!(never_indexed(&fields), 1, "of all its fields, the key is for no table");
    }
    for source in [" TRACE hyper_util::client", " TRACE h2::"] {
        assert!(shown.text().contains(source), "{source} was not heard");
    }
    let text = shown.text() + &logged.text();
    assert!(!text.contains(KEY) && !text.contains(NEW_KEY));
    assert!(!text.contains("SENTINEL-OF-HTTP2"));
}
