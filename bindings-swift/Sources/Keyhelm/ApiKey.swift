import Foundation

/// What a platform tells about a key, never its secret. What it does not tell is `nil`.
///
/// Encoded it has the same names and forms in every language: snake case, times in RFC 3339.
public struct ApiKey: Identifiable, Hashable, Sendable {
    /// The name by which the platform addresses the key. At Caibo, which has one key per user, the user's id.
    public var id: String
    /// The platform that issued it.
    public var platform: Platform
    /// Where it works, as far as the client or the key's prefix tells.
    public var environment: Platform.Environment?
    /// The name a person gave it.
    public var label: String?
    /// The public start of the key, without the dots some platforms add.
    public var prefix: String?
    /// The key with its middle hidden, as the platform gives it.
    public var masked: String?
    /// Whether it works.
    public var status: KeyStatus
    /// What it may do: scopes or roles in the platform's spelling.
    public var scopes: [String]
    /// When it was made.
    public var createdAt: Date?
    /// When it was last used.
    public var lastUsedAt: Date?
    /// When it ends.
    public var expiresAt: Date?
    /// Requests per minute.
    public var rateLimit: Int?
    /// Further public facts under the platform's own names.
    public var details: [String: JSONValue] {
        get { furtherFacts.members }
        set { furtherFacts = FurtherFacts(newValue) }
    }

    private var furtherFacts: FurtherFacts

    /// A key of one's own making, for tests and previews.
    public init(
        id: String,
        platform: Platform,
        environment: Platform.Environment? = nil,
        label: String? = nil,
        prefix: String? = nil,
        masked: String? = nil,
        status: KeyStatus = .unknown,
        scopes: [String] = [],
        createdAt: Date? = nil,
        lastUsedAt: Date? = nil,
        expiresAt: Date? = nil,
        rateLimit: Int? = nil,
        details: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.platform = platform
        self.environment = environment
        self.label = label
        self.prefix = prefix
        self.masked = masked
        self.status = status
        self.scopes = scopes
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.rateLimit = rateLimit
        furtherFacts = FurtherFacts(details)
    }

    init(_ raw: RawApiKey) {
        id = raw.id
        platform = Platform(known: raw.platform)
        environment = raw.environment.map(Platform.Environment.init(known:))
        label = raw.label
        prefix = raw.prefix
        masked = raw.masked
        status = KeyStatus(rawValue: raw.status) ?? .unknown
        scopes = raw.scopes
        createdAt = raw.createdAt.map(Date.init(microseconds:))
        lastUsedAt = raw.lastUsedAt.map(Date.init(microseconds:))
        expiresAt = raw.expiresAt.map(Date.init(microseconds:))
        rateLimit = raw.rateLimit.map(Int.init(clamping:))
        furtherFacts = FurtherFacts(text: raw.details)
    }
}

/// Whether a key works.
public enum KeyStatus: String, CaseIterable, Codable, Hashable, Sendable {
    case active, inactive, revoked, expired
    /// The platform does not tell, or has a word for it that is not known here.
    case unknown

    public init(from decoder: any Decoder) throws {
        self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .unknown
    }
}

extension ApiKey: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, platform, environment, label, prefix, masked, status, scopes, details
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
        case expiresAt = "expires_at"
        case rateLimit = "rate_limit"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        platform = try container.decode(Platform.self, forKey: .platform)
        environment = try container.decodeIfPresent(Platform.Environment.self, forKey: .environment)
        label = try container.decodeIfPresent(String.self, forKey: .label)
        prefix = try container.decodeIfPresent(String.self, forKey: .prefix)
        masked = try container.decodeIfPresent(String.self, forKey: .masked)
        status = try container.decode(KeyStatus.self, forKey: .status)
        scopes = try container.decode([String].self, forKey: .scopes)
        createdAt = try container.decodeTime(.createdAt)
        lastUsedAt = try container.decodeTime(.lastUsedAt)
        expiresAt = try container.decodeTime(.expiresAt)
        rateLimit = try container.decodeIfPresent(Int.self, forKey: .rateLimit)
        furtherFacts = FurtherFacts(try container.decode([String: JSONValue].self, forKey: .details))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(platform, forKey: .platform)
        try container.encode(environment, forKey: .environment)
        try container.encode(label, forKey: .label)
        try container.encode(prefix, forKey: .prefix)
        try container.encode(masked, forKey: .masked)
        try container.encode(status, forKey: .status)
        try container.encode(scopes, forKey: .scopes)
        try container.encodeTime(createdAt, .createdAt)
        try container.encodeTime(lastUsedAt, .lastUsedAt)
        try container.encodeTime(expiresAt, .expiresAt)
        try container.encode(rateLimit, forKey: .rateLimit)
        try container.encode(details, forKey: .details)
    }
}

extension ApiKey: CustomReflectable {
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "id": id, "platform": platform, "environment": environment as Any, "label": label as Any,
                "prefix": prefix as Any, "masked": masked as Any, "status": status, "scopes": scopes,
                "createdAt": createdAt as Any, "lastUsedAt": lastUsedAt as Any, "expiresAt": expiresAt as Any,
                "rateLimit": rateLimit as Any, "details": details,
            ],
            displayStyle: .struct
        )
    }
}
