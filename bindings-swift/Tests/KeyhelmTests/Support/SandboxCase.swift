import Foundation
import Keyhelm
import KeyhelmTesting
import XCTest

/// A test with the sandbox in its first state. All share one process.
class SandboxCase: XCTestCase {
    private static let shared = Result { try Sandbox() }
    private(set) var sandbox: Sandbox!

    override func setUp() async throws {
        sandbox = try Self.shared.get()
        try await sandbox.reset()
    }
}

private let numbers = Counter()

/// A key that no test has used: the pace of a key, and a 429's pause, hold for the whole process.
func freshKey() -> String {
    "AQE-not-a-real-key-\(numbers.next())"
}

final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    @discardableResult
    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }

    var value: Int { lock.withLock { count } }
}

/// What closures of other threads hand over.
final class Collected<Item: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [Item] = []

    func add(_ item: Item) {
        lock.withLock { kept.append(item) }
    }

    var items: [Item] { lock.withLock { kept } }
}

/// The error of the library that a piece of work throws.
func failure(
    file: StaticString = #filePath, line: UInt = #line, _ work: () async throws -> some Any
) async -> KeyhelmError? {
    do {
        _ = try await work()
        XCTFail("nothing was thrown", file: file, line: line)
    } catch let error as KeyhelmError {
        return error
    } catch {
        XCTFail("not a KeyhelmError: \(error)", file: file, line: line)
    }
    return nil
}

/// Waits for something that another thread or process brings about; a test that waits for ever fails by this.
func eventually(
    file: StaticString = #filePath, line: UInt = #line, _ condition: () async throws -> Bool
) async rethrows {
    let end = Date(timeIntervalSinceNow: 20)
    while try await !condition() {
        guard Date() < end else { return XCTFail("it never came about", file: file, line: line) }
        try? await Task.sleep(nanoseconds: 2_000_000)
    }
}

/// Everything Swift has to show a value by.
func shown(_ value: Any) -> String {
    var text = "\(value) \(String(describing: value)) \(String(reflecting: value)) \(value as Any? as Any)"
    dump(value, to: &text)
    func walk(_ value: Any, _ depth: Int) {
        guard depth < 12 else { return }
        let mirror = Mirror(reflecting: value)
        text += " \(mirror) \(mirror.children.map { "\($0)" })"
        for child in mirror.children { walk(child.value, depth + 1) }
        if let above = mirror.superclassMirror {
            for child in above.children { walk(child.value, depth + 1) }
        }
    }
    walk(value, 0)
    return text
}

let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

func vectors(_ name: String) throws -> JSONValue {
    let file = checkout.appendingPathComponent("tests/vectors/\(name).json")
    return try JSONDecoder().decode(JSONValue.self, from: try Data(contentsOf: file))
}

extension JSONValue {
    var items: [JSONValue] {
        if case .array(let items) = self { return items }
        return []
    }

    var members: [String: JSONValue] {
        if case .object(let members) = self { return members }
        return [:]
    }

    var strings: [String] { items.compactMap(\.stringValue) }

    init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: try JSONEncoder().encode(value))
    }

    func data() throws -> Data { try JSONEncoder().encode(self) }
}
