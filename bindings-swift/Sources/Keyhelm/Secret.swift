import Foundation

/// A value that is never shown.
///
/// Printed, interpolated, dumped, mirrored or encoded it gives `[REDACTED]`. Two secrets are compared in constant time.
/// Only ``expose()`` gives the text.
///
/// ```swift
/// let key = Secret("sk_test_EXAMPLE0NOT0A0KEY00001234")
/// print(key, key.masked)  // [REDACTED] sk_test_****1234
/// ```
public final class Secret: Sendable {
    let raw: RawSecret

    /// Wraps an API key.
    public convenience init(_ text: String) {
        self.init(Self.made { try RawSecret(text: text) })
    }

    /// Wraps a password or a token: ``masked`` is fixed and there is no ``fingerprint``, because a guess could be
    /// checked against either.
    public static func password(_ text: String) -> Secret {
        Secret(made { try .password(text: text) })
    }

    init(_ raw: RawSecret) {
        self.raw = raw
    }

    /// The text itself. Whoever calls this answers for where it goes; a `String` cannot be wiped.
    public func expose() -> String {
        Self.made { try raw.expose() }
    }

    /// A form to recognise an API key by: its public prefix, four asterisks and at most four last characters. A
    /// password or a token always gives `****`.
    public var masked: String {
        (try? raw.masked()) ?? "****"
    }

    /// The first 16 hexadecimal digits of the SHA-256 of an API key; `nil` for passwords and tokens.
    public var fingerprint: String? {
        try? raw.fingerprint()
    }

    /// Nothing of this can fail but by a fault of the library's.
    private static func made<Value>(_ make: () throws -> Value) -> Value {
        guard let value = try? make() else { preconditionFailure("Keyhelm broke on a secret") }
        return value
    }

    static let redacted = "[REDACTED]"
}

extension Secret: Hashable {
    /// In constant time for secrets of one length.
    public static func == (one: Secret, other: Secret) -> Bool {
        (try? one.raw.equals(other: other.raw)) ?? false
    }

    /// By the fingerprint; all passwords and tokens have one hash, which tells nothing.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(fingerprint)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable,
    CustomPlaygroundDisplayConvertible
{
    public var description: String { Self.redacted }
    public var debugDescription: String { Self.redacted }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
    public var playgroundDescription: Any { Self.redacted }
}

extension Secret: Codable {
    /// Reads the text of an API key, from a file of settings for instance; refuses what ``encode(to:)`` wrote.
    public convenience init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard text != Self.redacted else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a secret is not kept in what it was in")
        }
        self.init(text)
    }

    /// Writes `[REDACTED]`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        guard encoder.userInfo[.isBodyOfCall] == nil else {
            let why = "a Secret; take its text with expose()"
            throw EncodingError.invalidValue(self, .init(codingPath: container.codingPath, debugDescription: why))
        }
        try container.encode(Self.redacted)
    }
}

extension CodingUserInfoKey {
    /// Set while a call's body is encoded, where `[REDACTED]` in place of a secret would do harm.
    static let isBodyOfCall = CodingUserInfoKey(rawValue: "keyhelm.body")!
}

/// A secret as it is given: as plain text or as a ``Secret``.
public protocol SecretConvertible: Sendable {
    /// The value, wrapped.
    var keyhelmSecret: Secret { get }
}

extension Secret: SecretConvertible {
    public var keyhelmSecret: Secret { self }
}

extension String: SecretConvertible {
    public var keyhelmSecret: Secret { Secret(self) }
}

extension Substring: SecretConvertible {
    public var keyhelmSecret: Secret { Secret(String(self)) }
}
