import Foundation

/// Something a client did or met on the way of a call, told while it happens. It holds no secret.
public struct Event: Hashable, Sendable {
    /// What happened.
    public let kind: Kind
    /// The platform of the call.
    public let platform: Platform
    /// The call.
    public let operation: Platform.Operation
    /// Which attempt of the call it was, counted from 1; 0 where nothing was sent yet.
    public let attempt: Int
    /// How many seconds the client waits now.
    public let delay: TimeInterval?
    /// One line for people.
    public let message: String
    /// With ``Kind/outcomeUnknown``: the error to reconcile.
    public let error: KeyhelmError?

    /// The kinds of events.
    public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
        /// The client waits for a time the platform named, or for a free place in its pace.
        case wait
        /// The call is sent again.
        case retry
        /// The platform answered 429.
        case rateLimited = "rate_limited"
        /// The client logged in.
        case login
        /// A repeat was left out because too many failed before.
        case quotaRefused = "quota_refused"
        /// The platform told its limit.
        case limitLearned = "limit_learned"
        /// A call may have been carried out, and nobody waits for it any more.
        case outcomeUnknown = "outcome_unknown"
        /// Something a person should look at.
        case warning
    }

    init(_ raw: RawEvent) {
        kind = Kind(known: raw.kind)
        platform = Platform(known: raw.platform)
        operation = Platform.Operation(known: raw.operation)
        attempt = Int(raw.attempt)
        delay = raw.delay
        message = raw.message
        error = raw.error.map(KeyhelmError.init)
    }
}

extension Event: CustomStringConvertible {
    public var description: String {
        "\(kind.rawValue) (\(platform) \(operation)): \(message)"
    }
}

/// Hands the core's events to a closure.
final class Listener: RawListener {
    private let listen: @Sendable (Event) -> Void

    init(_ listen: @escaping @Sendable (Event) -> Void) {
        self.listen = listen
    }

    func tell(event: RawEvent) {
        listen(Event(event))
    }
}
