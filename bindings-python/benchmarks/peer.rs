//! What Python's clients are measured against: a server for all, and the core's own calls to it.
//!
//! `serve` prints its address and runs until standard input closes; `call URL CALLS AT_ONCE` prints the CPU time of a
//! call in microseconds and the calls per second.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::{
    convert::Infallible,
    io::Read as _,
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderValue, Response, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use keyhelm::{Client, Environment, Platform, RateLimit};
use tokio::{net::TcpListener, runtime::Builder, task::JoinSet};

const ME: &str = concat!(
    r#"{"id":"S2-6262224667","username":"ws_938471@Company.ExampleCo","clientKey":"test_EXAMPLE0NOT0A0KEY0000","#,
    r#""allowedIpAddresses":[],"roles":["Management API - API credentials read and write","#,
    r#""Management API - Accounts read","Checkout webservice role"],"active":true,"#,
    r#""description":"checkout, blue","companyName":"Example Company","_links":{"#,
    r#""self":{"href":"https://management-test.adyen.com/v1/me"},"#,
    r#""allowedOrigins":{"href":"https://management-test.adyen.com/v1/me/allowedOrigins"}}}"#,
);

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => runtime.block_on(serve()),
        ["call", url, calls, at_once] => runtime.block_on(call(url, calls.parse()?, at_once.parse()?)),
        _ => Err("serve, or call URL CALLS AT_ONCE".into()),
    }
}

async fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let closed = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0]));
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
    closed.await??;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
async fn call(url: &str, calls: u32, at_once: u32) -> Result<(), Failure> {
    let client = Client::builder(Platform::Adyen)
        .api_key("AQE-not-a-real-key")
        .environment(Environment::Test)
        .base_url(url)
        .rate_limit(RateLimit::UNLIMITED)
        .build()?;
    let work = |count: u32| {
        let client = client.clone();
        async move {
            let mut workers = JoinSet::new();
            for _ in 0..at_once {
                let keys = client.keys();
                workers.spawn(async move {
                    for _ in 0..count.div_ceil(at_once) {
                        keys.current().await?;
                    }
                    Ok::<_, keyhelm::Error>(())
                });
            }
            for ended in workers.join_all().await {
                ended?;
            }
            Ok::<_, Failure>(())
        }
    };
    work(calls / 10).await?;
    let (cpu, wall) = (cpu_time(), Instant::now());
    work(calls).await?;
    let (cpu, wall) = (cpu_time().saturating_sub(cpu), wall.elapsed());
    let done = f64::from(calls.div_ceil(at_once) * at_once);
    println!("[{}, {}]", cpu.as_secs_f64() / done * 1e6, done / wall.as_secs_f64());
    Ok(())
}

#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Not known here.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    Duration::ZERO
}
