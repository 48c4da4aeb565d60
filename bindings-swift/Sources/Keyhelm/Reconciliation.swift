/// What became of a call whose answer was lost, as far as the platform lets one look.
public struct Reconciliation: Codable, Hashable, Sendable {
    /// Whether it happened.
    public var outcome: Outcome
    /// The key it made or changed, where exactly one fits. Its secret is lost.
    public var key: ApiKey?
    /// The keys it may have made, where more than one fits, or one fits without proof.
    public var candidates: [ApiKey]
    /// What to do now, in one line.
    public var advice: String

    /// Whether a call happened.
    public enum Outcome: String, CaseIterable, Codable, Hashable, Sendable {
        /// Nothing of it is to be seen. Right after the error that may be too early.
        case notSeen = "not_seen"
        /// The platform carried it out.
        case happened
        /// The platform offers no way to look.
        case cannotTell = "cannot_tell"
    }

    /// One of one's own making, for tests.
    public init(outcome: Outcome, key: ApiKey? = nil, candidates: [ApiKey] = [], advice: String = "") {
        self.outcome = outcome
        self.key = key
        self.candidates = candidates
        self.advice = advice
    }

    init(_ raw: RawReconciliation) {
        outcome = Outcome(known: raw.outcome)
        key = raw.key.map(ApiKey.init)
        candidates = raw.candidates.map(ApiKey.init)
        advice = raw.advice
    }
}
