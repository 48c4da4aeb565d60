use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyhelm_sandbox::{Fault, FaultRule};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::support::{Api, adyen, certopay, certopay_login, compago, control, start};

fn fingerprint(secret: &str) -> String {
    let digits = Sha256::digest(secret).into_iter().take(8).flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(digit.into(), 16).unwrap()).collect()
}

#[test]
fn a_request_is_recorded_with_names_and_a_fingerprint() {
    let sandbox = start();
    let api = certopay(&sandbox).header("X-Extra", "value");
    api.get("/api/webhooks?token=hidden");
    let records = sandbox.requests();
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!((record.platform.as_str(), record.method.as_str()), ("certopay", "GET"));
    assert_eq!(record.path, "/certopay/api/webhooks");
    assert_eq!(record.headers, ["connection", "content-length", "host", "x-api-key", "x-extra"]);
    assert_eq!(record.key_fingerprint, Some(fingerprint(&sandbox.credentials().certopay.api_key)));
    assert_eq!(record.status, Some(200));
    assert!(record.time.ends_with('Z') && record.time.contains('T'));
}

#[test]
fn tokens_and_basic_passwords_have_fingerprints_and_bare_requests_none() {
    let sandbox = start();
    let base = &sandbox.credentials().adyen.base_url;
    Api::bearer(base, "some-token").get("/me");
    let pair = STANDARD.encode("ws@Company.X:some:password");
    Api::open(base).header("authorization", &format!("basic {pair}")).get("/me");
    Api::open(base).get("/me");
    let found: Vec<_> = sandbox.requests().into_iter().map(|record| record.key_fingerprint).collect();
    assert_eq!(found, [Some(fingerprint("some-token")), Some(fingerprint("some:password")), None]);
}

#[test]
fn the_log_shows_a_status_only_where_there_was_one() {
    let sandbox = start();
    sandbox.add_fault(FaultRule::new("compago", Fault::DropBefore));
    crate::support::drain(compago(&sandbox).send("GET", "/payment", ""));
    compago(&sandbox).get("/nothing");
    let statuses: Vec<_> = sandbox.requests().into_iter().map(|record| record.status).collect();
    assert_eq!(statuses, [None, Some(404)]);
}

#[test]
fn a_running_request_is_in_the_log_on_arrival() {
    let sandbox = start();
    sandbox.add_fault(FaultRule::new("compago", Fault::Hang { hang_ms: 60_000 }));
    let _socket = compago(&sandbox).send("GET", "/payment", "");
    while sandbox.requests().is_empty() {
        std::thread::yield_now();
    }
    assert_eq!(sandbox.requests()[0].status, None);
}

#[test]
fn the_log_keeps_the_sandboxs_time() {
    let sandbox = start();
    compago(&sandbox).get("/payment");
    sandbox.advance(std::time::Duration::from_secs(366 * 24 * 60 * 60));
    compago(&sandbox).get("/payment");
    let records = sandbox.requests();
    let year = |index: usize| records[index].time[..4].parse::<u32>().unwrap();
    assert!(year(1) > year(0));
}

#[test]
fn only_the_last_10_000_requests_are_kept() {
    let sandbox = start();
    let address = sandbox.credentials().compago.base_url.clone();
    let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut socket = std::net::TcpStream::connect(host).unwrap();
    let request = format!("GET /compago/none HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let mut answer = [0; 4096];
    for _ in 0..10_005 {
        std::io::Write::write_all(&mut socket, request.as_bytes()).unwrap();
        assert!(std::io::Read::read(&mut socket, &mut answer).unwrap() > 0);
    }
    compago(&sandbox).get("/payment");
    let records = sandbox.requests();
    assert_eq!(records.len(), 10_000);
    assert_eq!(records.last().unwrap().path, "/compago/api/developer/payment");
    assert_eq!(records.last().unwrap().status, Some(200));
}

#[test]
fn neither_the_log_nor_debug_output_holds_a_secret() {
    let sandbox = start();
    let credentials = sandbox.credentials();
    let mut secrets = vec![
        credentials.adyen.api_key.clone(),
        credentials.bousol.api_key.clone(),
        credentials.caibo.api_key.clone(),
        credentials.caibo.password.clone(),
        credentials.certopay.api_key.clone(),
        credentials.certopay.password.clone(),
        credentials.compago.api_key.clone(),
    ];
    let company = format!("/companies/{}/apiCredentials", credentials.adyen.company_id);
    let created = adyen(&sandbox).post(&company, &json!({}));
    secrets.extend([created.text("apiKey"), created.text("password")]);
    let login = certopay_login(&sandbox);
    secrets.push(login.call("POST", "/api/api-keys/me/regenerate", "").text("fullKey"));
    compago(&sandbox).get(&format!("/payment?key={}", credentials.compago.api_key));
    let log = String::from_utf8(control(&sandbox).get("/requests").body).unwrap();
    let debug = format!("{sandbox:?} {credentials:?} {:?}", sandbox.requests());
    for secret in &secrets {
        assert!(!log.contains(secret) && !debug.contains(secret));
        assert!(sandbox.announcement().contains(secret) == secrets[..7].contains(secret));
    }
}
