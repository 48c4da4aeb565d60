use std::io::Read as _;
use std::net::TcpStream;

use keyhelm_sandbox::{Fault, FaultRule};
use serde_json::json;

use crate::support::{certopay, certopay_login, compago, drain, parse, start};

const ME: &str = "/api/api-keys/me";
const REGENERATE: &str = "/api/api-keys/me/regenerate";

/// Reads until the head is complete and `body` bytes of the body have come.
fn read_until(socket: &mut TcpStream, body: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    loop {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if end.is_some_and(|end| bytes.len() - end - 4 >= body) {
            return bytes;
        }
        assert_eq!(socket.read(&mut byte).unwrap(), 1, "the line ended early");
        bytes.push(byte[0]);
    }
}

#[test]
fn an_answer_is_sent_as_it_stands_and_nothing_is_carried_out() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    let fault = Fault::Answer {
        status: 503,
        headers: vec![
            ("Retry-After".to_owned(), "7".to_owned()),
            ("X-Request-Id".to_owned(), "r-1".to_owned()),
        ],
        body: "<html>busy".to_owned(),
    };
    sandbox.add_fault(FaultRule::new("certopay", fault).path("regenerate"));
    let answer = login.call("POST", REGENERATE, "");
    assert_eq!((answer.status, answer.body.as_slice()), (503, b"<html>busy".as_slice()));
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(answer.header("x-request-id"), Some("r-1"));
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 200);
    assert_eq!(login.call("POST", REGENERATE, "").status, 200);
}

#[test]
fn drop_before_breaks_the_line_and_carries_nothing_out() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    sandbox.add_fault(FaultRule::new("certopay", Fault::DropBefore).path("regenerate"));
    assert_eq!(drain(login.send("POST", REGENERATE, "")), b"");
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 200);
}

#[test]
fn drop_after_carries_out_and_answers_not_one_byte() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    sandbox.add_fault(FaultRule::new("certopay", Fault::DropAfter).path("regenerate"));
    assert_eq!(drain(login.send("POST", REGENERATE, "")), b"");
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 401);
    assert_eq!(sandbox.requests().iter().rev().nth(1).unwrap().status, None);
}

#[test]
fn truncate_announces_the_whole_body_and_breaks_after_its_first_bytes() {
    let sandbox = start();
    let api = certopay(&sandbox);
    let whole = api.get("/api/customers").body;
    for bytes in [0, 1, 20, whole.len()] {
        sandbox.add_fault(FaultRule::new("certopay", Fault::Truncate { bytes }));
        let answer = parse(&drain(api.send("GET", "/api/customers", ""))).unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-length"), Some(whole.len().to_string().as_str()));
        assert_eq!(answer.body, whole[..bytes]);
    }
}

#[test]
fn truncate_breaks_the_line_after_the_head_of_an_answer_without_a_body() {
    let sandbox = start();
    sandbox.add_fault(FaultRule::new("compago", Fault::Truncate { bytes: 5 }));
    let base = sandbox.credentials().compago.base_url.clone();
    let host = base.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut socket = TcpStream::connect(host).unwrap();
    // Kept alive, so that only the fault can end the line.
    let request = format!("GET /compago/api/developer/payment HTTP/1.1\r\nhost: {host}\r\n\r\n");
    std::io::Write::write_all(&mut socket, request.as_bytes()).unwrap();
    assert_eq!(parse(&drain(socket)).unwrap().status, 401);
}

#[test]
fn a_truncated_regenerate_was_carried_out() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    sandbox.add_fault(FaultRule::new("certopay", Fault::Truncate { bytes: 12 }).path("regenerate"));
    let answer = parse(&drain(login.send("POST", REGENERATE, ""))).unwrap();
    assert_eq!(answer.body.len(), 12);
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 401);
}

#[test]
fn garbage_is_a_200_that_is_no_json_after_carrying_out() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    sandbox.add_fault(FaultRule::new("certopay", Fault::Garbage).method("post"));
    let answer = login.call("POST", REGENERATE, "");
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());
    assert!(String::from_utf8(answer.body).is_err());
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 401);
}

#[test]
fn a_hang_carries_out_at_once_and_answers_after_its_silence() {
    let sandbox = start();
    let login = certopay_login(&sandbox);
    let before = login.get(ME).text("createdAt");
    sandbox.add_fault(FaultRule::new("certopay", Fault::Hang { hang_ms: 1000 }).path("regenerate"));
    let socket = login.send("POST", REGENERATE, "");
    while login.get(ME).text("createdAt") == before {
        std::thread::yield_now();
    }
    socket.set_nonblocking(true).unwrap();
    let early = socket.peek(&mut [0]);
    assert_eq!(early.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    socket.set_nonblocking(false).unwrap();
    assert!(parse(&drain(socket)).unwrap().text("fullKey").starts_with("sk_test_"));
}

#[test]
fn a_slow_body_comes_byte_by_byte_and_whole_in_the_end() {
    let sandbox = start();
    let whole = compago(&sandbox).get("/payment?limit=1").body;
    sandbox.add_fault(FaultRule::new("compago", Fault::Slow { slow_ms_per_byte: 10 }));
    let mut socket = compago(&sandbox).send("GET", "/payment?limit=1", "");
    let start = read_until(&mut socket, 1);
    // The second byte has not been sent yet: nothing waits behind the first.
    socket.set_nonblocking(true).unwrap();
    let waiting = socket.peek(&mut [0; 64]).unwrap_or(0);
    assert!(waiting < whole.len() - 1, "{waiting}");
    socket.set_nonblocking(false).unwrap();
    let answer = parse(&[start, drain(socket)].concat()).unwrap();
    assert_eq!(answer.body, whole);
    assert_eq!(answer.header("content-length"), Some(whole.len().to_string().as_str()));
}

#[test]
fn an_endless_body_is_chunked_and_goes_on_while_it_is_read() {
    let sandbox = start();
    sandbox.add_fault(FaultRule::new("compago", Fault::Endless));
    let mut socket = compago(&sandbox).send("GET", "/payment", "");
    let head = String::from_utf8(read_until(&mut socket, 0)).unwrap().to_lowercase();
    assert!(head.contains("transfer-encoding: chunked") && !head.contains("content-length"));
    let mut megabyte = vec![0; 1024 * 1024];
    for _ in 0..3 {
        socket.read_exact(&mut megabyte).unwrap();
    }
    drop(socket);
    assert_eq!(compago(&sandbox).status("/payment"), 200);
}

#[test]
fn a_rule_skips_strikes_so_many_times_and_is_used_up() {
    let sandbox = start();
    let fault = Fault::Answer { status: 500, headers: Vec::new(), body: String::new() };
    sandbox.add_fault(FaultRule::new("certopay", fault).method("GET").path("webhooks").times(2).skip(1));
    let api = certopay(&sandbox);
    assert_eq!(api.status("/api/customers"), 200);
    let statuses: Vec<u16> = (0..4).map(|_| api.status("/api/webhooks")).collect();
    assert_eq!(statuses, [200, 500, 500, 200]);
    assert_eq!(compago(&sandbox).status("/payment"), 200);
}

#[test]
fn rules_strike_in_the_order_they_were_given() {
    let sandbox = start();
    for status in [500, 502] {
        let fault = Fault::Answer { status, headers: Vec::new(), body: String::new() };
        sandbox.add_fault(FaultRule::new("compago", fault));
    }
    let statuses: Vec<u16> = (0..3).map(|_| compago(&sandbox).status("/payment")).collect();
    assert_eq!(statuses, [500, 502, 200]);
    sandbox.add_fault(FaultRule::new("compago", Fault::DropBefore));
    sandbox.clear_faults();
    assert_eq!(compago(&sandbox).status("/payment"), 200);
}

#[test]
fn faults_strike_before_the_limit_and_are_not_counted_by_it() {
    let sandbox = start();
    sandbox.set_limit("compago", Some((1, std::time::Duration::from_secs(1000))));
    let fault = Fault::Answer { status: 500, headers: Vec::new(), body: json!({}).to_string() };
    sandbox.add_fault(FaultRule::new("compago", fault));
    let statuses: Vec<u16> = (0..3).map(|_| compago(&sandbox).status("/payment")).collect();
    assert_eq!(statuses, [500, 200, 429]);
}

#[test]
#[should_panic(expected = "unknown platform")]
fn a_fault_for_no_platform_is_a_loud_mistake() {
    start().add_fault(FaultRule::new("stripe", Fault::DropAfter));
}

#[test]
fn debug_output_of_a_fault_keeps_its_body_to_itself() {
    let fault = Fault::Answer { status: 200, headers: Vec::new(), body: "SENTINEL".to_owned() };
    assert!(!format!("{:?}", FaultRule::new("adyen", fault)).contains("SENTINEL"));
}
