import Foundation

/// Why a call failed: a case per code, all with the same facts.
///
/// No part of it holds a secret, a request's body or a URL's query.
///
/// ```swift
/// do {
///     _ = try await client.keys.verify(timeout: 1)
/// } catch KeyhelmError.rateLimited(let facts) {
///     print("come back in", facts.retryAfter ?? 0, "seconds")
/// } catch let error as KeyhelmError {
///     print(error.code, error.message, error.hint ?? "")
/// }
/// ```
public enum KeyhelmError: Error, Hashable, Sendable {
    /// The client was set up wrong; nothing was sent. Correct the setting the message names.
    case config(ErrorFacts)
    /// A test key on live, or the reverse; nothing was sent, or the platform said so.
    case environmentMismatch(ErrorFacts)
    /// The platform has no such call; the hint says where a person does it.
    case unsupportedOperation(ErrorFacts)
    /// Key or login missing, wrong, revoked or expired.
    case unauthenticated(ErrorFacts)
    /// The management token expired and logging in again did not help.
    case tokenExpired(ErrorFacts)
    /// The credential lacks a scope or role.
    case permissionDenied(ErrorFacts)
    /// The platform could not read the request; any other 4xx.
    case invalidRequest(ErrorFacts)
    /// The platform, or a local check, refused a value; see `fields`.
    case validationFailed(ErrorFacts)
    /// No such key or resource.
    case notFound(ErrorFacts)
    /// A clash of states or names.
    case conflict(ErrorFacts)
    /// 429, and the wait does not fit the deadline; `retryAfter` says how long.
    case rateLimited(ErrorFacts)
    /// 5xx to a call that is safe to repeat, and repeating did not help.
    case serverError(ErrorFacts)
    /// No answer within the deadline, and the call is safe to repeat or nothing was sent.
    case timeout(ErrorFacts)
    /// Could not connect, or the line broke, and the call is safe to repeat or nothing was sent.
    case connectionFailed(ErrorFacts)
    /// A call that is not safe to repeat may have been carried out. Give the error to ``Keys/reconcile(_:timeout:)`` before
    /// doing it again.
    case outcomeUnknown(ErrorFacts)
    /// The answer to a call that is safe to repeat could not be understood; or a redirect.
    case malformedResponse(ErrorFacts)
    /// The caller cancelled. In Swift that is `CancellationError`, so no call throws this one.
    case cancelled(ErrorFacts)

    /// An error as the library makes it, for tests of one's own.
    public init(_ code: ErrorCode, _ facts: ErrorFacts) {
        switch code {
        case .config: self = .config(facts)
        case .environmentMismatch: self = .environmentMismatch(facts)
        case .unsupportedOperation: self = .unsupportedOperation(facts)
        case .unauthenticated: self = .unauthenticated(facts)
        case .tokenExpired: self = .tokenExpired(facts)
        case .permissionDenied: self = .permissionDenied(facts)
        case .invalidRequest: self = .invalidRequest(facts)
        case .validationFailed: self = .validationFailed(facts)
        case .notFound: self = .notFound(facts)
        case .conflict: self = .conflict(facts)
        case .rateLimited: self = .rateLimited(facts)
        case .serverError: self = .serverError(facts)
        case .timeout: self = .timeout(facts)
        case .connectionFailed: self = .connectionFailed(facts)
        case .outcomeUnknown: self = .outcomeUnknown(facts)
        case .malformedResponse: self = .malformedResponse(facts)
        case .cancelled: self = .cancelled(facts)
        }
    }

    /// What went wrong.
    public var code: ErrorCode {
        switch self {
        case .config: return .config
        case .environmentMismatch: return .environmentMismatch
        case .unsupportedOperation: return .unsupportedOperation
        case .unauthenticated: return .unauthenticated
        case .tokenExpired: return .tokenExpired
        case .permissionDenied: return .permissionDenied
        case .invalidRequest: return .invalidRequest
        case .validationFailed: return .validationFailed
        case .notFound: return .notFound
        case .conflict: return .conflict
        case .rateLimited: return .rateLimited
        case .serverError: return .serverError
        case .timeout: return .timeout
        case .connectionFailed: return .connectionFailed
        case .outcomeUnknown: return .outcomeUnknown
        case .malformedResponse: return .malformedResponse
        case .cancelled: return .cancelled
        }
    }

    /// All that is known about it.
    public var facts: ErrorFacts {
        switch self {
        case .config(let facts): return facts
        case .environmentMismatch(let facts): return facts
        case .unsupportedOperation(let facts): return facts
        case .unauthenticated(let facts): return facts
        case .tokenExpired(let facts): return facts
        case .permissionDenied(let facts): return facts
        case .invalidRequest(let facts): return facts
        case .validationFailed(let facts): return facts
        case .notFound(let facts): return facts
        case .conflict(let facts): return facts
        case .rateLimited(let facts): return facts
        case .serverError(let facts): return facts
        case .timeout(let facts): return facts
        case .connectionFailed(let facts): return facts
        case .outcomeUnknown(let facts): return facts
        case .malformedResponse(let facts): return facts
        case .cancelled(let facts): return facts
        }
    }

    /// One line that says what happened and what to do.
    public var message: String { facts.message }
    /// The platform that was called, or would have been.
    public var platform: Platform? { facts.platform }
    /// The call that failed.
    public var operation: Platform.Operation? { facts.operation }
    /// The HTTP status of the platform's last answer, where there was one.
    public var status: Int? { facts.status }
    /// The platform's own code, `00_403` or `invalid_api_key` for instance.
    public var platformCode: String? { facts.platformCode }
    /// The platform's name for this request, to quote to its support.
    public var requestId: String? { facts.requestId }
    /// How many seconds to wait before calling again, where the platform said so.
    public var retryAfter: TimeInterval? { facts.retryAfter }
    /// How often the request was tried on the network; 0 when the error was found before that.
    public var attempts: Int { facts.attempts }
    /// Whether the same call, made again later, may succeed without anything being changed first.
    public var retryable: Bool { code.retryable }
    /// The values that were refused: name and why.
    public var fields: [String: String] { facts.fields }
    /// What a person can do: a dashboard path, or how to find out what became of a call.
    public var hint: String? { facts.hint }
}
