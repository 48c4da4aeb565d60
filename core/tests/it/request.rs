use keyhelm::{ErrorCode, Method, Platform, RequestAuth};
use keyhelm_sandbox::{Fault, FaultRule};
use serde_json::{Value, json};

use crate::support::{client, fails, sandbox, seen};

#[tokio::test]
async fn any_other_call_of_the_platform_is_made() {
    let sandbox = sandbox().await;
    let bousol = client(&sandbox, Platform::Bousol);
    let answer =
        bousol.request(Method::GET, "/invoices").query("limit", "2").query("page", "1").await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("content-type"));
    assert_eq!(answer.json::<Value>().unwrap()["pagination"]["limit"], 2);
    assert_eq!(answer.json::<Vec<u8>>().unwrap_err().code(), ErrorCode::MalformedResponse);

    let adyen = client(&sandbox, Platform::Adyen);
    let path = format!("companies/{}/apiCredentials", sandbox.credentials().adyen.company_id);
    let made = adyen.request(Method::POST, path).json(&json!({"description": "by hand"})).await.unwrap();
    assert!(made.json::<Value>().unwrap()["apiKey"].is_string());
    assert_eq!(format!("{made:?}"), "RawResponse { status: 200, .. }");

    let certopay = client(&sandbox, Platform::CertoPay);
    certopay.request(Method::GET, "/api/api-keys/me").auth(RequestAuth::Token).await.unwrap();
}

#[tokio::test]
async fn a_text_that_is_json_already_goes_as_it_is() {
    let sandbox = sandbox().await;
    let adyen = client(&sandbox, Platform::Adyen);
    let path = format!("companies/{}/apiCredentials", sandbox.credentials().adyen.company_id);
    let sent = |text: &str| adyen.request(Method::POST, path.clone()).json_text(text);
    let made = sent(r#"{ "description": "by hand" }"#).await.unwrap();
    assert_eq!(made.json::<Value>().unwrap()["description"], "by hand");
    for no_json in ["", "{", "{} {}", "'x'"] {
        let refused = fails(sent(no_json), ErrorCode::ValidationFailed).await;
        assert_eq!(refused.attempts(), 0);
        assert!(refused.fields().contains_key("json"));
    }
}

#[tokio::test]
async fn errors_are_the_same_as_everywhere() {
    let sandbox = sandbox().await;
    let bousol = client(&sandbox, Platform::Bousol);
    let missing = fails(bousol.request(Method::GET, "/nothing"), ErrorCode::NotFound).await;
    assert_eq!(missing.operation(), Some(keyhelm::Operation::Request));
}

#[tokio::test]
async fn only_what_is_safe_or_said_to_be_is_repeated() {
    let sandbox = sandbox().await;
    for (platform, method, marked, sent) in [
        (Platform::Bousol, Method::GET, false, 2),
        (Platform::Bousol, Method::POST, false, 1),
        (Platform::Bousol, Method::PUT, false, 1),
        (Platform::Bousol, Method::DELETE, false, 1),
        (Platform::Bousol, Method::PATCH, false, 1),
        (Platform::Adyen, Method::PATCH, false, 2),
        (Platform::Bousol, Method::POST, true, 2),
    ] {
        sandbox.reset();
        let client = client(&sandbox, platform);
        sandbox.add_fault(FaultRule::new(platform.as_str(), Fault::DropBefore));
        let result = client.request(method.clone(), "/webhook-endpoints").repeatable(marked).await;
        assert_eq!(seen(&sandbox, "/webhook-endpoints").len(), sent, "{platform} {method} {marked}");
        let unknown = result.is_err_and(|error| error.code() == ErrorCode::OutcomeUnknown);
        assert_eq!(unknown, sent == 1, "{platform} {method} {marked}");
    }
}

#[tokio::test]
async fn a_path_cannot_leave_the_base_url() {
    let sandbox = sandbox().await;
    let bousol = client(&sandbox, Platform::Bousol);
    for path in [
        "//evil.example/x",
        "https://evil.example/x",
        "/../caibo",
        "/x/../../caibo",
        "/%2e%2e/caibo",
        "/x/.%2E/y",
        "/.",
        "/x?y=1",
        "/x#y",
        "/x y",
        "/x\\y",
        "/x\ny",
        "/ü",
    ] {
        let refused = fails(bousol.request(Method::GET, path), ErrorCode::ValidationFailed).await;
        assert!(refused.fields().contains_key("path"), "{path}: {refused}");
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn headers_of_the_clients_own_are_refused() {
    let sandbox = sandbox().await;
    let bousol = client(&sandbox, Platform::Bousol);
    for (name, value) in [
        ("Authorization", "Bearer EXAMPLE"),
        ("X-API-Key", "EXAMPLE"),
        ("Host", "evil.example"),
        ("Content-Length", "0"),
        ("bad name", "x"),
        ("x-note", "a\nb"),
    ] {
        fails(bousol.request(Method::GET, "/invoices").header(name, value), ErrorCode::ValidationFailed)
            .await;
    }
    bousol.request(Method::GET, "/invoices").header("X-Note", "hello").await.unwrap();
    let record = sandbox.requests().pop().unwrap();
    assert!(record.headers.iter().any(|name| name == "x-note"));
}

#[tokio::test]
async fn a_credential_that_certopay_documents_as_wrong_is_refused_here() {
    let sandbox = sandbox().await;
    let certopay = client(&sandbox, Platform::CertoPay);
    for (path, auth) in [
        ("/api/api-keys/me", RequestAuth::Key),
        ("/api/api-keys/me/regenerate", RequestAuth::Key),
        ("/api/customers", RequestAuth::Token),
        ("/api/orders/7", RequestAuth::Token),
        ("/api/payment-gateway/process", RequestAuth::Token),
    ] {
        fails(certopay.request(Method::GET, path).auth(auth), ErrorCode::ValidationFailed).await;
    }
    assert!(sandbox.requests().is_empty());
    certopay.request(Method::GET, "/api/customers").await.unwrap();
}

#[tokio::test]
async fn the_given_base_url_is_used_as_it_is() {
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().bousol;
    for url in [given.base_url.clone(), format!("{}/", given.base_url)] {
        let client = keyhelm::Client::builder(Platform::Bousol)
            .base_url(url)
            .api_key(given.api_key.as_str())
            .build()
            .unwrap();
        client.keys().verify().await.unwrap();
        assert_eq!(sandbox.requests().pop().unwrap().path, "/bousol/mfi/invoices");
    }
}

#[tokio::test]
async fn an_options_request_that_hangs_may_have_been_carried_out() {
    let sandbox = sandbox().await;
    let bousol = client(&sandbox, Platform::Bousol);
    sandbox.add_fault(FaultRule::new("bousol", Fault::Hang { hang_ms: 60_000 }));
    let call = bousol.request(Method::OPTIONS, "/invoices").timeout(std::time::Duration::from_millis(150));
    fails(call, ErrorCode::OutcomeUnknown).await;
    for method in [Method::CONNECT, Method::TRACE] {
        fails(bousol.request(method, "/invoices"), ErrorCode::ValidationFailed).await;
    }
}

#[tokio::test]
async fn a_path_that_no_server_takes_is_refused_here() {
    let sandbox = sandbox().await;
    let adyen = client(&sandbox, Platform::Adyen);
    let long = "x".repeat(9000);
    for refused in [
        fails(adyen.keys().get(&long), ErrorCode::ValidationFailed).await,
        fails(adyen.request(Method::GET, "/me").query("q", &long), ErrorCode::ValidationFailed).await,
    ] {
        assert_eq!(refused.attempts(), 0);
        assert!(refused.fields()["path"].contains("8 KiB"));
    }
    assert!(sandbox.requests().is_empty());
}
