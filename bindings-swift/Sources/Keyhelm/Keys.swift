import Foundation

/// The calls about keys. Each takes `timeout`, in seconds, for itself alone, and throws ``KeyhelmError``, or
/// `CancellationError` when its task is cancelled.
public struct Keys: Sendable {
    let raw: RawClient

    /// A page of keys: the first one with 10 keys, unless it is told otherwise.
    ///
    /// - Parameters:
    ///   - page: counted from 1.
    ///   - pageSize: 1 to 100.
    public func list(page: Int? = nil, pageSize: Int? = nil, timeout: TimeInterval? = nil) async throws -> Page<ApiKey>
    {
        try await perform {
            Page(
                try await raw.list(
                    page: page.map(Int64.init), pageSize: pageSize.map(Int64.init), timeout: timeout, cancel: $0))
        }
    }

    /// Every key, one after another; pages are fetched as they are needed.
    ///
    /// A key that shows up on two pages, because others were made meanwhile, is given once. `timeout` is for each page.
    /// After an error the sequence has ended.
    ///
    /// ```swift
    /// for try await key in client.keys.listAll() {
    ///     print(key.id, key.status)
    /// }
    /// ```
    public func listAll(timeout: TimeInterval? = nil) -> AllKeys {
        AllKeys(raw: raw, timeout: timeout)
    }

    /// The key with this id.
    public func get(_ id: String, timeout: TimeInterval? = nil) async throws -> ApiKey {
        try await perform { ApiKey(try await raw.get(id: id, timeout: timeout, cancel: $0)) }
    }

    /// The key of the credential in use: at Adyen the one the call is made with, at CertoPay the account's.
    public func current(timeout: TimeInterval? = nil) async throws -> ApiKey {
        try await perform { ApiKey(try await raw.current(timeout: timeout, cancel: $0)) }
    }

    /// A new key under this label. Adyen calls the label description and allows 50 characters, the scopes roles and the
    /// accounts associated merchant accounts.
    ///
    /// With `nonce` it adds ` kh-` and eight random characters to the description, so that
    /// ``reconcile(_:timeout:)`` can tell this key from all others; the label is then at most 38 characters.
    ///
    /// Never sent twice unless it certainly was not carried out. When its answer is lost it throws
    /// ``KeyhelmError/outcomeUnknown(_:)``: give that to ``reconcile(_:timeout:)``.
    public func create(
        _ label: String,
        scopes: [String] = [],
        allowedOrigins: [String] = [],
        accounts: [String] = [],
        nonce: Bool = false,
        timeout: TimeInterval? = nil
    ) async throws -> IssuedKey {
        try await perform {
            IssuedKey(
                try await raw.create(
                    label: label, scopes: scopes, allowedOrigins: allowedOrigins, accounts: accounts, nonce: nonce,
                    timeout: timeout, cancel: $0))
        }
    }

    /// Changes a key's label, scopes, origins or accounts; what is `nil` stays as it is. Adyen only.
    public func update(
        _ id: String,
        label: String? = nil,
        scopes: [String]? = nil,
        allowedOrigins: [String]? = nil,
        accounts: [String]? = nil,
        timeout: TimeInterval? = nil
    ) async throws -> ApiKey {
        try await perform {
            ApiKey(
                try await raw.update(
                    id: id, label: label, scopes: scopes, allowedOrigins: allowedOrigins, accounts: accounts,
                    timeout: timeout, cancel: $0))
        }
    }

    /// A new secret for a key: one call, one new secret. The `id` is for Adyen alone, and required there.
    ///
    /// What becomes of the old secret is in ``IssuedKey/previous``: at Adyen it works on for 24 hours; at CertoPay and
    /// Caibo it is dead at once, and this client goes on with the new one by itself.
    ///
    /// Never sent twice unless it certainly was not carried out. When its answer is lost it throws
    /// ``KeyhelmError/outcomeUnknown(_:)``: give that to ``reconcile(_:timeout:)``.
    public func regenerate(_ id: String? = nil, timeout: TimeInterval? = nil) async throws -> IssuedKey {
        try await perform { IssuedKey(try await raw.regenerate(id: id, timeout: timeout, cancel: $0)) }
    }

    /// Ends a key. Doing it twice is a success. Adyen has no deletion: the credential is switched off.
    ///
    /// - Returns: the key as it is now, or `nil` where the platform answers without it.
    @discardableResult
    public func revoke(_ id: String, timeout: TimeInterval? = nil) async throws -> ApiKey? {
        try await perform { try await raw.revoke(id: id, timeout: timeout, cancel: $0).key.map(ApiKey.init) }
    }

    /// Tells by a harmless read whether the client's key works, or the one given.
    ///
    /// A refused key is an outcome, not an error; errors are what keeps the question open. A given key of the other
    /// environment is ``KeyhelmError/environmentMismatch(_:)``, and nothing is sent. Caibo needs `paymentRequestId`,
    /// here or in the client's settings.
    public func verify(
        secret: (any SecretConvertible)? = nil,
        paymentRequestId: String? = nil,
        timeout: TimeInterval? = nil
    ) async throws -> Verification {
        try await perform {
            Verification(
                try await raw.verify(
                    secret: secret?.keyhelmSecret.raw, paymentRequestId: paymentRequestId, timeout: timeout,
                    cancel: $0))
        }
    }

    /// Finds out what became of a call that threw ``KeyhelmError/outcomeUnknown(_:)``, as far as the platform lets one
    /// look. It only reads. Use the client that made the call, or one for the same account; the error may have been
    /// encoded and decoded in between.
    ///
    /// ``Reconciliation/Outcome/notSeen`` right after the error may be too early: the platform may still be at work.
    public func reconcile(_ error: KeyhelmError, timeout: TimeInterval? = nil) async throws -> Reconciliation {
        try await perform {
            Reconciliation(try await raw.reconcile(error: error.facts.raw, timeout: timeout, cancel: $0))
        }
    }

    /// A new client key for a credential; the old one works on for 24 hours. Adyen only. A client key is public.
    public func regenerateClientKey(_ id: String, timeout: TimeInterval? = nil) async throws -> ClientKey {
        try await perform { ClientKey(try await raw.regenerateClientKey(id: id, timeout: timeout, cancel: $0)) }
    }

    /// The origins that a credential's client key may be used from. Adyen only.
    public var origins: Origins { Origins(raw: raw) }
}

extension Keys: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
