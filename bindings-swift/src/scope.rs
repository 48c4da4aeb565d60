use std::collections::HashMap;

use keyhelm::scope::{adyen, bousol};

use crate::error::Failure;

macro_rules! scopes {
    ($($module:ident: $($name:ident)*;)*) => {
        HashMap::from([$($((concat!(stringify!($module), ".", stringify!($name)).to_owned(), $module::$name.to_owned()),)*)*])
    };
}

/// The core's constants by name, against which Swift's are checked.
#[uniffi::export]
fn scopes() -> Result<HashMap<String, String>, Failure> {
    Ok(scopes! {
        bousol:
            INVOICES_READ INVOICES_WRITE PAYMENT_LINKS_READ PAYMENT_LINKS_WRITE CLIENTS_READ CLIENTS_WRITE
            PAYOUTS_READ PAYOUTS_WRITE DISBURSEMENTS_READ DISBURSEMENTS_WRITE WEBHOOKS_READ WEBHOOKS_WRITE;
        adyen:
            API_CREDENTIALS_READ_AND_WRITE ACCOUNT_READ WEBHOOKS_READ_AND_WRITE USERS_READ_AND_WRITE
            CHECKOUT_WEBSERVICE MERCHANT_PAL_WEBSERVICE MERCHANT_RECURRING;
    })
}
