use keyhelm::{ErrorCode, EventKind, Platform, Previous, VerificationOutcome};
use keyhelm_sandbox::{Fault, FaultRule};

use crate::support::{Heard, client, fails, sandbox, seen, settings};

#[tokio::test]
async fn regenerating_kills_the_old_key_and_the_client_goes_on_with_the_new_one() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, Platform::Caibo);
    let clone = client.clone();
    let issued = client.keys().regenerate().await.unwrap();
    assert_eq!(issued.previous, Previous::Dead);
    assert_eq!(issued.key.id, sandbox.credentials().caibo.user_id);
    assert!(issued.secret.expose().starts_with("caibo_test_sk_"));

    let old = sandbox.credentials().caibo.api_key.as_str();
    assert_eq!(clone.keys().verify().secret(old).await.unwrap().outcome, VerificationOutcome::Invalid);
    assert_eq!(clone.keys().verify().await.unwrap().outcome, VerificationOutcome::Valid);
}

#[tokio::test]
async fn verifying_needs_a_payment_request() {
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().caibo;
    let without = keyhelm::Client::builder(Platform::Caibo)
        .base_url(&given.base_url)
        .api_key(given.api_key.as_str())
        .build()
        .unwrap();
    let refused = fails(without.keys().verify(), ErrorCode::UnsupportedOperation).await;
    assert!(refused.hint().is_some() && refused.attempts() == 0);
    let known = without.keys().verify().payment_request_id(&given.payment_request_id).await.unwrap();
    assert_eq!(known.outcome, VerificationOutcome::Valid);
    let unknown = without.keys().verify().payment_request_id("none").await.unwrap();
    assert_eq!(unknown.outcome, VerificationOutcome::ProbablyValid, "an undocumented answer is no proof");
    assert_eq!(unknown.reason, Some(ErrorCode::NotFound));
}

#[tokio::test]
async fn the_put_is_never_sent_again() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Caibo).keys();
    for fault in [
        Fault::DropAfter,
        Fault::Garbage,
        Fault::Answer { status: 502, headers: vec![], body: "<html>bad gateway</html>".into() },
        Fault::Answer { status: 200, headers: vec![], body: String::new() },
        Fault::Answer { status: 200, headers: vec![], body: r#"{"apiKey":"wrapped"}"#.into() },
    ] {
        sandbox.reset();
        sandbox.add_fault(FaultRule::new("caibo", fault).method("PUT"));
        let lost = fails(keys.regenerate(), ErrorCode::OutcomeUnknown).await;
        assert!(!lost.retryable() && lost.hint().unwrap().contains("again"), "{lost}");
        assert_eq!(seen(&sandbox, "/apikey").len(), 1);
    }
}

#[tokio::test]
async fn a_new_key_of_the_other_environment_is_handed_out_but_not_taken_over() {
    let sandbox = sandbox().await;
    let heard = Heard::default();
    let client = heard.listening(settings(&sandbox, Platform::Caibo)).build().unwrap();
    let body = r#""caibo_live_sk_EXAMPLEEXAMPLE01""#.to_owned();
    sandbox.add_fault(
        FaultRule::new("caibo", Fault::Answer { status: 200, headers: vec![], body }).method("PUT"),
    );
    let issued = client.keys().regenerate().await.unwrap();
    assert_eq!(issued.secret.expose(), "caibo_live_sk_EXAMPLEEXAMPLE01");
    assert!(heard.kinds().contains(&EventKind::Warning));
    assert_eq!(
        client.keys().verify().await.unwrap().outcome,
        VerificationOutcome::Valid,
        "the old key is kept"
    );
}

#[tokio::test]
async fn missing_settings_are_named() {
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().caibo;
    let client = keyhelm::Client::builder(Platform::Caibo)
        .base_url(&given.base_url)
        .email(&given.email)
        .password(given.password.as_str())
        .build()
        .unwrap();
    assert!(fails(client.keys().regenerate(), ErrorCode::Config).await.message().contains("user_id"));
    let no_key = client.keys().verify().payment_request_id("1");
    assert!(fails(no_key, ErrorCode::Config).await.message().contains("api_key"));
    assert!(sandbox.requests().is_empty());
}
