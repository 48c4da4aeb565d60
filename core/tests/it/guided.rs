use keyhelm::{Availability, ErrorCode, Operation, Platform, VerificationOutcome};
use keyhelm_sandbox::{Fault, FaultRule};

use crate::support::{client, fails, sandbox, settings};

#[tokio::test]
async fn what_a_platform_does_not_offer_is_refused_at_once_with_its_dashboard_path() {
    let sandbox = sandbox().await;
    for platform in Platform::ALL {
        let client = client(&sandbox, platform);
        let keys = client.keys();
        for (operation, capability) in client.capabilities() {
            if capability.availability == Availability::Api || operation == Operation::Reconcile {
                continue;
            }
            let code = ErrorCode::UnsupportedOperation;
            let refused = match operation {
                Operation::List => fails(keys.list(), code).await,
                Operation::Get => fails(keys.get("x"), code).await,
                Operation::Current => fails(keys.current(), code).await,
                Operation::Create => fails(keys.create("x"), code).await,
                Operation::Update => fails(keys.update("x").label("y"), code).await,
                Operation::Regenerate => fails(keys.regenerate(), code).await,
                Operation::Revoke => fails(keys.revoke("x"), code).await,
                Operation::RegenerateClientKey => fails(keys.regenerate_client_key("x"), code).await,
                Operation::ListOrigins => fails(keys.origins().list("x"), code).await,
                Operation::AddOrigin => fails(keys.origins().add("x", "https://x.example"), code).await,
                Operation::RemoveOrigin => fails(keys.origins().remove("x", "y"), code).await,
                other => panic!("{other} is offered by every platform"),
            };
            assert_eq!((refused.platform(), refused.operation()), (Some(platform), Some(operation)));
            assert_eq!(refused.hint(), capability.guide);
            assert_eq!(capability.guide.is_some(), capability.availability == Availability::Dashboard);
            assert_eq!(refused.attempts(), 0);
        }
    }
    assert!(sandbox.requests().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn every_platform_tells_a_good_key_from_a_wrong_one() {
    let sandbox = sandbox().await;
    for platform in Platform::ALL {
        let keys = client(&sandbox, platform).keys();
        let own = keys.verify().await.unwrap();
        assert_eq!((own.outcome, own.reason), (VerificationOutcome::Valid, None), "{platform}");
        let wrong = keys.verify().secret("wrong-EXAMPLE-key").await.unwrap();
        assert_eq!(wrong.outcome, VerificationOutcome::Invalid, "{platform}");
        assert_eq!(wrong.reason, Some(ErrorCode::Unauthenticated));
        assert_eq!(wrong.environment, None, "a refused key without a format tells nothing");
    }
}

#[tokio::test]
async fn a_403_is_a_genuine_key_and_a_500_is_no_verdict() {
    let sandbox = sandbox().await;
    for platform in Platform::ALL {
        let client = settings(&sandbox, platform).max_attempts(1).build().unwrap();
        let answer = |status| Fault::Answer { status, headers: vec![], body: String::new() };
        sandbox.add_fault(FaultRule::new(platform.as_str(), answer(403)));
        let verification = client.keys().verify().await.unwrap();
        assert_eq!(verification.outcome, VerificationOutcome::ValidWithoutPermission, "{platform}");
        sandbox.add_fault(FaultRule::new(platform.as_str(), answer(500)));
        fails(client.keys().verify(), ErrorCode::ServerError).await;
    }
}
