import Foundation

extension Date {
    /// A time as the core gives it. Both ways are exact.
    init(microseconds: Int64) {
        self.init(timeIntervalSince1970: Double(microseconds) / 1e6)
    }

    var microseconds: Int64? {
        Int64(exactly: (timeIntervalSince1970 * 1e6).rounded())
    }
}

/// RFC 3339 in UTC to the microsecond, as in every language, whatever strategy for dates the coder has.
struct Timestamp: Codable {
    let date: Date

    init(_ date: Date) {
        self.date = date
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = Self.read(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time in RFC 3339")
        }
        self.date = date
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        guard let microseconds = date.microseconds else {
            let why = "a time too far away to be written"
            throw EncodingError.invalidValue(date, .init(codingPath: container.codingPath, debugDescription: why))
        }
        try container.encode(Self.write(microseconds))
    }

    private static func write(_ microseconds: Int64) -> String {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let (whole, part) = rest < 0 ? (seconds - 1, rest + 1_000_000) : (seconds, rest)
        let text = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(whole)))
        guard part != 0 else { return text }
        var digits = String(String(1_000_000 + part).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(text.dropLast()).\(digits)Z"
    }

    private static func read(_ text: String) -> Date? {
        guard let dot = text.firstIndex(of: ".") else {
            return ISO8601DateFormatter().date(from: text)
        }
        let digits = text[text.index(after: dot)...].prefix { $0.isASCII && $0.isNumber }
        let whole = text[..<dot] + text[digits.endIndex...]
        guard !digits.isEmpty, let seconds = ISO8601DateFormatter().date(from: String(whole)),
            let part = Int64(digits.prefix(6).padding(toLength: 6, withPad: "0", startingAt: 0))
        else { return nil }
        return Date(microseconds: Int64(seconds.timeIntervalSince1970) * 1_000_000 + part)
    }
}

extension KeyedDecodingContainer {
    func decodeTime(_ key: Key) throws -> Date? {
        try decodeIfPresent(Timestamp.self, forKey: key)?.date
    }
}

extension KeyedEncodingContainer {
    /// With `null` for none, as in every language.
    mutating func encodeTime(_ date: Date?, _ key: Key) throws {
        try encode(date.map(Timestamp.init), forKey: key)
    }
}
