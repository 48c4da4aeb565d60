import Foundation

/// A client of one platform with one set of credentials.
///
/// All settings are checked when it is made, and nothing is sent: a wrong one is ``KeyhelmError/config(_:)``, a live key
/// in a client set to `test` (or the reverse) ``KeyhelmError/environmentMismatch(_:)``. Times are in seconds. It may be
/// shared by tasks. Cancelling a task ends its call.
///
/// ```swift
/// // Leave `baseURL` out to call the platform itself.
/// let client = try Client(.certopay, apiKey: key, baseURL: url, environment: .test, timeout: 30)
/// print(try await client.keys.verify().outcome)
/// ```
public final class Client: Sendable {
    /// The platform it calls.
    public let platform: Platform
    /// Where its keys work, as far as the settings, the key's format or the host tell.
    public let environment: Platform.Environment?

    let raw: RawClient

    /// Makes a client. Each argument is described in ``ClientSettings``; what is left out has its default.
    ///
    /// - Throws: ``KeyhelmError/config(_:)`` or ``KeyhelmError/environmentMismatch(_:)``.
    public convenience init(
        _ platform: Platform,
        apiKey: (any SecretConvertible)? = nil,
        username: String? = nil,
        email: String? = nil,
        password: (any SecretConvertible)? = nil,
        baseURL: String? = nil,
        environment: Platform.Environment? = nil,
        companyId: String? = nil,
        merchantId: String? = nil,
        userId: String? = nil,
        paymentRequestId: String? = nil,
        timeout: TimeInterval? = nil,
        connectTimeout: TimeInterval? = nil,
        maxAttempts: Int? = nil,
        rateLimit: RateLimit? = nil,
        maxConcurrency: Int? = nil,
        proxy: (any SecretConvertible)? = nil,
        caCertificates: [Data] = [],
        userAgent: String? = nil,
        onEvent: (@Sendable (Event) -> Void)? = nil
    ) throws {
        var settings = ClientSettings()
        settings.apiKey = apiKey
        settings.username = username
        settings.email = email
        settings.password = password
        settings.baseURL = baseURL
        settings.environment = environment
        settings.companyId = companyId
        settings.merchantId = merchantId
        settings.userId = userId
        settings.paymentRequestId = paymentRequestId
        settings.timeout = timeout
        settings.connectTimeout = connectTimeout
        settings.maxAttempts = maxAttempts
        settings.rateLimit = rateLimit
        settings.maxConcurrency = maxConcurrency
        settings.proxy = proxy
        settings.caCertificates = caCertificates
        settings.userAgent = userAgent
        settings.onEvent = onEvent
        try self.init(platform, settings: settings)
    }

    /// Makes a client of settings that were put together before.
    ///
    /// - Throws: ``KeyhelmError/config(_:)`` or ``KeyhelmError/environmentMismatch(_:)``.
    public convenience init(_ platform: Platform, settings: ClientSettings) throws {
        try self.init(platform, settings, fromEnv: false)
    }

    /// Makes a client from environment variables: `<PLATFORM>_API_KEY`, `_BASE_URL`, `_ENVIRONMENT`, `_EMAIL` and
    /// `_PASSWORD`; `ADYEN_COMPANY_ID`, `ADYEN_MERCHANT_ID`, `ADYEN_USERNAME`; `CAIBO_USER_ID`,
    /// `CAIBO_PAYMENT_REQUEST_ID`. What `change` sets wins over a variable; an empty variable counts as none.
    ///
    /// ```swift
    /// let client = try Client.fromEnv(.certopay) { $0.timeout = 10 }
    /// ```
    ///
    /// - Throws: ``KeyhelmError/config(_:)`` or ``KeyhelmError/environmentMismatch(_:)``.
    public static func fromEnv(
        _ platform: Platform, _ change: (inout ClientSettings) throws -> Void = { _ in }
    ) throws -> Client {
        var settings = ClientSettings()
        try change(&settings)
        return try Client(platform, settings, fromEnv: true)
    }

    private init(_ platform: Platform, _ settings: ClientSettings, fromEnv: Bool) throws {
        let raw = try locally {
            try RawClient(
                settings: settings.raw(platform, fromEnv: fromEnv), listener: settings.onEvent.map(Listener.init))
        }
        self.raw = raw
        self.platform = platform
        environment = try locally { try raw.environment() }.map(Platform.Environment.init(known:))
    }

    /// The calls about keys.
    public var keys: Keys { Keys(raw: raw) }

    /// How each operation is done at this platform: by this client, by a person, or not at all.
    public var capabilities: [Platform.Operation: Capability] { platform.capabilities }

    /// Changes the API key. Calls under way finish with the old one.
    ///
    /// - Throws: with the old key kept, ``KeyhelmError/config(_:)`` for a key that cannot stand in a header, and
    ///   ``KeyhelmError/environmentMismatch(_:)`` for one whose format tells the other environment.
    public func setApiKey(_ secret: any SecretConvertible) throws {
        try locally { try raw.setApiKey(secret: secret.keyhelmSecret.raw) }
    }
}

extension Client: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        environment.map { "Client(\(platform), \($0))" } ?? "Client(\(platform))"
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror {
        Mirror(self, children: ["platform": platform, "environment": environment as Any])
    }
}
