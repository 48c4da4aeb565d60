//! The core's words, against which Swift's enumerations are checked.

use std::collections::HashMap;

use keyhelm::{
    Availability, Environment, ErrorCode, EventKind, KeyStatus, Operation, Outcome, Platform, Previous,
    VerificationOutcome,
    scope::{adyen, bousol},
};

use crate::error::Failure;

fn words<T: ToString>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(|word| word.to_string()).collect()
}

/// Each enumeration's words, in the order of the documentation.
#[uniffi::export]
fn vocabulary() -> Result<HashMap<String, Vec<String>>, Failure> {
    use {EventKind as Kind, VerificationOutcome as Verified};
    let operations = Operation::ALL.into_iter().chain([Operation::Login, Operation::Request]);
    Ok([
        ("platform", words(Platform::ALL)),
        ("environment", words([Environment::Test, Environment::Live])),
        ("operation", words(operations)),
        ("code", words(ErrorCode::ALL)),
        (
            "status",
            words([
                KeyStatus::Active,
                KeyStatus::Inactive,
                KeyStatus::Revoked,
                KeyStatus::Expired,
                KeyStatus::Unknown,
            ]),
        ),
        ("previous", words([Previous::Dead, Previous::Grace, Previous::UntilRevoked, Previous::None])),
        ("availability", words([Availability::Api, Availability::Dashboard, Availability::None])),
        ("outcome", words([Outcome::NotSeen, Outcome::Happened, Outcome::CannotTell])),
        (
            "verification",
            words([
                Verified::Valid,
                Verified::ValidWithoutPermission,
                Verified::ProbablyValid,
                Verified::Invalid,
            ]),
        ),
        (
            "event",
            words([
                Kind::Wait,
                Kind::Retry,
                Kind::RateLimited,
                Kind::Login,
                Kind::QuotaRefused,
                Kind::LimitLearned,
                Kind::OutcomeUnknown,
                Kind::Warning,
            ]),
        ),
    ]
    .map(|(name, words)| (name.to_owned(), words))
    .into())
}

macro_rules! constants {
    ($module:ident: $($name:ident)*) => {
        [$((concat!(stringify!($module), ".", stringify!($name)).to_owned(), $module::$name.to_owned())),*]
    };
}

/// The constants of scopes and roles, by their names.
#[uniffi::export]
fn scopes() -> Result<HashMap<String, String>, Failure> {
    let bousol = constants! { bousol:
        INVOICES_READ INVOICES_WRITE PAYMENT_LINKS_READ PAYMENT_LINKS_WRITE CLIENTS_READ CLIENTS_WRITE
        PAYOUTS_READ PAYOUTS_WRITE DISBURSEMENTS_READ DISBURSEMENTS_WRITE WEBHOOKS_READ WEBHOOKS_WRITE
    };
    let adyen = constants! { adyen:
        API_CREDENTIALS_READ_AND_WRITE ACCOUNT_READ WEBHOOKS_READ_AND_WRITE USERS_READ_AND_WRITE
        CHECKOUT_WEBSERVICE MERCHANT_PAL_WEBSERVICE MERCHANT_RECURRING
    };
    Ok(bousol.into_iter().chain(adyen).collect())
}

/// Whether the same call, made again later, may succeed without anything being changed first.
#[uniffi::export]
fn is_retryable(code: String) -> Result<bool, Failure> {
    Ok(code.parse::<ErrorCode>().is_ok_and(ErrorCode::retryable))
}
