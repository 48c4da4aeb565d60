use serde_json::{Value, json};

use crate::support::{certopay, certopay_login, compago, control, start};

#[test]
fn each_call_does_over_http_what_the_library_does() {
    let sandbox = start();
    let control = control(&sandbox);
    let rule = json!({"platform": "compago", "fault": {"status": 418, "body": {"a": 1}}});
    assert_eq!(control.post("/faults", &rule).status, 204);
    let struck = compago(&sandbox).get("/payment");
    assert_eq!((struck.status, struck.json()), (418, json!({"a": 1})));
    assert_eq!(struck.header("content-type"), Some("application/json"));

    control.post("/faults", &rule);
    assert_eq!(control.call("DELETE", "/faults", "").status, 204);
    assert_eq!(compago(&sandbox).status("/payment"), 200);

    let limit = r#"{"requests": 1, "window_ms": 100000}"#;
    assert_eq!(control.call("PUT", "/limits/compago", limit).status, 204);
    assert_eq!(compago(&sandbox).status("/payment"), 200);
    assert_eq!(compago(&sandbox).status("/payment"), 429);
    assert_eq!(control.post("/clock", &json!({"advance_seconds": 100})).status, 204);
    assert_eq!(compago(&sandbox).status("/payment"), 200);
    assert_eq!(control.call("PUT", "/limits/compago", "null").status, 204);
    assert_eq!(compago(&sandbox).status("/payment"), 200);

    let log = control.get("/requests");
    assert_eq!(log.status, 200);
    assert_eq!(log.json(), json!(sandbox.requests()));
    assert_eq!(control.post("/reset", &json!(null)).status, 204);
    assert_eq!(control.get("/requests").json(), json!([]));
}

#[test]
fn every_form_of_fault_is_understood() {
    let sandbox = start();
    let forms = [
        json!({"status": 500}),
        json!({"status": 429, "headers": {"Retry-After": "1"}, "body": "text"}),
        json!({"status": 429, "headers": {"Retry-After": 1}}),
        json!({"drop": "before"}),
        json!({"drop": "after"}),
        json!({"hang_ms": 10}),
        json!({"truncate": 0}),
        json!({"garbage": true}),
        json!({"slow_ms_per_byte": 1}),
        json!({"endless": true}),
    ];
    for fault in forms {
        let rule = json!({"platform": "adyen", "method": "GET", "path": "/me", "times": 2, "skip": 1, "fault": fault});
        let answer = control(&sandbox).post("/faults", &rule);
        assert_eq!(answer.status, 204, "{fault}: {}", String::from_utf8_lossy(&answer.body));
    }
}

#[test]
fn an_answers_body_may_be_text_or_json_and_its_headers_win() {
    let sandbox = start();
    let answer = |fault: Value| {
        control(&sandbox).post("/faults", &json!({"platform": "compago", "fault": fault}));
        compago(&sandbox).get("/payment")
    };
    let text = answer(json!({"status": 200, "body": "plain"}));
    assert_eq!((text.body.as_slice(), text.header("content-type")), (b"plain".as_slice(), None));
    let string = answer(json!({"status": 200, "headers": {"Content-Type": "text/html"}, "body": [1]}));
    assert_eq!(
        (string.body.as_slice(), string.header("content-type")),
        (b"[1]".as_slice(), Some("text/html"))
    );
    let empty = answer(json!({"status": 204}));
    assert_eq!((empty.status, empty.body.len()), (204, 0));
    assert_eq!(answer(json!({"status": 200, "body": null})).body, b"null");
}

#[test]
fn bad_control_input_is_400_with_one_line_of_json() {
    let sandbox = start();
    let fault = |fault: Value| json!({"platform": "adyen", "fault": fault}).to_string();
    let cases = [
        ("POST", "/clock", "{}".to_owned()),
        ("POST", "/clock", r#"{"advance_seconds": -1}"#.to_owned()),
        ("POST", "/clock", r#"{"advance_seconds": 1e300}"#.to_owned()),
        ("POST", "/clock", "seven".to_owned()),
        ("PUT", "/limits/stripe", "null".to_owned()),
        ("PUT", "/limits/adyen", String::new()),
        ("PUT", "/limits/adyen", r#"{"requests": 1}"#.to_owned()),
        ("PUT", "/limits/adyen", r#"{"requests": 1, "window_ms": 0}"#.to_owned()),
        ("PUT", "/limits/adyen", r#"{"requests": -1, "window_ms": 5}"#.to_owned()),
        ("POST", "/faults", "[]".to_owned()),
        ("POST", "/faults", json!({"platform": "stripe", "fault": {"drop": "after"}}).to_string()),
        ("POST", "/faults", json!({"platform": "adyen"}).to_string()),
        ("POST", "/faults", json!({"platform": "adyen", "time": 1, "fault": {"drop": "after"}}).to_string()),
        ("POST", "/faults", json!({"platform": "adyen", "times": 0, "fault": {"drop": "after"}}).to_string()),
        ("POST", "/faults", fault(json!({"explode": true}))),
        ("POST", "/faults", fault(json!({"drop": "during"}))),
        ("POST", "/faults", fault(json!({"drop": "after", "hang_ms": 1}))),
        ("POST", "/faults", fault(json!({"garbage": false}))),
        ("POST", "/faults", fault(json!({"hang_ms": -1}))),
        ("POST", "/faults", fault(json!({"status": 99}))),
        ("POST", "/faults", fault(json!({"status": 200, "headers": {"a b": "c"}}))),
        ("POST", "/faults", fault(json!({"status": 200, "headers": {"a": "b\nc"}}))),
        ("POST", "/faults", fault(json!({"status": 200, "headers": {"Content-Length": "1"}}))),
    ];
    for (method, path, body) in cases {
        let answer = control(&sandbox).call(method, path, &body);
        assert_eq!(answer.status, 400, "{path} {body}");
        assert!(answer.text("error").len() > 5 && !answer.body.contains(&b'\n'), "{path} {body}");
    }
}

#[test]
fn unknown_calls_are_404_and_wrong_methods_405() {
    let sandbox = start();
    let control = control(&sandbox);
    assert_eq!(control.status("/nothing"), 404);
    assert_eq!(control.status(""), 404);
    assert_eq!(control.status("/reset"), 405);
    assert_eq!(control.post("/limits/adyen", &json!(null)).status, 405);
}

#[test]
fn control_and_platforms_do_not_see_each_others_faults() {
    let sandbox = start();
    for platform in ["adyen", "bousol", "caibo", "certopay", "compago"] {
        let rule = json!({"platform": platform, "times": 100, "fault": {"drop": "before"}});
        assert_eq!(control(&sandbox).post("/faults", &rule).status, 204);
    }
    assert_eq!(control(&sandbox).call("DELETE", "/faults", "").status, 204);
    assert_eq!(certopay(&sandbox).status("/api/webhooks"), 200);
    assert_eq!(certopay_login(&sandbox).status("/api/api-keys/me"), 200);
}
