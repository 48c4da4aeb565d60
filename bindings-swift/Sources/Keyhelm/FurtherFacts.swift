import Foundation

/// The members of a JSON object that came as text, read when somebody looks.
final class FurtherFacts: @unchecked Sendable {
    private let lock = NSLock()
    private let text: String
    private var read: [String: JSONValue]?

    init(text: String) {
        self.text = text
    }

    init(_ members: [String: JSONValue]) {
        text = ""
        read = members
    }

    var members: [String: JSONValue] {
        lock.lock()
        defer { lock.unlock() }
        if let read { return read }
        let members = (try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))) ?? [:]
        read = members
        return members
    }
}

extension FurtherFacts: Hashable {
    static func == (one: FurtherFacts, other: FurtherFacts) -> Bool {
        one === other || one.members == other.members
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(members)
    }
}
