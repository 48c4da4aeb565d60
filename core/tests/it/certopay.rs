use keyhelm::{
    Client, Environment, ErrorCode, EventKind, KeyStatus, Platform, Previous, VerificationOutcome,
};
use keyhelm_sandbox::{Fault, FaultRule};

use crate::support::{Heard, client, fails, sandbox, seen, settings};

#[tokio::test]
async fn the_account_key_is_read_and_replaced() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    let keys = client.keys();
    let before = keys.current().await.unwrap();
    let own = sandbox.credentials().certopay.api_key.as_str();
    assert_eq!(before.prefix.as_deref(), Some(&own[..16]), "without the dots");
    assert!(before.masked.as_deref().unwrap().contains('\u{2022}'));
    assert_eq!((before.status, before.rate_limit), (KeyStatus::Active, Some(100)));
    assert_eq!(before.environment, Some(Environment::Test));

    let issued = keys.regenerate().await.unwrap();
    assert_eq!(issued.previous, Previous::Dead);
    assert_eq!(issued.key.id, before.id);
    assert!(issued.key.created_at > before.created_at);
    assert_eq!(keys.verify().secret(own).await.unwrap().outcome, VerificationOutcome::Invalid);
    assert_eq!(keys.verify().await.unwrap().outcome, VerificationOutcome::Valid, "the client goes on");
}

#[tokio::test]
async fn regenerate_looks_first_so_that_it_can_be_reconciled() {
    let sandbox = sandbox().await;
    client(&sandbox, Platform::CertoPay).keys().regenerate().await.unwrap();
    let calls: Vec<_> = sandbox.requests().into_iter().map(|record| (record.method, record.path)).collect();
    let paths: Vec<_> = calls.iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(
        paths,
        [
            "POST /certopay/api/auth/login",
            "GET /certopay/api/api-keys/me",
            "POST /certopay/api/api-keys/me/regenerate"
        ]
    );
}

#[tokio::test]
async fn a_client_whose_key_is_not_the_accounts_keeps_it() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard
        .listening(settings(&sandbox, Platform::CertoPay).api_key("sk_test_ANOTHER0EXAMPLE0KEY"))
        .build()
        .unwrap();
    client.keys().regenerate().await.unwrap();
    assert!(heard.kinds().contains(&EventKind::Warning));
    assert_eq!(client.keys().verify().await.unwrap().outcome, VerificationOutcome::Invalid);
}

#[tokio::test]
async fn after_a_lost_answer_the_next_regenerate_still_replaces_the_clients_key() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::CertoPay);
    sandbox.add_fault(FaultRule::new("certopay", Fault::DropAfter).path("regenerate"));
    fails(client.keys().regenerate(), ErrorCode::OutcomeUnknown).await;
    client.keys().regenerate().await.unwrap();
    assert_eq!(client.keys().verify().await.unwrap().outcome, VerificationOutcome::Valid);
}

#[tokio::test]
async fn a_missing_webhook_proves_the_key_only_probably() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::CertoPay).keys();
    let body = r#"{"statusCode":404,"message":"Not Found","error":"Not Found"}"#.to_owned();
    sandbox.add_fault(FaultRule::new("certopay", Fault::Answer { status: 404, headers: vec![], body }));
    assert_eq!(keys.verify().await.unwrap().outcome, VerificationOutcome::ProbablyValid);
}

#[tokio::test]
async fn key_calls_need_a_login_and_verify_needs_a_key() {
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().certopay;
    let builder = || Client::builder(Platform::CertoPay).base_url(&given.base_url);
    let with_key = builder().api_key(given.api_key.as_str()).build().unwrap();
    assert!(fails(with_key.keys().current(), ErrorCode::Config).await.message().contains("email"));
    let with_login = builder().email(&given.email).password(given.password.as_str()).build().unwrap();
    assert!(fails(with_login.keys().verify(), ErrorCode::Config).await.message().contains("api_key"));
    let verified = with_login.keys().verify().secret(given.api_key.as_str()).await.unwrap();
    assert_eq!(verified.outcome, VerificationOutcome::Valid);
    assert_eq!(seen(&sandbox, "/login").len(), 0, "a key is verified without a login");
}

#[tokio::test]
async fn a_live_key_is_not_replaced_by_a_client_set_to_test() {
    let sandbox = sandbox().await;
    let body = r#"{"id":"1","keyPrefix":"sk_live_EXAMPLE0...","active":true}"#.to_owned();
    let answer = Fault::Answer { status: 200, headers: vec![], body };
    sandbox.add_fault(FaultRule::new("certopay", answer).path("/api-keys/me"));
    let client = client(&sandbox, Platform::CertoPay);
    let refused = fails(client.keys().regenerate(), ErrorCode::EnvironmentMismatch).await;
    assert!(refused.message().contains("nothing was replaced"), "{refused}");
    assert!(seen(&sandbox, "/regenerate").is_empty());
}

#[tokio::test]
async fn a_listener_that_panics_costs_no_secret() {
    let sandbox = sandbox().await;
    let builder = settings(&sandbox, Platform::CertoPay).api_key("sk_test_ANOTHER0EXAMPLE0KEY");
    let client = builder.on_event(|_| panic!("a listener's own trouble")).build().unwrap();
    let issued = client.keys().regenerate().await.unwrap();
    assert!(issued.secret.expose().starts_with("sk_test_"));
}
