#if os(macOS) || os(Linux)
import Foundation
import Keyhelm

/// The sandbox for your own tests: the five platforms on your machine, with faults that really break the line.
///
/// ```swift
/// let sandbox = try Sandbox()
/// let client = try sandbox.client(.certopay)
/// print(try await client.keys.verify().outcome)  // valid
/// ```
///
/// It stops when it is let go of, and when the process ends. Not on iOS, where no program can be started.
public final class Sandbox: @unchecked Sendable {
    /// Where each platform is, and what it takes.
    public let accounts: [Platform: Account]

    private let control: Control
    private let process: Process
    private let stdin: Pipe
    private let lock = NSLock()
    private var isStopped = false

    /// Where a platform is in the sandbox, and the credentials that it takes. They open nothing else.
    public struct Account: Sendable {
        /// By their names in every language: `base_url`, `api_key`, `email`, …
        public let settings: [String: String]

        /// Where the platform is.
        public var baseURL: String { settings["base_url"] ?? "" }
        /// The API key.
        public var apiKey: String { settings["api_key"] ?? "" }
    }

    private struct Announcement: Decodable {
        let control: String
        let platforms: [String: [String: String]]
    }

    /// Starts a sandbox, and waits until it is ready.
    ///
    /// - Parameter program: the path of `keyhelm-sandbox`; without it the variable `KEYHELM_SANDBOX` names it, or it is
    ///   on the `PATH`, or it is built in the checkout.
    /// - Throws: ``SandboxError`` where there is none, or where it does not start.
    public init(program: String? = nil) throws {
        let path = try program ?? Program.find()
        let process = Process()
        let (stdin, stdout) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--exit-with-stdin"]
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        let line = Self.line(stdout.fileHandleForReading)
        guard let announced = try? JSONDecoder().decode(Announcement.self, from: line) else {
            process.terminate()
            process.waitUntilExit()
            throw SandboxError("\(path) ended before it was ready")
        }
        self.process = process
        self.stdin = stdin
        control = Control(url: announced.control)
        let known = announced.platforms.compactMap { name, settings in
            Platform(rawValue: name).map { ($0, Account(settings: settings)) }
        }
        accounts = Dictionary(uniqueKeysWithValues: known)
    }

    deinit {
        stop()
    }

    private static func line(_ handle: FileHandle) -> Data {
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = handle.availableData
            if more.isEmpty { break }
            line.append(more)
        }
        return line
    }

    /// Stops it. Stopping twice is fine.
    public func stop() {
        lock.lock()
        defer { lock.unlock() }
        guard !isStopped else { return }
        isStopped = true
        try? stdin.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    /// The settings of a client for one platform, with all its credentials; in the environment `test`. Adyen's client
    /// manages the company.
    public func settings(_ platform: Platform) -> ClientSettings {
        let given = accounts[platform]?.settings ?? [:]
        var settings = ClientSettings()
        settings.environment = .test
        settings.baseURL = given["base_url"]
        settings.apiKey = given["api_key"]
        settings.email = given["email"]
        settings.password = given["password"]
        settings.companyId = given["company_id"]
        settings.userId = given["user_id"]
        settings.paymentRequestId = given["payment_request_id"]
        return settings
    }

    /// A client for one platform of the sandbox, with all its credentials, after `change`.
    ///
    /// ```swift
    /// let client = try sandbox.client(.adyen) { $0.maxAttempts = 1 }
    /// ```
    public func client(
        _ platform: Platform, _ change: (inout ClientSettings) throws -> Void = { _ in }
    ) throws -> Client {
        var settings = settings(platform)
        try change(&settings)
        return try Client(platform, settings: settings)
    }

    /// Back to the first state, with the same credentials.
    public func reset() async throws {
        try await control.call("POST", "/reset")
    }

    /// Moves the sandbox's clock by seconds: grace periods, expiry, rate windows.
    public func advance(_ seconds: TimeInterval) async throws {
        try await control.call("POST", "/clock", ["advance_seconds": .double(seconds)])
    }

    /// Sets the limit per key: `requests` in any `window` of seconds; `nil` lifts it.
    public func limit(_ platform: Platform, _ requests: Int?, window: TimeInterval = 60) async throws {
        let limit: JSONValue =
            requests.map {
                ["requests": .int(Int64($0)), "window_ms": .int(Int64((window * 1000).rounded()))]
            } ?? .null
        try await control.call("PUT", "/limits/\(platform.rawValue)", limit)
    }

    /// Lets the next matching requests meet a fault: `["drop": "after"]`, `["status": 503]`, `["hang_ms": 500]`, …
    ///
    /// `path` is a part of the request's path; the first `skip` requests pass. All faults are in the sandbox's README.
    public func fault(
        _ platform: Platform,
        _ fault: JSONValue,
        method: String? = nil,
        path: String? = nil,
        times: Int = 1,
        skip: Int = 0
    ) async throws {
        var rule: [String: JSONValue] = [
            "platform": .string(platform.rawValue), "fault": fault, "times": .int(Int64(times)),
            "skip": .int(Int64(skip)),
        ]
        rule["method"] = method.map(JSONValue.string)
        rule["path"] = path.map(JSONValue.string)
        try await control.call("POST", "/faults", .object(rule))
    }

    /// Ends all faults.
    public func clearFaults() async throws {
        try await control.call("DELETE", "/faults")
    }

    /// What arrived, oldest first: `time`, `platform`, `method`, `path`, `headers` (names), `key_fingerprint`, `status`.
    public func requests() async throws -> [JSONValue] {
        try JSONDecoder().decode([JSONValue].self, from: try await control.call("GET", "/requests"))
    }
}

extension Sandbox.Account: CustomStringConvertible, CustomReflectable {
    public var description: String { "Account(\(baseURL))" }
    public var customMirror: Mirror { Mirror(self, children: ["baseURL": baseURL], displayStyle: .struct) }
}

extension Sandbox: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["accounts": accounts]) }
}

/// Why there is no sandbox, or what it refused.
public struct SandboxError: LocalizedError, CustomStringConvertible {
    /// In words.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    public var errorDescription: String? { description }
}
#endif
