//! A Redis on a free port of loopback.

use std::{
    env,
    ffi::OsString,
    io::{ErrorKind, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Stops when dropped.
pub(crate) struct Redis {
    port: u16,
    process: Option<Child>,
    arguments: Vec<String>,
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

impl Redis {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        // Another program may take the port in between.
        for _ in 0..5 {
            let port = free_port();
            if let Some(process) = launch(port, &arguments) {
                return Self { port, process: Some(process), arguments };
            }
        }
        panic!("redis-server does not start on a free port");
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Ends it at once, with all it holds.
    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts it anew, empty, where it was.
    pub(crate) fn start_again(&mut self) {
        self.process = launch(self.port, &self.arguments);
        assert!(self.process.is_some(), "redis-server does not start again on its port");
    }

    /// A command and the lines of its answer.
    pub(crate) fn command(&self, command: &str) -> Vec<String> {
        let answer = exchange(self.port, command).unwrap();
        answer.lines().map(str::to_owned).collect()
    }

    /// How many requests the one log counts.
    pub(crate) fn counting(&self) -> usize {
        let keys = self.command("KEYS keyhelm:*:log");
        match keys.iter().filter(|line| line.starts_with("keyhelm:")).collect::<Vec<_>>()[..] {
            [] => 0,
            [key] => self.command(&format!("ZCARD {key}"))[0].trim_start_matches(':').parse().unwrap(),
            _ => panic!("more than one log: {keys:?}"),
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.stop();
    }
}

fn launch(port: u16, arguments: &[String]) -> Option<Child> {
    let program = env::var_os("KEYHELM_REDIS_SERVER").unwrap_or_else(|| OsString::from("redis-server"));
    let mut process = Command::new(&program)
        .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
        .args(["--save", "", "--appendonly", "no", "--dir", env!("CARGO_TARGET_TMPDIR")])
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| match error.kind() {
            ErrorKind::NotFound => panic!(
                "{} is not there: install redis-server, or name it in KEYHELM_REDIS_SERVER; `tests/run core` sets it up",
                program.display()
            ),
            _ => panic!("{} does not start: {error}", program.display()),
        });
    let patience = Instant::now() + Duration::from_secs(20);
    while Instant::now() < patience {
        if process.try_wait().unwrap().is_some() {
            return None;
        }
        // Any answer will do: one that wants a password first has started, too.
        if exchange(port, "PING").is_ok_and(|answer| !answer.is_empty()) {
            return Some(process);
        }
        thread::sleep(Duration::from_millis(5));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    None
}

fn exchange(port: u16, command: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "{command}\r\nQUIT\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
