import Foundation

/// What the look of a text tells about the key it may be.
public struct Recognition: Codable, Hashable, Sendable {
    /// The platforms that issue keys of this format; empty where the format tells nothing.
    public var platforms: [Platform]
    /// The environment, where the format tells it.
    public var environment: Platform.Environment?
    /// The text with all but its public prefix and at most four last characters hidden.
    public var masked: String
}

/// Tells which platforms' keys look like this, without any network.
///
/// The format proves nothing: `sk_live_` is used by Bousol, by CertoPay and by platforms beyond these five. Adyen and
/// Compago document no format; a start that Adyen's keys have been seen to have counts for Adyen.
///
/// ```swift
/// let seen = recognise("caibo_test_sk_EXAMPLE000000001")
/// print(seen.platforms, seen.masked)  // [caibo] caibo_test_sk_****0001
/// ```
public func recognise(_ text: any SecretConvertible) -> Recognition {
    guard let raw = try? Raw.recognise(text.keyhelmSecret.raw) else {
        return Recognition(platforms: [], environment: nil, masked: "****")
    }
    return Recognition(
        platforms: raw.platforms.map(Platform.init(known:)),
        environment: raw.environment.map(Platform.Environment.init(known:)),
        masked: raw.masked
    )
}

/// When a Bousol key with this expiration date (`YYYY-MM-DD`) stops working: 00:00:00 UTC at the start of that day.
///
/// - Throws: ``KeyhelmError/validationFailed(_:)`` for a text that is no calendar date.
public func expiresAt(_ date: String) throws -> Date {
    Date(microseconds: try locally { try Raw.expiresAt(date) })
}
