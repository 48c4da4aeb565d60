use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::Api;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyhelm-sandbox"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Ends the process whatever the test does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn announced(child: &mut Child) -> Value {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

#[test]
fn it_announces_itself_in_one_line_and_ends_with_its_stdin() {
    let mut running = Running(command(&["--exit-with-stdin"]).spawn().unwrap());
    let announcement = announced(&mut running.0);
    let compago = &announcement["platforms"]["compago"];
    let api = Api::key(compago["base_url"].as_str().unwrap(), compago["api_key"].as_str().unwrap());
    assert_eq!(api.status("/payment"), 200);
    drop(running.0.stdin.take());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    running.0.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    running.0.stderr.take().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn without_the_flag_it_outlives_its_stdin_and_ends_on_sigterm() {
    let mut running = Running(command(&["--port", "0"]).spawn().unwrap());
    let announcement = announced(&mut running.0);
    drop(running.0.stdin.take());
    let control = Api::open(announcement["control"].as_str().unwrap());
    assert_eq!(control.status("/requests"), 200);
    let id = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}

#[test]
fn a_port_in_use_is_one_line_and_exit_code_1() {
    let mut first = Running(command(&[]).spawn().unwrap());
    let announcement = announced(&mut first.0);
    let port = announcement["control"].as_str().unwrap().split([':', '/']).nth(4).unwrap().to_owned();
    let output = command(&["--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains(&port) && message.lines().count() == 1, "{message}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_bad_argument_is_one_line_and_exit_code_2() {
    for arguments in [&["--prot", "1"][..], &["--port"], &["--port", "70000"], &["--port=x"], &["extra"]] {
        let output = command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1);
    }
}

#[test]
fn help_goes_to_standard_output() {
    let output = command(&["--help"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("--exit-with-stdin"));
}
