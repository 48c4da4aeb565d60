//! What goes to another process and comes back.

use keyhelm::{ApiKey, Client, ErrorCode, Outcome, Platform, Reconciliation, Verification};
use keyhelm_sandbox::{Fault, FaultRule};
use serde::{Serialize, de::DeserializeOwned};

use crate::support::{client, fails, sandbox, settings};

fn again<T: Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[tokio::test]
async fn records_come_back_as_they_were() {
    let sandbox = sandbox().await;
    let certopay = client(&sandbox, Platform::CertoPay).keys();
    let adyen = client(&sandbox, Platform::Adyen).keys();
    let key = certopay.current().await.unwrap();
    assert!(key.created_at.is_some());
    assert_eq!(again::<ApiKey>(&key), key);
    let verification = certopay.verify().await.unwrap();
    assert_eq!(again::<Verification>(&verification), verification);
    let id = adyen.current().await.unwrap().id;
    let client_key = adyen.regenerate_client_key(&id).await.unwrap();
    assert_eq!(again(&client_key), client_key);
    let page = adyen.list().await.unwrap();
    assert_eq!(again(&page), page);
    let origin = adyen.origins().add(&id, "https://shop.example").await.unwrap();
    assert_eq!(again(&origin), origin);
}

#[tokio::test]
async fn an_error_comes_back_and_can_be_reconciled() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    sandbox.add_fault(FaultRule::new("adyen", Fault::DropAfter).method("POST"));
    let error = fails(keys.create("lost").nonce(true), ErrorCode::OutcomeUnknown).await;
    let error_again = again(&error);
    assert_eq!(format!("{error:?} {error}"), format!("{error_again:?} {error_again}"));
    let found = keys.reconcile(&error_again).await.unwrap();
    assert_eq!((found.outcome, found.key.is_some()), (Outcome::Happened, true));
    assert_eq!(again::<Reconciliation>(&found), found);
}

#[tokio::test]
async fn a_forked_childs_client_has_the_key_of_now() {
    let sandbox = sandbox().await;
    let parent = client(&sandbox, Platform::CertoPay);
    parent.keys().regenerate().await.unwrap();
    let child = parent.in_forked_child().unwrap();
    assert_eq!(child.keys().verify().await.unwrap().outcome.as_str(), "valid");
    assert_eq!(child.environment(), parent.environment());
    child.keys().current().await.unwrap();

    let password = "EXAMPLE-PASSWORD-NOT-REAL";
    let basic = Client::builder(Platform::Adyen)
        .username("ws@Company.X")
        .password(password)
        .base_url(&sandbox.credentials().adyen.base_url)
        .build()
        .unwrap();
    assert!(basic.in_forked_child().is_ok());
    assert!(settings(&sandbox, Platform::Bousol).build().unwrap().in_forked_child().is_ok());
}

#[tokio::test]
async fn keys_that_have_come_are_given_without_asking() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Adyen).keys();
    keys.create("second").await.unwrap();
    let mut all = keys.list_all();
    assert!(all.fetched().is_none(), "nothing was asked for");
    let first = all.next().await.unwrap().unwrap();
    let second = all.fetched().unwrap();
    assert_ne!(first.id, second.id);
    assert!(all.fetched().is_none());
}
