//! The server for all: `/me` as Adyen answers it, whoever asks.

use std::{convert::Infallible, io, net::Ipv4Addr, net::SocketAddr};

use bytes::Bytes;
use http::{HeaderValue, Response, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const ME: &str = concat!(
    r#"{"id":"S2-6262224667","username":"ws_938471@Company.ExampleCo","clientKey":"test_EXAMPLE0NOT0A0KEY0000","#,
    r#""allowedIpAddresses":[],"roles":["Management API - API credentials read and write","#,
    r#""Management API - Accounts read","Checkout webservice role"],"active":true,"#,
    r#""description":"checkout, blue","companyName":"Example Company","_links":{"#,
    r#""self":{"href":"https://management-test.adyen.com/v1/me"},"#,
    r#""allowedOrigins":{"href":"https://management-test.adyen.com/v1/me/allowedOrigins"},"#,
    r#""generateClientKey":{"href":"https://management-test.adyen.com/v1/me/generateClientKey"},"#,
    r#""company":{"href":"https://management-test.adyen.com/v1/companies/ExampleCo"}}}"#,
);

/// Serves on the current runtime, as long as that runs.
pub(crate) async fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let _ = socket.set_nodelay(true);
            let answer = service_fn(|_| async {
                let mut answer = Response::new(Full::new(Bytes::from_static(ME.as_bytes())));
                answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Ok::<_, Infallible>(answer)
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), answer));
        }
    });
    Ok(address)
}
