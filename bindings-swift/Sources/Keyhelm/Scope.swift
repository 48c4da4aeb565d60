/// Scopes and roles as constants. Both are free text for the platforms, so one that is not listed passes through.
public enum Scope {
    /// Bousol's scopes. Source: Bousol, enterprise/development/authentication, "Scopes".
    public enum Bousol {
        public static let invoicesRead = "invoices:read"
        public static let invoicesWrite = "invoices:write"
        public static let paymentLinksRead = "payment-links:read"
        public static let paymentLinksWrite = "payment-links:write"
        public static let clientsRead = "clients:read"
        public static let clientsWrite = "clients:write"
        public static let payoutsRead = "payouts:read"
        public static let payoutsWrite = "payouts:write"
        public static let disbursementsRead = "disbursements:read"
        public static let disbursementsWrite = "disbursements:write"
        public static let webhooksRead = "webhooks:read"
        public static let webhooksWrite = "webhooks:write"

        /// All twelve, which Bousol calls full access.
        public static let all = [
            invoicesRead, invoicesWrite, paymentLinksRead, paymentLinksWrite, clientsRead, clientsWrite, payoutsRead,
            payoutsWrite, disbursementsRead, disbursementsWrite, webhooksRead, webhooksWrite,
        ]
    }

    /// Adyen's roles that matter for managing keys, in the spelling of its documentation (with an em dash; answers may
    /// use a hyphen, which ``missingScopes(have:need:)`` takes for the same).
    /// Source: Adyen, Management API v3 specification, and development-resources/api-credentials/roles.
    public enum Adyen {
        /// May do everything with API credentials; every key operation but `current` and `verify` needs it.
        public static let apiCredentialsReadAndWrite = "Management API—API credentials read and write"
        /// Reads accounts; enough for `current` and `verify`.
        public static let accountRead = "Management API—Account read"
        /// Reads and changes webhooks.
        public static let webhooksReadAndWrite = "Management API—Webhooks read and write"
        /// Reads and changes people's accounts.
        public static let usersReadAndWrite = "Management API—Users read and write"
        /// The default role of a payments key.
        public static let checkoutWebservice = "Checkout webservice role"
        /// A default role of a payments key: captures, refunds, cancellations.
        public static let merchantPalWebservice = "Merchant PAL webservice role"
        /// A default role of a payments key: stored payment details.
        public static let merchantRecurring = "Merchant Recurring role"
    }
}

/// What of `need` is not in `have`, in the order and spelling of `need`. Hyphens and dashes count as the same.
public func missingScopes(have: [String], need: [String]) -> [String] {
    // What cannot be compared counts as missing.
    (try? Raw.missingScopes(have: have, need: need)) ?? need
}
