//! An answer far larger than any answer about keys: it is given up early, and memory stays flat.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread::{self, JoinHandle},
};

use keyhelm::{Client, Error, ErrorCode, Platform};

use crate::support::{bounded, fails};

const MIB: u64 = 1024 * 1024;

/// What no call may exceed: the largest answer there may be, held twice while its buffer grows, and room to spare.
const PEAK: u64 = 16 * MIB;

#[derive(Clone, Copy, Debug)]
enum Flood {
    /// Announces 3 GiB and sends them.
    Announced,
    /// Sends chunks without end.
    Chunked,
    /// Sends until the connection ends, which it never does.
    Unframed,
}

impl Flood {
    fn head(self) -> String {
        let framing = match self {
            Self::Announced => format!("content-length: {}\r\n", 3 * 1024 * MIB),
            Self::Chunked => "transfer-encoding: chunked\r\n".to_owned(),
            Self::Unframed => "connection: close\r\n".to_owned(),
        };
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{framing}\r\n")
    }

    /// Writes until the client hangs up.
    fn pour(self, mut line: TcpStream) {
        let mut request = BufReader::new(line.try_clone().unwrap()).lines();
        while request.next().unwrap().unwrap() != "" {}
        let spaces = " ".repeat(64 * 1024);
        let piece = match self {
            Self::Chunked => format!("{:x}\r\n{spaces}\r\n", spaces.len()),
            Self::Announced | Self::Unframed => spaces,
        };
        let mut went_out = line.write_all(self.head().as_bytes());
        while went_out.is_ok() {
            went_out = line.write_all(piece.as_bytes());
        }
    }
}

/// Answers one request, and ends when the client has had enough.
fn flooding_server(flood: Flood) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (address, thread::spawn(move || flood.pour(listener.accept().unwrap().0)))
}

/// How a call ends whose answer is a flood, and the most memory it held at a time.
fn endure<F>(flood: Flood, code: ErrorCode, call: impl FnOnce(Client) -> F) -> (Error, u64)
where
    F: Future<Output = Result<(), Error>>,
{
    let (address, server) = flooding_server(flood);
    let mut error = None;
    // Counted is this thread, and the client with its connection is on it as a whole.
    let counted = allocation_counter::measure(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::builder(Platform::Adyen)
            .base_url(format!("http://{address}/v3"))
            .api_key("AQE-EXAMPLE")
            .company_id("C")
            .build()
            .unwrap();
        error = Some(runtime.block_on(bounded("the end of the call", fails(call(client), code))));
    });
    server.join().unwrap();
    (error.unwrap(), counted.bytes_max)
}

#[test]
fn an_answer_of_gigabytes_is_given_up_and_memory_stays_flat() {
    // What is not announced is read up to the limit, and the counting shows that.
    for (flood, least) in [(Flood::Announced, 0), (Flood::Chunked, 4 * MIB), (Flood::Unframed, 4 * MIB)] {
        let (read, of_read) = endure(flood, ErrorCode::MalformedResponse, async |client: Client| {
            client.keys().current().await.map(drop)
        });
        let (creation, of_creation) = endure(flood, ErrorCode::OutcomeUnknown, async |client: Client| {
            client.keys().create("x").await.map(drop)
        });
        for (error, peak) in [(read, of_read), (creation, of_creation)] {
            assert_eq!(error.attempts(), 1, "{flood:?}: {error}");
            assert!(error.message().contains("larger than 4 MiB"), "{flood:?}: {error}");
            assert!((least..PEAK).contains(&peak), "{flood:?}: {peak} bytes were held at a time");
        }
    }
}
