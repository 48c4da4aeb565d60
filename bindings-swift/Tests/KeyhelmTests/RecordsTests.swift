import Foundation
import Keyhelm
import XCTest

/// Values are written as in every language, and read back as they were.
final class RecordsTests: SandboxCase {
    private func again<Value: Codable & Hashable>(_ value: Value, line: UInt = #line) throws {
        for encoder in [JSONEncoder(), snake()] {
            let read = try JSONDecoder().decode(Value.self, from: try encoder.encode(value))
            XCTAssertEqual(read, value, line: line)
            XCTAssertEqual(read.hashValue, value.hashValue, line: line)
        }
    }

    /// A coder with strategies of its own changes nothing.
    private func snake() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .secondsSince1970
        return encoder
    }

    func testWhatThePlatformsGive() async throws {
        let adyen = try sandbox.client(.adyen)
        let issued = try await adyen.keys.create("written", scopes: [Scope.Adyen.checkoutWebservice])
        try again(issued.key)
        try again(try await adyen.keys.list())
        try again(try await adyen.keys.regenerateClientKey(issued.key.id))
        try again(try await adyen.keys.origins.add(issued.key.id, "https://shop.example"))
        try again(try await adyen.keys.verify())
        try again(try await sandbox.client(.certopay).keys.current())
        try again(Reconciliation(outcome: .happened, key: issued.key, candidates: [issued.key], advice: "none"))
        try again(adyen.capabilities)
        try again(recognise("caibo_test_sk_EXAMPLE000000001"))

        let written = try JSONValue(encoding: issued.key)
        XCTAssertEqual(
            written.members.keys.sorted(),
            [
                "created_at", "details", "environment", "expires_at", "id", "label", "last_used_at", "masked",
                "platform",
                "prefix", "rate_limit", "scopes", "status",
            ])
        XCTAssertEqual(written["environment"], "test")
        XCTAssertEqual(written["rate_limit"], nil as JSONValue)
        let issuedWritten = try JSONValue(encoding: issued)
        XCTAssertEqual(issuedWritten["secret"], "[REDACTED]")
        XCTAssertEqual(issuedWritten["password"], "[REDACTED]")
        XCTAssertEqual(issuedWritten["previous"], "none")
    }

    func testAKeyOfOnesOwnMaking() throws {
        let times = [0, 1, -1, 1_700_000_000.25, 1_700_000_000.123456, -62_135_596_800, 253_402_300_799].map(
            Date.init(timeIntervalSince1970:))
        for time in times {
            try again(ApiKey(id: "1", platform: .caibo, createdAt: time, details: ["a": [1, nil, ["b": 2.5]]]))
        }
        let key = ApiKey(id: "1", platform: .caibo, createdAt: Date(timeIntervalSince1970: 1_700_000_000.25))
        XCTAssertEqual(try JSONValue(encoding: key)["created_at"], "2023-11-14T22:13:20.25Z")
        XCTAssertEqual(key.status, .unknown)
        XCTAssertEqual(key.id, "1")
    }

    func testTimesAsOtherLanguagesWriteThem() throws {
        let text = """
            {"id": "1", "platform": "certopay", "environment": null, "label": null, "prefix": null, "masked": null,
             "status": "frozen", "scopes": [], "created_at": "TIME", "last_used_at": null, "expires_at": null,
             "rate_limit": null, "details": {"big": 18446744073709551615, "small": -9223372036854775808}}
            """
        func read(_ time: String) throws -> ApiKey {
            try JSONDecoder().decode(ApiKey.self, from: Data(text.replacingOccurrences(of: "TIME", with: time).utf8))
        }
        for (written, seconds) in [
            ("2023-11-14T22:13:20Z", 1_700_000_000), ("2023-11-14T22:13:20.5Z", 1_700_000_000.5),
            ("2023-11-14T22:13:20.123456789Z", 1_700_000_000.123456), ("2023-11-14T23:13:20+01:00", 1_700_000_000),
            ("1969-12-31T23:59:59.75Z", -0.25),
        ] {
            XCTAssertEqual(try read(written).createdAt?.timeIntervalSince1970, seconds, written)
        }
        for wrong in ["", "yesterday", "2023-11-14", "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20,5Z"] {
            XCTAssertThrowsError(try read(wrong), wrong)
        }
        let key = try read("2023-11-14T22:13:20Z")
        XCTAssertEqual(key.status, .unknown)
        XCTAssertEqual(key.details["big"], .uint(.max))
        XCTAssertEqual(key.details["small"]?.intValue, .min)
        try again(key)
    }

    func testFurtherFactsAreAValue() async throws {
        let one = try await sandbox.client(.adyen).keys.current()
        var other = one
        XCTAssertFalse(one.details.isEmpty)
        other.details["mine"] = true
        XCTAssertNil(one.details["mine"])
        XCTAssertNotEqual(one, other)
        other.details["mine"] = nil
        XCTAssertEqual(one, other)
        XCTAssertEqual(one.hashValue, other.hashValue)
        XCTAssertTrue(shown(one).contains("details"))
    }

    func testReadingJSON() throws {
        let value: JSONValue = ["a": [1, 2.5, "x", true, nil], "b": ["c": -1]]
        XCTAssertEqual(value["a"]?[0]?.intValue, 1)
        XCTAssertEqual(value["a"]?[0]?.doubleValue, 1)
        XCTAssertEqual(value["a"]?[1]?.doubleValue, 2.5)
        XCTAssertEqual(value["a"]?[2]?.stringValue, "x")
        XCTAssertEqual(value["a"]?[3]?.boolValue, true)
        XCTAssertEqual(value["a"]?[4], .null)
        XCTAssertNil(value["a"]?[5])
        XCTAssertNil(value["a"]?["x"])
        XCTAssertNil(value["z"])
        XCTAssertNil(value[0])
        XCTAssertNil(value["a"]?[1]?.intValue)
        XCTAssertNil(value["b"]?.stringValue ?? value["b"]?.boolValue?.description)
        try again(value)
    }
}
