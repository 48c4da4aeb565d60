import Foundation

/// The settings of a ``Client``. What is `nil` is left to the default. Shown or dumped it holds no secret.
public struct ClientSettings: Sendable {
    /// The API key. Secrets go over https only, or to a loopback address.
    public var apiKey: (any SecretConvertible)? {
        get { secrets.apiKey }
        set { secrets.apiKey = newValue?.keyhelmSecret }
    }
    /// Adyen: a user's name, with ``password`` instead of a key.
    public var username: String?
    /// Caibo and CertoPay: whose account the management calls log in to.
    public var email: String?
    /// The password of ``username`` or ``email``.
    public var password: (any SecretConvertible)? {
        get { secrets.password }
        set { secrets.password = newValue?.keyhelmSecret }
    }
    /// Where the keys work. Told by this, else by the key's format, else by a known ``baseURL``; Adyen and Compago need
    /// one of them.
    public var environment: Platform.Environment?
    /// Where the platform is, the version included; used as given.
    public var baseURL: String?
    /// Adyen: the company account that is managed. Excludes ``merchantId``.
    public var companyId: String?
    /// Adyen: the merchant account that is managed. Excludes ``companyId``.
    public var merchantId: String?
    /// Caibo: whose key `regenerate` makes.
    public var userId: String?
    /// Caibo: the payment request by which `verify` looks.
    public var paymentRequestId: String?
    /// How many seconds a whole call may take, queues, waits and repeats included. 30.
    public var timeout: TimeInterval?
    /// How many seconds connecting may take. 5.
    public var connectTimeout: TimeInterval?
    /// How often a request is tried. 3.
    public var maxAttempts: Int?
    /// The pace. The platform's documented limit.
    public var rateLimit: RateLimit?
    /// How many requests may be under way at once. As many as there are.
    public var maxConcurrency: Int?
    /// The URL of a proxy, instead of the system's; it may hold a password. Loopback addresses never use one.
    public var proxy: (any SecretConvertible)? {
        get { secrets.proxy }
        set { secrets.proxy = newValue?.keyhelmSecret }
    }
    /// Certificates in PEM to trust beside the system's.
    public var caCertificates: [Data] = []
    /// The `User-Agent`. `keyhelm/` and the version.
    public var userAgent: String?
    /// Is told of every wait, repeat, 429, login, learned limit and surprise, on a thread of the library's: it is to
    /// return soon, because no call goes on meanwhile.
    public var onEvent: (@Sendable (Event) -> Void)?

    private var secrets = Secrets()

    private struct Secrets: Sendable {
        var apiKey: Secret?
        var password: Secret?
        var proxy: Secret?
    }

    /// All defaults.
    public init() {}

    func raw(_ platform: Platform, fromEnv: Bool) -> RawSettings {
        RawSettings(
            platform: platform.rawValue,
            apiKey: secrets.apiKey?.raw,
            username: username,
            email: email,
            password: secrets.password?.raw,
            environment: environment?.rawValue,
            baseUrl: baseURL,
            companyId: companyId,
            merchantId: merchantId,
            userId: userId,
            paymentRequestId: paymentRequestId,
            timeout: timeout,
            connectTimeout: connectTimeout,
            maxAttempts: maxAttempts.map(Int64.init),
            rateLimit: rateLimit?.raw,
            maxConcurrency: maxConcurrency.map(Int64.init),
            proxy: secrets.proxy?.raw,
            caCertificates: caCertificates,
            userAgent: userAgent,
            fromEnv: fromEnv
        )
    }
}

extension ClientSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "ClientSettings(environment: \(environment?.rawValue ?? "not set"))" }
    public var debugDescription: String { description }

    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "environment": environment as Any, "timeout": timeout as Any, "maxAttempts": maxAttempts as Any,
                "rateLimit": rateLimit as Any,
            ],
            displayStyle: .struct
        )
    }
}
