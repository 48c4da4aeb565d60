//! The listening thread. It has its own runtime, so a test may pause or block its own without freezing the server.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::clock::sleep;
use crate::credentials::Credentials;
use crate::line::{Line, Link};
use crate::service;
use crate::state::Shared;

/// A running server; dropped, it stops listening and breaks every connection before it returns.
pub(crate) struct Server {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What a server that has just begun to listen tells.
pub(crate) struct Started {
    pub(crate) server: Server,
    pub(crate) shared: Arc<Shared>,
    pub(crate) credentials: Credentials,
    pub(crate) origin: String,
}

type Listening = (Arc<Shared>, Credentials, String);

impl Server {
    pub(crate) async fn start(port: u16) -> io::Result<Started> {
        let (stop, stopped) = oneshot::channel();
        let (ready, listening) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = thread::Builder::new()
            .name("keyhelm-sandbox".to_owned())
            .spawn(move || runtime.block_on(run(port, ready, stopped)))?;
        let server = Server { stop: Some(stop), thread: Some(thread) };
        let (shared, credentials, origin) =
            listening.await.map_err(|_| io::Error::other("the server thread ended"))??;
        Ok(Started { server, shared, credentials, origin })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn run(port: u16, ready: oneshot::Sender<io::Result<Listening>>, stopped: oneshot::Receiver<()>) {
    let (listener, shared) = match listen(port).await {
        Ok((listener, listening)) => {
            let shared = Arc::clone(&listening.0);
            // Nobody waits any more: the caller's future was dropped, and with it `stopped`.
            let _ = ready.send(Ok(listening));
            (listener, shared)
        }
        Err(error) => {
            let _ = ready.send(Err(error));
            return;
        }
    };
    tokio::select! {
        // The sender is dropped rather than used.
        _ = stopped => {}
        () = accept(&listener, &shared) => {}
    }
}

async fn listen(port: u16) -> io::Result<(TcpListener, Listening)> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let (shared, credentials) = Shared::new(origin.clone())?;
    Ok((listener, (Arc::new(shared), credentials, origin)))
}

async fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    // Dropped with this future, and with it every connection.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                connections.spawn(connection(socket, Arc::clone(shared)));
            }
            // Out of file descriptors, mostly: the next ones may find some.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(socket: TcpStream, shared: Arc<Shared>) {
    // Byte by byte has to be byte by byte on the wire too.
    let _ = socket.set_nodelay(true);
    let link = Arc::new(Link::default());
    let io = TokioIo::new(Line { socket, link: Arc::clone(&link) });
    let service = service_fn(|request| service::answer(Arc::clone(&shared), Arc::clone(&link), request));
    let serving = http1::Builder::new().auto_date_header(false).serve_connection(io, service);
    tokio::select! {
        biased;
        () = link.kill.notified() => {}
        // An error is a line that broke, on purpose or by the client; the log tells which.
        _ = serving => {}
    }
}
