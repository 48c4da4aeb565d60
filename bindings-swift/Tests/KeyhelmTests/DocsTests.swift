import Foundation
import Keyhelm
import XCTest

/// Every example of the documentation stands in `Examples.swift`, where it is compiled, and runs.
final class DocsTests: SandboxCase {
    private func lines(_ text: some StringProtocol) -> [String] {
        let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        return lines.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
    }

    /// The blocks of Swift in a text, or in the comments of a source.
    private func blocks(_ text: String) -> [[String]] {
        let uncommented = text.replacingOccurrences(of: "(?m)^ */// ?", with: "", options: .regularExpression)
        return uncommented.components(separatedBy: "```swift\n").dropFirst().map { rest in
            lines(rest.components(separatedBy: "```")[0])
        }
    }

    private func documents() throws -> [URL] {
        let sources = checkout.appendingPathComponent("bindings-swift/Sources")
        let parts = ["Keyhelm", "KeyhelmTesting"].map(sources.appendingPathComponent)
        let found = parts.flatMap { part in
            FileManager.default.enumerator(at: part, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        }
        let pages = ["README.md", "bindings-swift/README.md"].map(checkout.appendingPathComponent)
        return pages + found.filter { ["swift", "md"].contains($0.pathExtension) }
    }

    func testEveryExampleIsCompiled() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Examples.swift")
        let compiled = lines(try String(contentsOf: file, encoding: .utf8)).joined(separator: "\n")
        var count = 0
        for document in try documents() {
            for block in blocks(try String(contentsOf: document, encoding: .utf8)) where !block[0].hasPrefix("//") {
                count += 1
                let text = block.joined(separator: "\n")
                XCTAssertTrue(compiled.contains("\n\(text)\n"), "\(document.lastPathComponent): \(text)")
            }
        }
        XCTAssertGreaterThan(count, 14)
    }

    func testTheReadmeHasTenLines() throws {
        let readme = try String(contentsOf: checkout.appendingPathComponent("README.md"), encoding: .utf8)
        let first = try XCTUnwrap(blocks(readme).first)
        XCTAssertLessThanOrEqual(first.count + 2, 10)
    }

    func testEveryExampleRuns() async throws {
        try await Examples.tenLines()
        try await Examples.calls()
        let client = try sandbox.client(.adyen)
        try await Examples.errors(client)
        Examples.secrets()
        try Examples.logs()
        XCTAssertEqual(Redactor.shared.redact("EXAMPLE/not-a-real-key"), "[REDACTED]")
        Redactor.shared.remove("EXAMPLE/not-a-real-key")
        try await Examples.testing()
        let account = try XCTUnwrap(sandbox.accounts[.certopay])
        try await Examples.aClient(Secret(account.apiKey), account.baseURL)
        setenv("CERTOPAY_API_KEY", account.apiKey, 1)
        defer { unsetenv("CERTOPAY_API_KEY") }
        XCTAssertEqual(try Examples.fromEnv().environment, .test)
        try await Examples.everyKey(client)
        try await Examples.request(client)
        Examples.recognising()
        Examples.json()
        let redactor = try Examples.redactor()
        let pipe = Pipe()
        let pieces = AsyncStream<Data> { stream in
            for piece in ["EXAMPLE0", "NOT0A0", "KEY."] { stream.yield(Data(piece.utf8)) }
            stream.finish()
        }
        await Examples.stream(redactor, pieces, pipe.fileHandleForWriting)
        try pipe.fileHandleForWriting.close()
        let written = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        XCTAssertEqual(written, "[REDACTED].")
        try await Examples.sandbox()
        XCTAssertEqual(try Examples.aClientOfTheSandbox(sandbox).platform, .adyen)
    }

    func testEverythingPublicIsDescribed() throws {
        for document in try documents() where document.pathExtension == "swift" {
            let source = try String(contentsOf: document, encoding: .utf8).components(separatedBy: "\n")
            for (place, line) in source.enumerated() where place > 0 {
                let text = line.trimmingCharacters(in: .whitespaces)
                guard text.hasPrefix("public "), isOwn(text) else { continue }
                let above = source[..<place].last { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("@") } ?? ""
                XCTAssertTrue(above.contains("///"), "\(document.lastPathComponent):\(place + 1): \(text)")
            }
        }
    }

    /// What a protocol of Swift's own demands is described there.
    private func isOwn(_ text: String) -> Bool {
        let known = [
            "description", "debugDescription", "customMirror", "playgroundDescription", "errorDescription",
            "failureReason", "recoverySuggestion", "errorDomain", "errorUserInfo", "static func ==", "hash(into",
            "init(from", "func encode(", "Literal", "makeAsyncIterator", "typealias Element", "keyhelmSecret: Secret {",
            "enum Bousol", "static let",
        ]
        return !known.contains { text.contains($0) }
    }
}
