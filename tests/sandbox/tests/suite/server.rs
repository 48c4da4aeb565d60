use std::io::ErrorKind;
use std::net::TcpStream;

use keyhelm_sandbox::{Fault, FaultRule, Sandbox};
use serde_json::Value;

use crate::support::{Api, bousol, certopay, certopay_login, compago, drain, parse, start};

#[test]
fn the_announcement_has_its_keys_in_the_documented_order() {
    let sandbox = start();
    let line = sandbox.announcement();
    assert!(!line.contains('\n'));
    let parsed: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(parsed["control"], sandbox.control_url());
    assert_eq!(parsed["platforms"]["caibo"]["user_id"], sandbox.credentials().caibo.user_id);
    let mut from = 0;
    for key in [
        "control",
        "platforms",
        "adyen",
        "base_url",
        "api_key",
        "company_id",
        "merchant_id",
        "bousol",
        "base_url",
        "api_key",
        "caibo",
        "base_url",
        "api_key",
        "email",
        "password",
        "user_id",
        "payment_request_id",
        "certopay",
        "base_url",
        "api_key",
        "email",
        "password",
        "compago",
        "base_url",
        "api_key",
    ] {
        from += line[from..].find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} is out of order"));
    }
    for platform in ["caibo", "certopay"] {
        assert!(parsed["platforms"][platform]["password"].as_str().unwrap().len() >= 16);
    }
}

#[test]
fn two_sandboxes_share_neither_port_nor_keys() {
    let (one, two) = (start(), start());
    assert_ne!(one.control_url(), two.control_url());
    assert_ne!(one.credentials().bousol.api_key, two.credentials().bousol.api_key);
}

#[test]
fn dropping_it_frees_the_port_and_breaks_running_requests() {
    let sandbox = start();
    let host =
        sandbox.control_url().strip_prefix("http://").unwrap().strip_suffix("/control").unwrap().to_owned();
    sandbox.add_fault(FaultRule::new("compago", Fault::Hang { hang_ms: 3_600_000 }));
    let hanging = compago(&sandbox).send("GET", "/payment", "");
    while sandbox.requests().is_empty() {
        std::thread::yield_now();
    }
    drop(sandbox);
    assert_eq!(drain(hanging), b"");
    assert_eq!(TcpStream::connect(host).unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn it_serves_a_test_that_blocks_its_own_runtime() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(compago(&sandbox).status("/payment"), 200);
}

#[tokio::test]
async fn a_port_in_use_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.control_url().split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap();
    assert_eq!(Sandbox::start_on(port).await.unwrap_err().kind(), ErrorKind::AddrInUse);
}

#[test]
fn a_body_over_one_mebibyte_is_413_in_the_platforms_shape() {
    let sandbox = start();
    let open = Api::open(&sandbox.credentials().certopay.base_url);
    let refused = open.call("POST", "/api/auth/login", &" ".repeat(1024 * 1024 + 1));
    assert_eq!((refused.status, &refused.json()["statusCode"]), (413, &413.into()));
    assert_eq!(open.call("POST", "/api/auth/login", &" ".repeat(1024 * 1024)).status, 400);
}

#[test]
fn head_answers_as_get_without_a_body() {
    let sandbox = start();
    let answer = parse(&drain(bousol(&sandbox).send("HEAD", "/invoices", ""))).unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 0));
}

#[test]
fn the_date_header_follows_the_movable_clock() {
    let sandbox = start();
    let before = certopay(&sandbox).get("/api/webhooks").header("date").unwrap().to_owned();
    assert!(before.ends_with("GMT"));
    sandbox.advance(std::time::Duration::from_secs(400 * 24 * 60 * 60));
    let after = certopay_login(&sandbox).get("/api/api-keys/me").header("date").unwrap().to_owned();
    assert_ne!(before[12..16], after[12..16]);
}

#[test]
fn paths_outside_every_platform_are_404() {
    let sandbox = start();
    let origin = sandbox.control_url().strip_suffix("/control").unwrap();
    assert_eq!(Api::open(origin).status("/"), 404);
    assert_eq!(Api::open(origin).status("/stripe/v1"), 404);
    assert_eq!(Api::open(origin).status("/adyen/v3x/me"), 404);
    assert_eq!(Api::open(origin).get("/bousol/v1/invoices").json()["statusCode"], 404);
}
