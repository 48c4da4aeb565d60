/// A payment platform.
public enum Platform: String, CaseIterable, Codable, Hashable, Sendable {
    case adyen, bousol, caibo, certopay, compago

    /// How each operation is done at this platform: by a client, by a person, or not at all. Needs no network.
    public var capabilities: [Operation: Capability] {
        let all = (try? Raw.capabilities(self)) ?? [:]
        return Dictionary(uniqueKeysWithValues: all.map { (Operation(known: $0.key), Capability($0.value)) })
    }
}

// Inside `Platform` because SwiftUI and Foundation have types of these names.
extension Platform {
    /// Where keys work: with play money or with real money.
    public enum Environment: String, CaseIterable, Codable, Hashable, Sendable {
        case test, live
    }

    /// What a client is asked to do, by its name in every language.
    public enum Operation: String, CaseIterable, Codable, Hashable, Sendable {
        case list, get, current, create, update, regenerate, revoke, verify, reconcile
        case regenerateClientKey = "regenerate_client_key"
        case listOrigins = "origins.list"
        case addOrigin = "origins.add"
        case removeOrigin = "origins.remove"
        /// A management token for an e-mail address and a password; it happens by itself.
        case login
        /// Any other call of the platform.
        case request
    }
}

extension RawRepresentable where RawValue == String {
    /// A word of the core's, which is built together with this.
    init(known word: String) {
        guard let known = Self(rawValue: word) else {
            preconditionFailure("the library is not the one these sources belong to; run bindings-swift/build")
        }
        self = known
    }
}

extension Platform: CustomStringConvertible {
    public var description: String { rawValue }
}

extension Platform.Environment: CustomStringConvertible {
    public var description: String { rawValue }
}

extension Platform.Operation: CustomStringConvertible {
    public var description: String { rawValue }
}

extension ErrorCode: CustomStringConvertible {
    public var description: String { rawValue }
}
