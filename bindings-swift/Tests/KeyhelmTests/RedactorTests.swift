import Foundation
import Keyhelm
import XCTest

final class RedactorTests: SandboxCase {
    func testItForgets() throws {
        let redactor = Redactor()
        try redactor.add("EXAMPLE0NOT0A0VALUE")
        XCTAssertEqual(redactor.redact("see EXAMPLE0NOT0A0VALUE."), "see [REDACTED].")
        redactor.remove(Secret("EXAMPLE0NOT0A0VALUE"))
        XCTAssertEqual(redactor.redact("see EXAMPLE0NOT0A0VALUE."), "see EXAMPLE0NOT0A0VALUE.")
        XCTAssertThrowsError(try redactor.add("short")) {
            XCTAssertEqual(($0 as? KeyhelmError)?.code, .config)
        }
    }

    func testBytes() throws {
        let redactor = Redactor()
        try redactor.add(Secret("EXAMPLE0NOT0A0VALUE"))
        let bytes = Data([0xff, 0x00]) + Data("EXAMPLE0NOT0A0VALUE".utf8) + Data([0xfe])
        XCTAssertEqual(redactor.redact(bytes), Data([0xff, 0x00]) + Data("[REDACTED]".utf8) + Data([0xfe]))
        // A slice begins elsewhere than at 0.
        XCTAssertEqual(redactor.redact(bytes[1...]), Data([0x00]) + Data("[REDACTED]".utf8) + Data([0xfe]))
        XCTAssertEqual(redactor.redact(Data()), Data())
        XCTAssertEqual(redactor.redact(""), "")
    }

    func testAStream() throws {
        let redactor = Redactor()
        try redactor.add("EXAMPLE0NOT0A0VALUE")
        let text = Data("the key is EXAMPLE0NOT0A0VALUE, twice: EXAMPLE0NOT0A0VALUE!".utf8)
        for size in 1...text.count {
            let stream = redactor.stream()
            var out = Data()
            for start in stride(from: 0, to: text.count, by: size) {
                out += stream.push(text[start..<min(start + size, text.count)])
            }
            out += stream.finish()
            XCTAssertEqual(String(decoding: out, as: UTF8.self), "the key is [REDACTED], twice: [REDACTED]!")
        }
    }

    func testTheSharedOneKnowsWhatClientsKnow() async throws {
        let client = try sandbox.client(.certopay)
        let issued = try await client.keys.regenerate()
        let log =
            "a new key: \(issued.secret.expose()), the account's \(sandbox.accounts[.certopay]!.settings["password"]!)"
        XCTAssertEqual(Redactor.shared.redact(log), "a new key: [REDACTED], the account's [REDACTED]")
    }
}
