import Foundation

/// What is known about a failed call, the same for every code.
public struct ErrorFacts: Sendable {
    /// One line that says what happened and what to do.
    public let message: String
    /// The platform that was called, or would have been.
    public let platform: Platform?
    /// The call that failed.
    public let operation: Platform.Operation?
    /// The HTTP status of the platform's last answer, where there was one.
    public let status: Int?
    /// The platform's own code, `00_403` or `invalid_api_key` for instance.
    public let platformCode: String?
    /// The platform's name for this request, to quote to its support.
    public let requestId: String?
    /// How many seconds to wait before calling again, where the platform said so.
    public let retryAfter: TimeInterval?
    /// How often the request was tried on the network; 0 when the error was found before that.
    public let attempts: Int
    /// The values that were refused: name and why.
    public let fields: [String: String]
    /// What a person can do: a dashboard path, or how to find out what became of a call.
    public let hint: String?

    /// The core's own line for people.
    let line: String?
    /// What `reconcile` needs.
    let raw: RawError?

    /// The facts of an error of one's own, for tests.
    public init(
        message: String,
        platform: Platform? = nil,
        operation: Platform.Operation? = nil,
        status: Int? = nil,
        platformCode: String? = nil,
        requestId: String? = nil,
        retryAfter: TimeInterval? = nil,
        attempts: Int = 0,
        fields: [String: String] = [:],
        hint: String? = nil
    ) {
        self.message = message
        self.platform = platform
        self.operation = operation
        self.status = status
        self.platformCode = platformCode
        self.requestId = requestId
        self.retryAfter = retryAfter
        self.attempts = attempts
        self.fields = fields
        self.hint = hint
        line = nil
        raw = nil
    }

    init(_ raw: RawError, _ facts: RawFacts) {
        message = facts.message
        platform = facts.platform.map(Platform.init(known:))
        operation = facts.operation.map(Platform.Operation.init(known:))
        status = facts.status.map(Int.init)
        platformCode = facts.platformCode
        requestId = facts.requestId
        retryAfter = facts.retryAfter
        attempts = Int(facts.attempts)
        fields = facts.fields
        hint = facts.hint
        line = facts.line
        self.raw = raw
    }

    /// What is shown and compared, under its names.
    private var shown: KeyValuePairs<String, AnyHashable?> {
        [
            "message": message, "platform": platform, "operation": operation, "status": status,
            "platformCode": platformCode, "requestId": requestId, "retryAfter": retryAfter, "attempts": attempts,
            "fields": fields, "hint": hint,
        ]
    }
}

extension ErrorFacts: Hashable {
    public static func == (one: Self, other: Self) -> Bool {
        one.shown.elementsEqual(other.shown) { $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        for fact in shown { hasher.combine(fact.value) }
    }
}

extension ErrorFacts: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { line ?? message }
    public var debugDescription: String { description }

    public var customMirror: Mirror {
        Mirror(self, children: shown.map { ($0.key, $0.value as Any) }, displayStyle: .struct)
    }
}
