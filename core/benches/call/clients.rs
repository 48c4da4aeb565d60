//! The clients that are compared, each with a connection of its own.

use std::{hint::black_box, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, header};
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use keyhelm::{Method, Platform, Secret};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde::Deserialize;
use tokio::{net::TcpStream, runtime};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// Sent by all, so that the server reads the same request from each.
const USER_AGENT: &str = concat!("keyhelm/", env!("CARGO_PKG_VERSION"));

const KEY: &str = "AQEtEXAMPLE0NOT0A0KEY-EXAMPLE0NOT0A0KEY0EXAMPLE0NOT0A0KEY0EXAMPLE-EXAMPLE0NOT0A0KEY";

/// A way to make the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Hyper,
    Reqwest,
    ReqwestTimeout,
    ReqwestJson,
    Request,
    Current,
}

impl Way {
    pub(crate) const ALL: [Self; 6] =
        [Self::Hyper, Self::Reqwest, Self::ReqwestTimeout, Self::ReqwestJson, Self::Request, Self::Current];

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Hyper => "hyper",
            Self::Reqwest => "reqwest",
            Self::ReqwestTimeout => "reqwest, timeout",
            Self::ReqwestJson => "reqwest, JSON",
            Self::Request => "Keyhelm request",
            Self::Current => "Keyhelm current",
        }
    }
}

/// As different as their types are, so each has its own loop and none pays for the choice.
pub(crate) struct Clients {
    hyper: SendRequest<Empty<Bytes>>,
    host: HeaderValue,
    reqwest: reqwest::Client,
    url: String,
    keyhelm: keyhelm::Client,
}

/// What a program that reads the answer itself would take from it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "reading it is the work that is measured")]
struct Me {
    id: String,
    username: String,
    client_key: String,
    allowed_ip_addresses: Vec<String>,
    roles: Vec<String>,
    active: bool,
    description: Option<String>,
    company_name: Option<String>,
}

/// Everything on one thread, so that no call pays for waking another.
pub(crate) fn runtime() -> io::Result<runtime::Runtime> {
    runtime::Builder::new_current_thread().enable_all().build()
}

impl Clients {
    pub(crate) async fn new(server: SocketAddr) -> Result<Self, Failure> {
        let socket = TcpStream::connect(server).await?;
        socket.set_nodelay(true)?;
        let (hyper, connection) = http1::handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        let base = format!("http://{server}");
        Ok(Self {
            hyper,
            host: HeaderValue::try_from(server.to_string())?,
            // Like a Keyhelm client for a loopback address: no proxy, and TLS that is never used.
            reqwest: reqwest::Client::builder()
                .tls_backend_preconfigured(no_tls()?)
                .no_proxy()
                .user_agent(USER_AGENT)
                .build()?,
            url: format!("{base}/me"),
            keyhelm: keyhelm::Client::builder(Platform::Adyen)
                .api_key(Secret::new(KEY))
                .base_url(base)
                .build()?,
        })
    }

    /// Makes so many calls, one after another.
    pub(crate) async fn make(&mut self, way: Way, calls: u32) -> Result<(), Failure> {
        for _ in 0..calls {
            match way {
                Way::Hyper => self.hyper().await?,
                Way::Reqwest => {
                    let answer = self.get().send().await?;
                    black_box((answer.status(), answer.bytes().await?));
                }
                Way::ReqwestTimeout => {
                    let answer = self.get().timeout(Duration::from_secs(30)).send().await?;
                    black_box((answer.status(), answer.bytes().await?));
                }
                Way::ReqwestJson => {
                    let answer = self.get().send().await?;
                    black_box((answer.status(), serde_json::from_slice::<Me>(&answer.bytes().await?)?));
                }
                Way::Request => drop(black_box(self.keyhelm.request(Method::GET, "/me").await?)),
                Way::Current => drop(black_box(self.keyhelm.keys().current().await?)),
            }
        }
        Ok(())
    }

    async fn hyper(&mut self) -> Result<(), Failure> {
        let request = http::Request::get("/me")
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "*/*")
            .header(header::USER_AGENT, USER_AGENT)
            .header("x-api-key", KEY)
            .body(Empty::new())?;
        self.hyper.ready().await?;
        let answer = self.hyper.send_request(request).await?;
        black_box((answer.status(), answer.into_body().collect().await?.to_bytes()));
        Ok(())
    }

    fn get(&self) -> reqwest::RequestBuilder {
        self.reqwest.get(&self.url).header("x-api-key", KEY)
    }
}

/// reqwest without a provider of its own cannot be built without being given one.
fn no_tls() -> Result<ClientConfig, rustls::Error> {
    Ok(ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}
