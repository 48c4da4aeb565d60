//! Connections: TLS with an authority of one's own, proxies, names of this machine, lines that were closed meanwhile.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use keyhelm::{Client, ErrorCode, Platform, VerificationOutcome};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;

use crate::support::{bounded, fails, sandbox, seen, settings};

/// Takes TLS connections as this machine, and the authority to trust, as PEM.
pub(crate) fn tls(protocols: &[&str]) -> (TlsAcceptor, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    (TlsAcceptor::from(Arc::new(config)), pem)
}

/// Speaks TLS in front of a plain server. Gives its address and the authority to trust, as PEM.
async fn tls_in_front_of(plain: SocketAddr) -> (SocketAddr, String) {
    let (acceptor, pem) = tls(&[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut server = TcpStream::connect(plain).await.unwrap();
                copy_bidirectional(&mut stream, &mut server).await.ok();
            });
        }
    });
    (address, pem)
}

/// The address a sandbox URL names.
fn address_of(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").split('/').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_when_it_is_given() {
    let sandbox = sandbox().await;
    let (address, pem) = tls_in_front_of(address_of(&sandbox.credentials().adyen.base_url)).await;
    for host in ["127.0.0.1", "localhost"] {
        let secure = || {
            settings(&sandbox, Platform::Adyen)
                .base_url(format!("https://{host}:{}/adyen/v3", address.port()))
                .max_attempts(1)
        };
        let trusting = secure().ca_certificates(pem.as_bytes()).build().unwrap();
        trusting.keys().create("over TLS").await.unwrap();
        let wary = secure().build().unwrap();
        let refused = fails(wary.keys().create("over TLS"), ErrorCode::ConnectionFailed).await;
        assert!(refused.message().contains("certificate"), "{refused}");
    }
    assert_eq!(seen(&sandbox, "/apiCredentials").len(), 2);
}

#[tokio::test]
async fn loopback_is_reached_by_its_name_and_never_over_a_proxy() {
    let sandbox = sandbox().await;
    let url = sandbox.credentials().adyen.base_url.replace("127.0.0.1", "localhost");
    let client = settings(&sandbox, Platform::Adyen)
        .base_url(url)
        .proxy("http://user:EXAMPLE-PASSWORD@127.0.0.1:9")
        .build()
        .unwrap();
    client.keys().current().await.unwrap();
}

#[tokio::test]
async fn a_proxy_sees_a_host_and_no_secret_of_the_platform() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = listener.local_addr().unwrap();
    let (heard, mut hearing) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap();
            heard.send(String::from_utf8_lossy(&request[..length]).into_owned()).unwrap();
            stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
    });
    let client = Client::builder(Platform::Adyen)
        .base_url("https://platform.example/v3")
        .api_key("AQE-SENTINEL-EXAMPLE")
        .company_id("C")
        .proxy(format!("http://user:EXAMPLE-PASSWORD@{proxy}"))
        .max_attempts(1)
        .build()
        .unwrap();
    let failed = fails(client.keys().create("x"), ErrorCode::ConnectionFailed).await;
    assert!(!format!("{failed} {failed:?}").contains("EXAMPLE-PASSWORD"));
    let request = bounded("the proxy's request", hearing.recv()).await.unwrap();
    assert!(request.starts_with("CONNECT platform.example:443"), "{request}");
    assert!(request.to_ascii_lowercase().contains("proxy-authorization: basic"));
    assert!(!request.contains("SENTINEL"));
}

/// Answers one request a connection and then closes it, without saying so beforehand.
async fn closing_server(requests: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let listener = listener.into_std().unwrap();
        listener.set_nonblocking(false).unwrap();
        for _ in 0..requests {
            use std::io::{Read as _, Write as _};
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            assert!(stream.read(&mut request).unwrap() > 0);
            let body = r#"{"id":"S2-1","apiKey":"AQE-EXAMPLE"}"#;
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
            // Closed only when the client's runtime does not run any more.
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    address
}

/// On a runtime that runs only while a call does, nobody is there to notice a closed connection.
#[test]
fn a_line_that_was_closed_in_a_pause_is_no_riddle() {
    const CALLS: usize = 40;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let address = runtime.block_on(closing_server(CALLS));
    let client = Client::builder(Platform::Adyen)
        .base_url(format!("http://{address}/v3"))
        .api_key("AQE-EXAMPLE")
        .company_id("C")
        .build()
        .unwrap();
    for _ in 0..CALLS {
        runtime.block_on(client.keys().create("x").into_future()).unwrap();
        // The pause after which the client looks is real: it is the kernel that closes the line meanwhile.
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_client_outlives_the_runtime_it_was_first_used_on() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let keeper = runtime();
    let sandbox = keeper.block_on(sandbox());
    let client = crate::support::client(&sandbox, Platform::CertoPay);
    for _ in 0..3 {
        let runtime = runtime();
        runtime.block_on(async {
            client.keys().regenerate().await.unwrap();
            assert_eq!(client.keys().verify().await.unwrap().outcome, VerificationOutcome::Valid);
        });
    }
}
