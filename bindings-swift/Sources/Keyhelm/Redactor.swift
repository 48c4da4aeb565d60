import Foundation

/// Takes secrets out of texts: registered values in all their encodings, the platforms' key formats, JWTs, and the
/// values of known secret headers and fields. Each becomes `[REDACTED]`.
///
/// ``shared`` knows every secret that a client was given or received, as long as it lives.
///
/// ```swift
/// let redactor = Redactor()
/// try redactor.add("EXAMPLE0NOT0A0KEY")
/// print(redactor.redact("the key is EXAMPLE0NOT0A0KEY"))  // the key is [REDACTED]
/// ```
public final class Redactor: Sendable {
    private let raw: RawRedactor?

    /// The process-wide one.
    public static let shared = Redactor(try? RawRedactor.shared())

    /// One of one's own, which knows no value yet.
    public convenience init() {
        self.init(try? RawRedactor())
    }

    private init(_ raw: RawRedactor?) {
        self.raw = raw
    }

    /// Registers a secret. A ``Secret/password(_:)`` matches only as a whole token, so that an ordinary word stays
    /// readable elsewhere.
    ///
    /// - Throws: ``KeyhelmError/config(_:)`` for one that is shorter than 8 bytes.
    public func add(_ secret: any SecretConvertible) throws {
        try locally { try raw?.add(secret: secret.keyhelmSecret.raw) }
    }

    /// Forgets a secret, and wipes what was made of it.
    public func remove(_ secret: any SecretConvertible) {
        try? raw?.remove(secret: secret.keyhelmSecret.raw)
    }

    /// The text without secrets.
    public func redact(_ text: String) -> String {
        // Should the library break, nothing is shown.
        guard let raw, let redacted = try? [raw.redact(text: text)] else { return Secret.redacted }
        return redacted[0] ?? text
    }

    /// The bytes without secrets.
    public func redact(_ bytes: Data) -> Data {
        guard let raw, let redacted = try? [raw.redactBytes(bytes: bytes)] else { return Data(Secret.redacted.utf8) }
        return redacted[0] ?? bytes
    }

    /// For a stream of bytes: a secret that is split over two pieces is found, too.
    ///
    /// ```swift
    /// let stream = redactor.stream()
    /// for await piece in pieces { output.write(stream.push(piece)) }
    /// output.write(stream.finish())
    /// ```
    public func stream() -> RedactorStream {
        RedactorStream(try? raw?.stream())
    }
}

/// See ``Redactor/stream()``.
public final class RedactorStream: Sendable {
    private let raw: RawRedactorStream?

    init(_ raw: RawRedactorStream?) {
        self.raw = raw
    }

    /// The bytes that are safe to pass on; at most 64 KiB are held back.
    public func push(_ piece: Data) -> Data {
        (try? raw?.push(piece: piece)) ?? Data()
    }

    /// The rest.
    public func finish() -> Data {
        (try? raw?.finish()) ?? Data()
    }
}

extension Redactor: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension RedactorStream: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
