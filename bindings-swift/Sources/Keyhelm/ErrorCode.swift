/// What went wrong, as a stable code that is the same in every language.
public enum ErrorCode: String, CaseIterable, Codable, Hashable, Sendable {
    /// The client was set up wrong; nothing was sent. Correct the setting the message names.
    case config
    /// A test key on live, or the reverse; nothing was sent, or the platform said so.
    case environmentMismatch = "environment_mismatch"
    /// The platform has no such call; the hint says where a person does it.
    case unsupportedOperation = "unsupported_operation"
    /// Key or login missing, wrong, revoked or expired.
    case unauthenticated
    /// The management token expired and logging in again did not help.
    case tokenExpired = "token_expired"
    /// The credential lacks a scope or role.
    case permissionDenied = "permission_denied"
    /// The platform could not read the request; any other 4xx.
    case invalidRequest = "invalid_request"
    /// The platform, or a local check, refused a value; see the error's fields.
    case validationFailed = "validation_failed"
    /// No such key or resource.
    case notFound = "not_found"
    /// A clash of states or names.
    case conflict
    /// 429, and the wait does not fit the deadline; `retryAfter` says how long.
    case rateLimited = "rate_limited"
    /// 5xx to a call that is safe to repeat, and repeating did not help.
    case serverError = "server_error"
    /// No answer within the deadline, and the call is safe to repeat or nothing was sent.
    case timeout
    /// Could not connect, or the line broke, and the call is safe to repeat or nothing was sent.
    case connectionFailed = "connection_failed"
    /// A call that is not safe to repeat may have been carried out. Reconcile before doing it again.
    case outcomeUnknown = "outcome_unknown"
    /// The answer to a call that is safe to repeat could not be understood; or a redirect.
    case malformedResponse = "malformed_response"
    /// The caller cancelled. In Swift that is `CancellationError`, so no call throws this one.
    case cancelled

    /// Whether the same call, made again later, may succeed without anything being changed first. Never true for
    /// ``outcomeUnknown``: that one is reconciled first.
    public var retryable: Bool {
        (try? Raw.isRetryable(self)) ?? false
    }
}
