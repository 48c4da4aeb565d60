//! Scopes and roles as constants, and what is missing from a list of them.
//!
//! Both are free text for the platforms, so a scope that is not listed here passes through unchanged.

/// Bousol's scopes. Source: Bousol, enterprise/development/authentication, "Scopes".
pub mod bousol {
    /// View invoices.
    pub const INVOICES_READ: &str = "invoices:read";
    /// Create and update invoices.
    pub const INVOICES_WRITE: &str = "invoices:write";
    /// View payment links.
    pub const PAYMENT_LINKS_READ: &str = "payment-links:read";
    /// Create payment links.
    pub const PAYMENT_LINKS_WRITE: &str = "payment-links:write";
    /// View clients.
    pub const CLIENTS_READ: &str = "clients:read";
    /// Create and update clients.
    pub const CLIENTS_WRITE: &str = "clients:write";
    /// View payouts.
    pub const PAYOUTS_READ: &str = "payouts:read";
    /// Create payouts.
    pub const PAYOUTS_WRITE: &str = "payouts:write";
    /// View disbursements.
    pub const DISBURSEMENTS_READ: &str = "disbursements:read";
    /// Create disbursements.
    pub const DISBURSEMENTS_WRITE: &str = "disbursements:write";
    /// View webhook endpoints.
    pub const WEBHOOKS_READ: &str = "webhooks:read";
    /// Manage webhook endpoints.
    pub const WEBHOOKS_WRITE: &str = "webhooks:write";

    /// All twelve, which Bousol calls full access.
    pub const ALL: [&str; 12] = [
        INVOICES_READ,
        INVOICES_WRITE,
        PAYMENT_LINKS_READ,
        PAYMENT_LINKS_WRITE,
        CLIENTS_READ,
        CLIENTS_WRITE,
        PAYOUTS_READ,
        PAYOUTS_WRITE,
        DISBURSEMENTS_READ,
        DISBURSEMENTS_WRITE,
        WEBHOOKS_READ,
        WEBHOOKS_WRITE,
    ];
}

/// Adyen's roles that matter for managing keys, in the spelling of its documentation (with an em dash; answers may
/// use a hyphen, which [`missing_scopes`] takes for the same).
/// Source: Adyen, Management API v3 specification, and development-resources/api-credentials/roles.
pub mod adyen {
    /// May do everything with API credentials; every key operation but `current` and `verify` needs it.
    pub const API_CREDENTIALS_READ_AND_WRITE: &str = "Management API—API credentials read and write";
    /// Reads accounts; enough for `current` and `verify`.
    pub const ACCOUNT_READ: &str = "Management API—Account read";
    /// Reads and changes webhooks.
    pub const WEBHOOKS_READ_AND_WRITE: &str = "Management API—Webhooks read and write";
    /// Reads and changes people's accounts.
    pub const USERS_READ_AND_WRITE: &str = "Management API—Users read and write";
    /// The default role of a payments key.
    pub const CHECKOUT_WEBSERVICE: &str = "Checkout webservice role";
    /// A default role of a payments key: captures, refunds, cancellations.
    pub const MERCHANT_PAL_WEBSERVICE: &str = "Merchant PAL webservice role";
    /// A default role of a payments key: stored payment details.
    pub const MERCHANT_RECURRING: &str = "Merchant Recurring role";
}

/// What of `need` is not in `have`, in the order and spelling of `need`.
///
/// Upper and lower case count; hyphens, dashes and the spaces around them do not, because Adyen writes its roles
/// with an em dash and answers with a hyphen.
///
/// ```
/// use keyhelm::scope::{self, missing_scopes};
///
/// let have = ["Management API - API credentials read and write", "invoices:read"];
/// let need = [scope::adyen::API_CREDENTIALS_READ_AND_WRITE, scope::bousol::PAYOUTS_READ];
/// assert_eq!(missing_scopes(have, need), ["payouts:read"]);
/// ```
pub fn missing_scopes<H, N>(have: H, need: N) -> Vec<String>
where
    H: IntoIterator<Item: AsRef<str>>,
    N: IntoIterator<Item: AsRef<str>>,
{
    let have: Vec<String> = have.into_iter().map(|scope| normalised(scope.as_ref())).collect();
    need.into_iter()
        .filter(|scope| !have.contains(&normalised(scope.as_ref())))
        .map(|scope| scope.as_ref().to_owned())
        .collect()
}

/// Every dash as one hyphen without spaces around it, and runs of white space as one space.
fn normalised(scope: &str) -> String {
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    scope
        .split(is_dash)
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("-")
}
