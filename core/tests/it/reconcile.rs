use keyhelm::{Error, ErrorCode, Keys, Outcome, Platform};
use keyhelm_sandbox::{Fault, FaultRule, Sandbox};

use crate::support::{client, fails, sandbox};

/// The error of a call whose line breaks before or after the work.
async fn lost<T>(
    sandbox: &Sandbox,
    platform: Platform,
    fault: Fault,
    path: &str,
    call: impl IntoFuture<Output = Result<T, Error>>,
) -> Error {
    let method = if platform == Platform::Caibo { "PUT" } else { "POST" };
    sandbox.add_fault(FaultRule::new(platform.as_str(), fault).method(method).path(path));
    fails(call, ErrorCode::OutcomeUnknown).await
}

fn adyen(sandbox: &Sandbox) -> Keys {
    client(sandbox, Platform::Adyen).keys()
}

#[tokio::test]
async fn a_named_creation_is_found_for_sure() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    keys.create("twin").await.unwrap();
    keys.create("twin").nonce(true).await.unwrap();
    let create = || keys.create("twin").nonce(true);
    let error = lost(&sandbox, Platform::Adyen, Fault::DropAfter, "", create()).await;
    let found = keys.reconcile(&error).await.unwrap();
    assert_eq!((found.outcome, found.candidates.len()), (Outcome::Happened, 0));
    let orphan = found.key.unwrap();
    assert_eq!(orphan.label.as_deref(), Some("twin"), "without the nonce");
    keys.revoke(orphan.id).await.unwrap();

    let error = lost(&sandbox, Platform::Adyen, Fault::DropBefore, "", create()).await;
    let found = keys.reconcile(&error).await.unwrap();
    assert_eq!((found.outcome, found.key), (Outcome::NotSeen, None));
}

#[tokio::test]
async fn a_creation_without_a_name_has_candidates() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    let error = lost(&sandbox, Platform::Adyen, Fault::DropAfter, "", keys.create("plain")).await;
    let found = keys.reconcile(&error).await.unwrap();
    assert_eq!((found.outcome, found.candidates.len(), &found.key), (Outcome::Happened, 1, &None));
    let error = lost(&sandbox, Platform::Adyen, Fault::DropBefore, "", keys.create("other")).await;
    assert_eq!(keys.reconcile(&error).await.unwrap().outcome, Outcome::NotSeen);
}

#[tokio::test]
async fn a_regeneration_at_adyen_cannot_be_told_and_says_what_helps() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    let id = keys.create("x").await.unwrap().key.id;
    let call = keys.regenerate().id(&id);
    let error = lost(&sandbox, Platform::Adyen, Fault::DropAfter, "generateApiKey", call).await;
    let found = keys.reconcile(&error).await.unwrap();
    assert_eq!(found.outcome, Outcome::CannotTell);
    assert!(found.advice.contains("regenerate"), "{}", found.advice);
}

#[tokio::test]
async fn origins_are_looked_up() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    let id = keys.create("x").await.unwrap().key.id;
    let origins = keys.origins();
    let call = origins.add(&id, "https://a.example");
    let error = lost(&sandbox, Platform::Adyen, Fault::DropAfter, "allowedOrigins", call).await;
    assert_eq!(keys.reconcile(&error).await.unwrap().outcome, Outcome::Happened);
    let call = origins.add(&id, "https://b.example");
    let error = lost(&sandbox, Platform::Adyen, Fault::DropBefore, "allowedOrigins", call).await;
    assert_eq!(keys.reconcile(&error).await.unwrap().outcome, Outcome::NotSeen);

    let origin = origins.list(&id).await.unwrap().remove(0).id.unwrap();
    sandbox.add_fault(FaultRule::new("adyen", Fault::DropAfter).method("DELETE"));
    let error = fails(origins.remove(&id, &origin), ErrorCode::OutcomeUnknown).await;
    assert_eq!(keys.reconcile(&error).await.unwrap().outcome, Outcome::Happened);
}

#[tokio::test]
async fn a_regeneration_at_certopay_is_told_by_the_look_before() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::CertoPay).keys();
    let error = lost(&sandbox, Platform::CertoPay, Fault::DropBefore, "regenerate", keys.regenerate()).await;
    assert_eq!(keys.reconcile(&error).await.unwrap().outcome, Outcome::NotSeen);
    let error = lost(&sandbox, Platform::CertoPay, Fault::DropAfter, "regenerate", keys.regenerate()).await;
    let found = keys.reconcile(&error).await.unwrap();
    assert_eq!(found.outcome, Outcome::Happened);
    assert!(found.key.is_some());
}

#[tokio::test]
async fn a_regeneration_at_caibo_cannot_be_told() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::Caibo).keys();
    let error = lost(&sandbox, Platform::Caibo, Fault::DropAfter, "apikey", keys.regenerate()).await;
    assert_eq!(keys.reconcile(&error).await.unwrap().outcome, Outcome::CannotTell);
}

#[tokio::test]
async fn only_an_unknown_outcome_of_the_same_platform_is_reconciled() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    let not_found = fails(keys.get("none"), ErrorCode::NotFound).await;
    fails(keys.reconcile(&not_found), ErrorCode::ValidationFailed).await;
    let error = lost(&sandbox, Platform::Adyen, Fault::DropAfter, "", keys.create("x")).await;
    let caibo = client(&sandbox, Platform::Caibo).keys();
    fails(caibo.reconcile(&error), ErrorCode::ValidationFailed).await;
}

/// Passes bytes on to the sandbox, the client's only after a signal: the request is under way for as long as that.
async fn slow_way_to(
    target: std::net::SocketAddr,
) -> (std::net::SocketAddr, std::sync::Arc<tokio::sync::Notify>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let go = std::sync::Arc::new(tokio::sync::Notify::new());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let signal = std::sync::Arc::clone(&go);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let signal = std::sync::Arc::clone(&signal);
            tokio::spawn(async move {
                let mut request = vec![0; 16 * 1024];
                let length = client.read(&mut request).await.unwrap();
                signal.notified().await;
                let mut server = tokio::net::TcpStream::connect(target).await.unwrap();
                server.write_all(&request[..length]).await.unwrap();
                tokio::io::copy_bidirectional(&mut client, &mut server).await.ok();
            });
        }
    });
    (address, go)
}

#[tokio::test]
async fn a_request_that_is_still_under_way_is_not_seen_yet_and_seen_later() {
    let sandbox = sandbox().await;
    let url = sandbox.credentials().adyen.base_url.clone();
    let host = url.trim_start_matches("http://").split('/').next().unwrap();
    let (address, go) = slow_way_to(host.parse().unwrap()).await;
    let slow = crate::support::settings(&sandbox, Platform::Adyen)
        .base_url(format!("http://{address}/adyen/v3"))
        .build()
        .unwrap();
    let create = slow.keys().create("late").nonce(true).timeout(std::time::Duration::from_millis(200));
    let error = fails(create, ErrorCode::OutcomeUnknown).await;
    let keys = adyen(&sandbox);
    let early = keys.reconcile(&error).await.unwrap();
    assert_eq!(early.outcome, Outcome::NotSeen);
    assert!(early.advice.contains("again"), "{}", early.advice);
    go.notify_one();
    let has_arrived =
        || sandbox.requests().iter().any(|record| record.method == "POST" && record.status.is_some());
    crate::support::soon("the late request", has_arrived).await;
    assert_eq!(keys.reconcile(&error).await.unwrap().outcome, Outcome::Happened);
}

#[tokio::test]
async fn an_error_of_another_account_is_refused() {
    let sandbox = sandbox().await;
    let keys = client(&sandbox, Platform::CertoPay).keys();
    let error = lost(&sandbox, Platform::CertoPay, Fault::DropAfter, "regenerate", keys.regenerate()).await;
    let settings = crate::support::settings(&sandbox, Platform::CertoPay);
    let other = settings.email("other@shop.example").build().unwrap().keys();
    let refused = fails(other.reconcile(&error), ErrorCode::ValidationFailed).await;
    assert!(refused.message().contains("account"), "{refused}");
    let rebuilt = client(&sandbox, Platform::CertoPay).keys();
    assert_eq!(rebuilt.reconcile(&error).await.unwrap().outcome, Outcome::Happened);
}

#[tokio::test]
async fn reconciling_keeps_its_own_deadline() {
    let sandbox = sandbox().await;
    let keys = adyen(&sandbox);
    let error = lost(&sandbox, Platform::Adyen, Fault::DropAfter, "", keys.create("x").nonce(true)).await;
    sandbox.add_fault(FaultRule::new("adyen", Fault::Hang { hang_ms: 60_000 }));
    let late = keys.reconcile(&error).timeout(std::time::Duration::from_millis(150));
    fails(late, ErrorCode::Timeout).await;
}
