use std::time::{Duration, SystemTime};

use keyhelm::{Client, ErrorCode, KeyStatus, Platform, Previous, VerificationOutcome, scope};

use crate::support::{client, fails, sandbox, seen, settings};

const ROLES: [&str; 2] = [scope::adyen::API_CREDENTIALS_READ_AND_WRITE, scope::adyen::CHECKOUT_WEBSERVICE];

#[tokio::test]
async fn a_key_goes_through_its_whole_life() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();

    let issued =
        keys.create("billing-worker").scopes(ROLES).allowed_origins(["https://shop.example"]).await.unwrap();
    let id = issued.key.id.clone();
    assert_eq!(issued.key.label.as_deref(), Some("billing-worker"));
    assert_eq!(issued.key.status, KeyStatus::Active);
    assert_eq!(issued.previous, Previous::None);
    assert!(issued.password.is_some());
    assert!(issued.key.details["username"].as_str().unwrap().starts_with("ws"));
    assert_eq!(issued.key.details["allowedOrigins"][0]["domain"], "https://shop.example");
    assert!(issued.key.created_at.is_none(), "Adyen tells no times");

    assert_eq!(keys.get(&id).await.unwrap(), issued.key);

    let renamed = keys.update(&id).label("renamed").scopes(ROLES).await.unwrap();
    assert_eq!(renamed.label.as_deref(), Some("renamed"));
    assert_eq!(scope::missing_scopes(&renamed.scopes, ROLES), Vec::<String>::new());

    let new = keys.regenerate().id(&id).await.unwrap();
    assert_eq!(new.previous, Previous::Grace);
    let left = new.previous_ends_at.unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    assert!(left > Duration::from_secs(24 * 60 * 60));
    let outcome = async |secret| keys.verify().secret(secret).await.unwrap().outcome;
    assert_eq!(outcome(&issued.secret).await, VerificationOutcome::Valid, "the old key has 24 hours");
    assert_eq!(outcome(&new.secret).await, VerificationOutcome::Valid);
    sandbox.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(outcome(&issued.secret).await, VerificationOutcome::Invalid, "the 24 hours are over");
    assert_eq!(outcome(&new.secret).await, VerificationOutcome::Valid);

    for _ in 0..2 {
        assert_eq!(keys.revoke(&id).await.unwrap().unwrap().status, KeyStatus::Inactive);
    }
    assert_eq!(outcome(&new.secret).await, VerificationOutcome::Invalid, "a revoked key is refused");
}

#[tokio::test]
async fn a_list_has_pages_and_list_all_walks_them() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    for number in 1..=24 {
        keys.create(format!("key {number}")).await.unwrap();
    }
    let first = keys.list().await.unwrap();
    assert_eq!((first.items.len(), first.page, first.page_size), (10, 1, 10));
    assert_eq!((first.total, first.total_pages), (Some(25), Some(3)));
    let last = keys.list().page(3).await.unwrap();
    assert_eq!(last.items.len(), 5);
    assert!(keys.list().page(4).await.unwrap().items.is_empty());

    for number in 25..=220 {
        keys.create(format!("key {number}")).await.unwrap();
    }
    let mut all = keys.list_all();
    let mut labels = Vec::new();
    while let Some(key) = all.next().await {
        labels.push(key.unwrap().label.unwrap());
    }
    assert_eq!(labels.len(), 221);
    assert_eq!(labels.last().map(String::as_str), Some("key 220"));
    assert!(all.next().await.is_none(), "a sequence that has ended stays so");
}

#[tokio::test]
async fn a_page_is_asked_for_only_when_it_is_needed() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    for number in 1..=100 {
        keys.create(format!("key {number}")).await.unwrap();
    }
    let lists = || seen(&sandbox, "/apiCredentials").iter().filter(|record| record.method == "GET").count();
    let mut all = keys.list_all();
    assert_eq!(lists(), 0);
    for _ in 0..100 {
        all.next().await.unwrap().unwrap();
    }
    assert_eq!(lists(), 1);
    all.next().await.unwrap().unwrap();
    assert_eq!(lists(), 2);
}

#[tokio::test]
async fn list_all_ends_after_an_error() {
    let sandbox = sandbox().await;
    let client = settings(&sandbox, Platform::Adyen).api_key("wrong").build().unwrap();
    let mut all = client.keys().list_all();
    assert_eq!(all.next().await.unwrap().unwrap_err().code(), ErrorCode::Unauthenticated);
    assert!(all.next().await.is_none());
}

#[tokio::test]
async fn origins_and_client_keys_are_managed() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    let id = keys.create("shop").await.unwrap().key.id;
    let origins = keys.origins();
    assert!(origins.list(&id).await.unwrap().is_empty());
    let added = origins.add(&id, "https://shop.example").await.unwrap();
    assert_eq!(origins.list(&id).await.unwrap(), std::slice::from_ref(&added));
    origins.remove(&id, added.id.unwrap()).await.unwrap();
    assert!(origins.list(&id).await.unwrap().is_empty());

    let before = keys.get(&id).await.unwrap().details["clientKey"].clone();
    let fresh = keys.regenerate_client_key(&id).await.unwrap();
    assert!(fresh.client_key.starts_with("test_"));
    assert!(fresh.previous_ends_at.is_some());
    let after = keys.get(&id).await.unwrap().details["clientKey"].clone();
    assert_ne!(before, after);
    assert_eq!(after, fresh.client_key.as_str());
}

#[tokio::test]
async fn a_merchants_keys_are_managed_too() {
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().adyen;
    let merchant = Client::builder(Platform::Adyen)
        .base_url(&given.base_url)
        .api_key(given.api_key.as_str())
        .merchant_id(&given.merchant_id)
        .build()
        .unwrap();
    let keys = merchant.keys();
    let issued = keys.create("till").await.unwrap();
    assert!(keys.list().await.unwrap().items.contains(&issued.key));
    fails(keys.create("till").accounts(["Other"]), ErrorCode::ValidationFailed).await;
}

#[tokio::test]
async fn a_user_name_and_a_password_do_instead_of_a_key() {
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().adyen;
    let issued = client(&sandbox, Platform::Adyen).keys().create("basic").scopes([ROLES[0]]).await.unwrap();
    let basic = Client::builder(Platform::Adyen)
        .base_url(&given.base_url)
        .username(issued.key.details["username"].as_str().unwrap())
        .password(issued.password.unwrap())
        .company_id(&given.company_id)
        .build()
        .unwrap();
    assert_eq!(basic.keys().current().await.unwrap().id, issued.key.id);
    assert_eq!(basic.keys().verify().await.unwrap().outcome, VerificationOutcome::Valid);
}

#[tokio::test]
async fn a_key_without_a_management_role_is_genuine_without_permission() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    let payments = keys.create("payments").scopes([ROLES[1]]).await.unwrap();
    let verification = keys.verify().secret(payments.secret).await.unwrap();
    assert_eq!(verification.outcome, VerificationOutcome::ValidWithoutPermission);
    assert_eq!(verification.reason, Some(ErrorCode::PermissionDenied));
}

#[tokio::test]
async fn the_platforms_refusals_arrive_as_typed_errors() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();

    let refused = fails(keys.create("x").scopes(["No such role"]), ErrorCode::ValidationFailed).await;
    assert_eq!(refused.status(), Some(422));
    assert!(refused.fields().contains_key("roles"), "{refused:?}");
    assert!(refused.platform_code().is_some());

    let missing = fails(keys.get("S2-NONE"), ErrorCode::NotFound).await;
    assert_eq!((missing.status(), missing.attempts()), (Some(404), 1));

    let wrong = settings(&sandbox, Platform::Adyen).company_id("Other").build().unwrap();
    fails(wrong.keys().list(), ErrorCode::PermissionDenied).await;
}

#[tokio::test]
async fn an_id_is_one_path_segment_whatever_it_holds() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    for id in ["../../me", "a/b?c#d", "ü %2e"] {
        fails(keys.get(id), ErrorCode::NotFound).await;
        let path = sandbox.requests().pop().unwrap().path;
        assert!(path.contains("/apiCredentials/"), "{id}: {path}");
    }
    for id in ["", "  ", ".", ".."] {
        let refused = fails(keys.get(id), ErrorCode::ValidationFailed).await;
        assert_eq!(refused.attempts(), 0);
    }
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_before_anything_is_sent() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    let long = "x".repeat(51);
    for (what, error) in [
        ("page_size", fails(keys.list().page_size(101), ErrorCode::ValidationFailed).await),
        ("page_size", fails(keys.list().page_size(0), ErrorCode::ValidationFailed).await),
        ("page", fails(keys.list().page(0), ErrorCode::ValidationFailed).await),
        ("label", fails(keys.create(&long), ErrorCode::ValidationFailed).await),
        ("label", fails(keys.create("x".repeat(39)).nonce(true), ErrorCode::ValidationFailed).await),
        ("label", fails(keys.update("S2-1").label(&long), ErrorCode::ValidationFailed).await),
        ("change", fails(keys.update("S2-1"), ErrorCode::ValidationFailed).await),
        ("id", fails(keys.regenerate(), ErrorCode::ValidationFailed).await),
        ("domain", fails(keys.origins().add("S2-1", " "), ErrorCode::ValidationFailed).await),
    ] {
        assert_eq!(error.fields().keys().map(String::as_str).collect::<Vec<_>>(), [what], "{error}");
        assert_eq!((error.attempts(), error.platform()), (0, Some(Platform::Adyen)));
        assert!(error.operation().is_some());
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn without_a_company_or_merchant_only_current_and_verify_work() {
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().adyen;
    let client = Client::builder(Platform::Adyen)
        .base_url(&given.base_url)
        .api_key(given.api_key.as_str())
        .build()
        .unwrap();
    client.keys().current().await.unwrap();
    client.keys().verify().await.unwrap();
    let missing = fails(client.keys().list(), ErrorCode::Config).await;
    assert!(missing.message().contains("company_id"), "{missing}");
}

#[tokio::test]
async fn an_echoed_basic_pair_is_not_shown() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let sandbox = sandbox().await;
    let given = &sandbox.credentials().adyen;
    let basic = Client::builder(Platform::Adyen)
        .base_url(&given.base_url)
        .username("ws@Company.Example")
        .password("EXAMPLE-PASSWORD")
        .company_id(&given.company_id)
        .build()
        .unwrap();
    let pair = STANDARD.encode("ws@Company.Example:EXAMPLE-PASSWORD");
    let body = format!(r#"{{"title":"no: Basic {pair}","status":401}}"#);
    let answer = keyhelm_sandbox::Fault::Answer { status: 401, headers: vec![], body };
    sandbox.add_fault(keyhelm_sandbox::FaultRule::new("adyen", answer));
    let refused = fails(basic.keys().current(), ErrorCode::Unauthenticated).await;
    assert!(refused.message().contains("REDACTED") && !refused.to_string().contains(&pair), "{refused}");
}
