/// What a harmless call with a key told about it.
public struct Verification: Codable, Hashable, Sendable {
    /// Whether the key works.
    public var outcome: Outcome
    /// Why not, or why only in part.
    public var reason: ErrorCode?
    /// Where the key works, where its format or the platform's host tells.
    public var environment: Platform.Environment?

    /// Whether a key works.
    public enum Outcome: String, CaseIterable, Codable, Hashable, Sendable {
        /// The platform took it.
        case valid
        /// It is genuine, but a permission is missing.
        case validWithoutPermission = "valid_without_permission"
        /// Accepted, as far as an undocumented answer can tell.
        case probablyValid = "probably_valid"
        /// The platform refused it.
        case invalid
    }

    /// One of one's own making, for tests.
    public init(outcome: Outcome, reason: ErrorCode? = nil, environment: Platform.Environment? = nil) {
        self.outcome = outcome
        self.reason = reason
        self.environment = environment
    }

    init(_ raw: RawVerification) {
        outcome = Outcome(known: raw.outcome)
        reason = raw.reason.map(ErrorCode.init(known:))
        environment = raw.environment.map(Platform.Environment.init(known:))
    }
}
