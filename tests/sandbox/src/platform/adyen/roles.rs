//! Role names, and what they allow.

/// Names of the Management API roles, which all start with "Management API—".
const MANAGEMENT: [&str; 24] = [
    "Account read",
    "Accounts read",
    "Accounts read and write",
    "Android files read",
    "Android files read and write",
    "API credentials read and write",
    "Assign Terminal",
    "Payment methods read",
    "Payment methods read and write",
    "Payout account settings read",
    "Payout account settings read and write",
    "SplitConfiguration read and write",
    "Stores read",
    "Stores read and write",
    "Terminal actions read",
    "Terminal actions read and write",
    "Terminal ordering read",
    "Terminal ordering read and write",
    "Terminal settings read",
    "Terminal settings read and write",
    "Terminal settings Advanced read and write",
    "Users read and write",
    "Webhooks read",
    "Webhooks read and write",
];

/// What a new credential gets when nothing is asked for.
pub(super) const DEFAULT: [&str; 4] = [
    "Merchant PAL webservice role",
    "Checkout webservice role",
    "Merchant Recurring role",
    "Data Protection API",
];

const PAYMENT: [&str; 17] = [
    "Checkout encrypted cardholder data",
    "API PCI Payments role",
    "API Payment RefundWithData",
    "API Clientside Encryption Payments role",
    "API tokenise payment details",
    "API Supply MPI data with Payments",
    "API Authorise Referred Payments",
    "API 3DS 2.0 to retrieve the ThreeDS2Result for authentication only",
    "API to retrieve authentication data",
    "General API Payments role",
    "Merchant Payout role",
    "Merchant Report Download role",
    "Merchant Rss feed role",
    "ThreeDSecure WebService Role",
    "Store payout detail",
    "Store payout detail and submit payout - withdrawal",
    "Store payout detail and submit payout – withdrawal",
];

/// All documented roles, the management ones with the hyphen that answers are seen with.
pub(super) fn all() -> Vec<String> {
    let management = MANAGEMENT.iter().map(|name| format!("Management API - {name}"));
    management.chain(DEFAULT.iter().chain(&PAYMENT).map(ToString::to_string)).collect()
}

/// Whether a role is any of the Management API.
pub(super) fn manages(roles: &[String]) -> bool {
    roles.iter().any(|role| normal(role).starts_with("Management API-"))
}

/// Whether the role for API credentials is among them.
pub(super) fn manages_credentials(roles: &[String]) -> bool {
    roles.iter().any(|role| normal(role) == "Management API-API credentials read and write")
}

/// The first role that is none of `known`, however it writes its dashes.
pub(super) fn stranger<'a>(roles: &'a [String], known: &[String]) -> Option<&'a str> {
    let known: Vec<String> = known.iter().map(|role| normal(role)).collect();
    roles.iter().find(|role| !known.contains(&normal(role))).map(String::as_str)
}

/// One kind of dash, no spaces around it, single spaces elsewhere.
fn normal(role: &str) -> String {
    let dashed = role.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let words: Vec<&str> = dashed.split_whitespace().collect();
    words.join(" ").replace(" -", "-").replace("- ", "-")
}
