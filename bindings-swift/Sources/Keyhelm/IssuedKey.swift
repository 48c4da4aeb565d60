import Foundation

/// A fresh secret and the key it belongs to. The platform shows the secret this once: store it before anything else.
///
/// Encoded, its secrets are `[REDACTED]`; so it cannot be decoded.
public struct IssuedKey: Hashable, Sendable {
    /// What the platform tells about the key.
    public let key: ApiKey
    /// The new secret.
    public let secret: Secret
    /// The password that comes with a new Adyen credential.
    public let password: Secret?
    /// What becomes of the secret before this one.
    public let previous: Previous
    /// With ``Previous/grace``: when the secret before this one stops working.
    public let previousEndsAt: Date?

    /// One of one's own making, for tests.
    public init(
        key: ApiKey, secret: Secret, password: Secret? = nil, previous: Previous = .none, previousEndsAt: Date? = nil
    ) {
        self.key = key
        self.secret = secret
        self.password = password
        self.previous = previous
        self.previousEndsAt = previousEndsAt
    }

    init(_ raw: RawIssuedKey) {
        key = ApiKey(raw.key)
        secret = Secret(raw.secret)
        password = raw.password.map(Secret.init)
        previous = Previous(known: raw.previous)
        previousEndsAt = raw.previousEndsAt.map(Date.init(microseconds:))
    }
}

/// What becomes of the secret before a new one.
public enum Previous: String, CaseIterable, Codable, Hashable, Sendable {
    /// It stopped working at once.
    case dead
    /// It works on until `previousEndsAt`.
    case grace
    /// It works on until somebody revokes it.
    case untilRevoked = "until_revoked"
    /// There was none.
    case none
}

extension IssuedKey: Encodable {
    private enum CodingKeys: String, CodingKey {
        case key, secret, password, previous
        case previousEndsAt = "previous_ends_at"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(key, forKey: .key)
        try container.encode(secret, forKey: .secret)
        try container.encode(password, forKey: .password)
        try container.encode(previous, forKey: .previous)
        try container.encodeTime(previousEndsAt, .previousEndsAt)
    }
}

/// A fresh client key at Adyen. It is public: browsers send it.
public struct ClientKey: Hashable, Sendable {
    /// The credential it belongs to.
    public var id: String
    /// The client key, `test_…` or `live_…`.
    public var clientKey: String
    /// When the client key before this one stops working: 24 hours after the change.
    public var previousEndsAt: Date?

    /// One of one's own making, for tests.
    public init(id: String, clientKey: String, previousEndsAt: Date? = nil) {
        self.id = id
        self.clientKey = clientKey
        self.previousEndsAt = previousEndsAt
    }

    init(_ raw: RawClientKey) {
        id = raw.id
        clientKey = raw.clientKey
        previousEndsAt = raw.previousEndsAt.map(Date.init(microseconds:))
    }
}

extension ClientKey: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case clientKey = "client_key"
        case previousEndsAt = "previous_ends_at"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        clientKey = try container.decode(String.self, forKey: .clientKey)
        previousEndsAt = try container.decodeTime(.previousEndsAt)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(clientKey, forKey: .clientKey)
        try container.encodeTime(previousEndsAt, .previousEndsAt)
    }
}
