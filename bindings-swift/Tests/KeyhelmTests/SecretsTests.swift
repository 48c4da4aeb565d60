import Foundation
import Keyhelm
import XCTest

/// A secret is never shown, wherever Swift looks.
final class SecretsTests: SandboxCase {
    private let sentinel = "sk_test_SENTINEL0NOT0A0KEY0001234"

    private struct Holder: Codable, Hashable {
        let secret: Secret
        var list: [Secret] = []
        var named: [String: Secret] = [:]
        var maybe: Secret?
    }

    func testWhatItShows() throws {
        let secret = Secret(sentinel)
        let holder = Holder(secret: secret, list: [secret], named: ["a": secret], maybe: secret)
        let error = NSError(domain: "d", code: 1, userInfo: ["secret": secret])
        let values: [Any] = [
            secret, holder, [secret], ["a": secret], secret as Secret? as Any, (secret, 1),
            error, Result<Secret, any Error>.success(secret),
        ]
        for value in values {
            let shown = shown(value)
            XCTAssertFalse(shown.contains("SENTINEL"), shown)
        }
        XCTAssertEqual("\(secret)", "[REDACTED]")
        XCTAssertEqual(String(reflecting: secret), "[REDACTED]")
        XCTAssertEqual("\(secret.playgroundDescription)", "[REDACTED]")
        XCTAssertTrue(Mirror(reflecting: secret).children.isEmpty)
        XCTAssertNil(Mirror(reflecting: secret).superclassMirror)
        XCTAssertEqual(secret.expose(), sentinel)
        XCTAssertEqual(secret.masked, "sk_test_****1234")
        XCTAssertEqual(secret.fingerprint?.count, 16)
    }

    func testCoding() throws {
        let holder = Holder(secret: Secret(sentinel), list: [Secret(sentinel)])
        let written = try JSONEncoder().encode(holder)
        let text = String(decoding: written, as: UTF8.self)
        XCTAssertFalse(text.contains("SENTINEL"))
        XCTAssertTrue(text.contains("[REDACTED]"))
        let list = String(decoding: try PropertyListEncoder().encode(holder), as: UTF8.self)
        XCTAssertFalse(list.contains("SENTINEL"))
        XCTAssertThrowsError(try JSONDecoder().decode(Holder.self, from: written)) {
            XCTAssertTrue("\($0)".contains("not kept"))
        }
        let settings = Data(#"{"secret": "\#(sentinel)", "list": [], "named": {}}"#.utf8)
        XCTAssertEqual(try JSONDecoder().decode(Holder.self, from: settings), Holder(secret: Secret(sentinel)))
    }

    func testComparing() {
        XCTAssertEqual(Secret(sentinel), Secret(sentinel))
        XCTAssertNotEqual(Secret(sentinel), Secret("other"))
        XCTAssertEqual(Set([Secret(sentinel), Secret(sentinel), Secret("other")]).count, 2)
        for text in ["", "a", "ä\u{0}\n😀", String(repeating: "x", count: 100_000)] {
            XCTAssertEqual(Secret(text).expose(), text)
        }
    }

    func testAPassword() {
        let password = Secret.password(sentinel)
        XCTAssertEqual(password.masked, "****")
        XCTAssertNil(password.fingerprint)
        XCTAssertEqual(password, Secret(sentinel))
        XCTAssertEqual(Set([password, .password(sentinel), .password("other")]).count, 2)
    }

    func testWhatHoldsSecrets() async throws {
        let account = try XCTUnwrap(sandbox.accounts[.adyen])
        let client = try sandbox.client(.adyen)
        let issued = try await client.keys.create("shown")
        let password = try XCTUnwrap(issued.password)
        let answer = try await client.request("GET", "/me", headers: ["x-extra": Secret(sentinel)])
        var settings = sandbox.settings(.certopay)
        settings.proxy = "http://user:SENTINEL@proxy.example:1"
        settings.apiKey = sentinel
        let values: [Any] = [
            client, client.keys, client.keys.origins, client.keys.listAll(), issued, answer, settings, sandbox!,
            account,
            Redactor.shared, Redactor().stream(),
        ]
        var all = values.map { shown($0) }.joined()
        all += String(decoding: try JSONEncoder().encode(issued), as: UTF8.self)
        for hidden in [sentinel, "SENTINEL", account.apiKey, issued.secret.expose(), password.expose()] {
            XCTAssertFalse(all.contains(hidden))
        }
        XCTAssertTrue(all.contains(issued.key.id))
        XCTAssertNotEqual(issued.secret, password)
        XCTAssertEqual(Set([issued, issued]).count, 1)
    }
}
