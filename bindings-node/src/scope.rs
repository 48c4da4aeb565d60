use std::collections::BTreeMap;

use keyhelm::scope::{adyen, bousol};
use napi_derive::napi;

macro_rules! named {
    ($module:ident: $($name:ident)*) => {
        BTreeMap::from([$((stringify!($name), $module::$name)),*])
    };
}

/// Platform, name and text of each scope.
#[napi]
pub(crate) fn scopes() -> BTreeMap<&'static str, BTreeMap<&'static str, &'static str>> {
    BTreeMap::from([
        (
            "adyen",
            named!(adyen: API_CREDENTIALS_READ_AND_WRITE ACCOUNT_READ WEBHOOKS_READ_AND_WRITE
                USERS_READ_AND_WRITE CHECKOUT_WEBSERVICE MERCHANT_PAL_WEBSERVICE MERCHANT_RECURRING),
        ),
        (
            "bousol",
            named!(bousol: INVOICES_READ INVOICES_WRITE PAYMENT_LINKS_READ PAYMENT_LINKS_WRITE CLIENTS_READ
                CLIENTS_WRITE PAYOUTS_READ PAYOUTS_WRITE DISBURSEMENTS_READ DISBURSEMENTS_WRITE WEBHOOKS_READ
                WEBHOOKS_WRITE),
        ),
    ])
}
