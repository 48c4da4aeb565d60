use std::time::Duration;

use keyhelm_sandbox::{Fault, FaultRule};
use serde_json::json;

use crate::support::{
    Api, adyen, caibo, caibo_login, certopay, certopay_login, compago, control, drain, start,
};

#[test]
fn reset_brings_the_first_keys_back_and_ends_the_later_ones() {
    let sandbox = start();
    let before = sandbox.announcement();
    let id = adyen(&sandbox).get("/me").text("id");
    let company = format!("/companies/{}/apiCredentials", sandbox.credentials().adyen.company_id);
    let body = json!({"roles": ["Management API—Webhooks read"]});
    let created = adyen(&sandbox).post(&company, &body).text("apiKey");
    let own = adyen(&sandbox).call("POST", &format!("{company}/{id}/generateApiKey"), "").text("apiKey");
    adyen(&sandbox).call("PATCH", &format!("{company}/{id}"), r#"{"active": false}"#);
    let regenerated =
        certopay_login(&sandbox).call("POST", "/api/api-keys/me/regenerate", "").text("fullKey");
    let path = format!("/users/{}/apikey", sandbox.credentials().caibo.user_id);
    caibo_login(&sandbox).call("PUT", &path, "");
    let token = certopay_login(&sandbox);

    sandbox.reset();
    let me = adyen(&sandbox).get("/me");
    assert_eq!((me.status, me.text("id")), (200, id));
    assert_eq!(adyen(&sandbox).get(&company).json()["itemsTotal"], 1);
    for key in [created, own] {
        assert_eq!(Api::key(&sandbox.credentials().adyen.base_url, &key).status("/me"), 401);
    }
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 200);
    let base = &sandbox.credentials().certopay.base_url;
    assert_eq!(Api::key(base, &regenerated).status("/api/webhooks"), 401);
    assert_eq!(token.status("/api/api-keys/me"), 401);
    let probe = format!("/payment-requests/{}", sandbox.credentials().caibo.payment_request_id);
    assert_eq!(caibo(&sandbox).status(&probe), 200);
    assert_eq!(sandbox.announcement(), before);
}

#[test]
fn reset_clears_faults_limits_log_and_clock() {
    let sandbox = start();
    sandbox.add_fault(FaultRule::new("compago", Fault::DropBefore).times(100));
    sandbox.set_limit("compago", Some((0, Duration::from_secs(10))));
    sandbox.set_limit("certopay", None);
    sandbox.advance(Duration::from_secs(400 * 24 * 60 * 60));
    drain(compago(&sandbox).send("GET", "/payment", ""));
    let later = sandbox.requests()[0].time.clone();
    sandbox.reset();
    assert!(sandbox.requests().is_empty());
    assert_eq!(compago(&sandbox).status("/payment"), 200);
    assert!(sandbox.requests()[0].time < later);
    assert_eq!(certopay_login(&sandbox).get("/api/api-keys/me").json()["rateLimit"], 100);
}

#[test]
fn reset_breaks_the_line_of_running_requests() {
    let sandbox = start();
    sandbox.add_fault(FaultRule::new("compago", Fault::Hang { hang_ms: 3_600_000 }));
    sandbox.add_fault(FaultRule::new("compago", Fault::Slow { slow_ms_per_byte: 3_600_000 }));
    let hanging = compago(&sandbox).send("GET", "/payment", "");
    while sandbox.requests().is_empty() {
        std::thread::yield_now();
    }
    let slow = compago(&sandbox).send("GET", "/payment", "");
    while sandbox.requests().last().unwrap().status.is_none() {
        std::thread::yield_now();
    }
    assert_eq!(control(&sandbox).call("POST", "/reset", "").status, 204);
    assert_eq!(drain(hanging), b"");
    assert!(drain(slow).ends_with(b"\r\n\r\n"));
    assert!(sandbox.requests().is_empty());
}

#[test]
fn reset_leaves_idle_connections_open() {
    let sandbox = start();
    let host = sandbox.control_url().strip_prefix("http://").unwrap().strip_suffix("/control").unwrap();
    let mut socket = std::net::TcpStream::connect(host).unwrap();
    let mut answer = [0; 4096];
    for path in ["/compago/none", "/control/requests"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
        std::io::Write::write_all(&mut socket, request.as_bytes()).unwrap();
        let count = std::io::Read::read(&mut socket, &mut answer).unwrap();
        assert!(answer[..count].starts_with(b"HTTP/1.1 "));
        sandbox.reset();
    }
}
