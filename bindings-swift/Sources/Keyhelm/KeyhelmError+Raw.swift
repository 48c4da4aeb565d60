extension KeyhelmError {
    /// An error of the core.
    init(_ raw: RawError) {
        guard let facts = try? raw.facts() else {
            self = .broken
            return
        }
        self.init(ErrorCode(known: facts.code), ErrorFacts(raw, facts))
    }

    /// What a caller is thrown: this error, or `CancellationError`.
    static func translated(_ error: any Error) -> any Error {
        switch error {
        case RawFailure.Cancelled: return CancellationError()
        case RawFailure.Failed(let error): return KeyhelmError(error)
        case is CancellationError, is KeyhelmError: return error
        // A panic. Its message is not passed on: nobody knows what is in it.
        default: return KeyhelmError.broken
        }
    }

    /// The library itself is at fault. Nothing tells how far the call got.
    private static let broken = KeyhelmError.outcomeUnknown(
        ErrorFacts(
            message: "Keyhelm broke on this call, which may have been carried out; look at the platform, and report it"
        )
    )

    /// A value that could not even be handed over.
    static func refused(_ name: String, _ why: String) -> KeyhelmError {
        .validationFailed(ErrorFacts(message: "`\(name)` \(why)", fields: [name: why]))
    }
}

extension KeyhelmError: Codable {
    /// Reads what ``encode(to:)`` wrote, here or in another process. It can be reconciled.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(JSONValue.self)
        do {
            self.init(try RawError.restore(kept: value.text()))
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "this is no error of Keyhelm's")
        }
    }

    /// Writes the error as every language does. One that was made by hand cannot be written.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        guard let kept = try facts.raw.map({ try $0.keep() }) else {
            let why = "an error that no call threw cannot be written"
            throw EncodingError.invalidValue(self, .init(codingPath: container.codingPath, debugDescription: why))
        }
        try container.encode(JSONValue(text: kept))
    }
}
