import Foundation

/// How many requests a platform allows in a rolling window of time.
public struct RateLimit: Hashable, Sendable {
    let raw: RawRateLimit

    /// At most `requests` in any stretch of time of `window` seconds. Checked when the client is made: 1 to 1,000,000
    /// requests, and a window up to 31 days that is not zero.
    public init(requests: Int, window: TimeInterval) {
        raw = .window(requests: Int64(requests), seconds: window)
    }

    private init(_ raw: RawRateLimit) {
        self.raw = raw
    }

    /// No pacing: requests are sent as they come. A 429 still holds back the key's calls until its delay ends.
    public static let unlimited = RateLimit(.unlimited)
}

extension RateLimit: CustomStringConvertible {
    public var description: String {
        switch raw {
        case .unlimited: return "unlimited"
        case .window(let requests, let seconds): return "\(requests) requests in \(seconds) s"
        }
    }
}
