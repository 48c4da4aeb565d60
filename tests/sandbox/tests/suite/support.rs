//! A plain HTTP client over std sockets: what it reads is what was on the wire.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use keyhelm_sandbox::Sandbox;
use serde_json::{Value, json};

/// How long a test waits for what must happen at once.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn start() -> Sandbox {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Sandbox::start()).unwrap()
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Sends a request whose connection closes after the answer.
pub(crate) fn send(method: &str, url: &str, headers: &[(String, String)], body: &str) -> TcpStream {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut socket = TcpStream::connect(host).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut head = format!("{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    write!(head, "content-length: {}\r\n\r\n{body}", body.len()).unwrap();
    socket.write_all(head.as_bytes()).unwrap();
    socket
}

/// Every byte until the line ends.
pub(crate) fn drain(mut socket: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).unwrap();
    bytes
}

pub(crate) fn parse(bytes: &[u8]) -> io::Result<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    Ok(Answer { status, headers, body: bytes[end + 4..].to_vec() })
}

/// One credential at one base URL.
#[derive(Clone)]
pub(crate) struct Api {
    base: String,
    headers: Vec<(String, String)>,
}

impl Api {
    pub(crate) fn open(base: &str) -> Api {
        Api { base: base.to_owned(), headers: Vec::new() }
    }

    pub(crate) fn key(base: &str, key: &str) -> Api {
        Api::open(base).header("x-api-key", key)
    }

    pub(crate) fn bearer(base: &str, token: &str) -> Api {
        Api::open(base).header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Api {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> TcpStream {
        send(method, &format!("{}{path}", self.base), &self.headers, body)
    }

    pub(crate) fn call(&self, method: &str, path: &str, body: &str) -> Answer {
        parse(&drain(self.send(method, path, body))).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.call("GET", path, "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, &body.to_string())
    }

    pub(crate) fn status(&self, path: &str) -> u16 {
        self.get(path).status
    }
}

pub(crate) fn control(sandbox: &Sandbox) -> Api {
    Api::open(sandbox.control_url())
}

pub(crate) fn adyen(sandbox: &Sandbox) -> Api {
    let credentials = &sandbox.credentials().adyen;
    Api::key(&credentials.base_url, &credentials.api_key)
}

pub(crate) fn certopay(sandbox: &Sandbox) -> Api {
    let credentials = &sandbox.credentials().certopay;
    Api::key(&credentials.base_url, &credentials.api_key)
}

/// CertoPay under a fresh token.
pub(crate) fn certopay_login(sandbox: &Sandbox) -> Api {
    let credentials = &sandbox.credentials().certopay;
    let login = json!({"email": credentials.email, "password": credentials.password});
    let answer = Api::open(&credentials.base_url).post("/api/auth/login", &login);
    Api::bearer(&credentials.base_url, &answer.text("accessToken"))
}

pub(crate) fn caibo(sandbox: &Sandbox) -> Api {
    let credentials = &sandbox.credentials().caibo;
    Api::key(&credentials.base_url, &credentials.api_key)
}

/// Caibo under a fresh token.
pub(crate) fn caibo_login(sandbox: &Sandbox) -> Api {
    let credentials = &sandbox.credentials().caibo;
    let login = json!({"email": credentials.email, "password": credentials.password});
    let answer = Api::open(&credentials.base_url).post("/auth/login", &login);
    Api::bearer(&credentials.base_url, &answer.text("accessToken"))
}

pub(crate) fn bousol(sandbox: &Sandbox) -> Api {
    let credentials = &sandbox.credentials().bousol;
    Api::bearer(&credentials.base_url, &credentials.api_key)
}

pub(crate) fn compago(sandbox: &Sandbox) -> Api {
    let credentials = &sandbox.credentials().compago;
    Api::key(&credentials.base_url, &credentials.api_key)
}
