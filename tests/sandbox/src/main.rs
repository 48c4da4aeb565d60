//! The sandbox as a command: prints how to use it as one line of JSON, then runs until it is stopped.

use std::env;
use std::future::pending;
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;
use std::thread;

use keyhelm_sandbox::Sandbox;
use tokio::sync::oneshot;

const USAGE: &str = "\
Usage: keyhelm-sandbox [--port N] [--exit-with-stdin]

Serves five payment platforms' key management on 127.0.0.1. Prints one line of JSON when ready
(URLs and random test credentials), then runs until SIGINT or SIGTERM.

  --port N            listen on this port; 0, the default, picks a free one
  --exit-with-stdin   stop when standard input closes
  --help              print this text
";

enum Arguments {
    Help,
    Serve { port: u16, exit_with_stdin: bool },
}

fn main() -> ExitCode {
    let (port, exit_with_stdin) = match parse(env::args().skip(1)) {
        Ok(Arguments::Help) => return print(USAGE).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS),
        Ok(Arguments::Serve { port, exit_with_stdin }) => (port, exit_with_stdin),
        Err(message) => {
            complain(&format!("{message}; try --help"));
            return ExitCode::from(2);
        }
    };
    match serve(port, exit_with_stdin) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let (mut port, mut exit_with_stdin) = (0, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Ok(Arguments::Help),
            "--exit-with-stdin" => exit_with_stdin = true,
            "--port" => port = number(&arguments.next().ok_or("--port needs a number")?)?,
            other => match other.strip_prefix("--port=") {
                Some(text) => port = number(text)?,
                None => return Err(format!("unknown argument {other:?}")),
            },
        }
    }
    Ok(Arguments::Serve { port, exit_with_stdin })
}

fn number(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("--port needs a number from 0 to 65535, not {text:?}"))
}

fn serve(port: u16, exit_with_stdin: bool) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before the announcement: who has read it may send the signal at once.
        let mut stopped = Box::pin(signals()?);
        let sandbox = Sandbox::start_on(port)
            .await
            .map_err(|error| io::Error::other(format!("cannot listen on 127.0.0.1:{port}: {error}")))?;
        print(&format!("{}\n", sandbox.announcement()))?;
        tokio::select! {
            () = &mut stopped => {}
            () = closed_stdin(exit_with_stdin) => {}
        }
        Ok(())
    })
}

#[cfg(unix)]
fn signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    })
}

async fn closed_stdin(wanted: bool) {
    if !wanted {
        return pending().await;
    }
    let (close, closed) = oneshot::channel::<()>();
    // A plain thread: the runtime would wait for a read of its own at the end.
    thread::spawn(move || {
        let mut buffer = [0; 1024];
        while io::stdin().read(&mut buffer).is_ok_and(|count| count > 0) {}
        drop(close);
    });
    let _ = closed.await;
}

fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

fn complain(message: &str) {
    // Where standard error is gone too there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "keyhelm-sandbox: {message}");
}
