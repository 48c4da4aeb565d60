import Foundation
import Keyhelm
import XCTest

/// Every call once, as a user writes it, against the sandbox.
final class CallsTests: SandboxCase {
    func testTheLifeOfAKey() async throws {
        let client = try sandbox.client(.adyen)
        let before = Date()
        let issued = try await client.keys.create(
            "billing", scopes: [Scope.Adyen.checkoutWebservice], allowedOrigins: ["https://shop.example"], nonce: true)
        XCTAssertNotNil(issued.password)
        XCTAssertEqual(issued.previous, .none)
        XCTAssertNil(issued.previousEndsAt)
        XCTAssertEqual(issued.key.label, "billing")
        let description = try XCTUnwrap(issued.key.details["description"]?.stringValue)
        XCTAssertTrue(description.hasPrefix("billing kh-"), description)

        let id = issued.key.id
        let read = try await client.keys.get(id)
        XCTAssertEqual(read, issued.key)
        let current = try await client.keys.current()
        XCTAssertNotEqual(current, read)
        let updated = try await client.keys.update(id, label: "reporting", scopes: [Scope.Adyen.merchantRecurring])
        XCTAssertEqual(updated.label, "reporting")

        let renewed = try await client.keys.regenerate(id)
        XCTAssertEqual(renewed.previous, .grace)
        let grace = try XCTUnwrap(renewed.previousEndsAt).timeIntervalSince(before) / 3600
        XCTAssertTrue((23...25).contains(grace), "\(grace)")
        let genuine: [Verification.Outcome] = [.valid, .validWithoutPermission]
        let asSecret = try await client.keys.verify(secret: renewed.secret).outcome
        let asText = try await client.keys.verify(secret: renewed.secret.expose()).outcome
        XCTAssertTrue(genuine.contains(asSecret) && genuine.contains(asText))
        let clientKey = try await client.keys.regenerateClientKey(id)
        XCTAssertTrue(clientKey.clientKey.hasPrefix("test_"))

        let added = try await client.keys.origins.add(id, "https://other.example")
        XCTAssertEqual(added.domain, "https://other.example")
        var origins = try await client.keys.origins.list(id)
        XCTAssertTrue(origins.contains(added))
        try await client.keys.origins.remove(id, try XCTUnwrap(added.id))
        origins = try await client.keys.origins.list(id)
        XCTAssertFalse(origins.contains(added))

        for _ in 1...2 {
            let revoked = try await client.keys.revoke(id)
            XCTAssertEqual(revoked?.status, .inactive)
        }
        let after = try await client.keys.verify(secret: renewed.secret).outcome
        XCTAssertEqual(after, .invalid)
    }

    func testPages() async throws {
        let client = try sandbox.client(.adyen)
        var made = Set<String>()
        for number in 1...4 { made.insert(try await client.keys.create("key \(number)").key.id) }
        let page = try await client.keys.list(page: 2, pageSize: 2)
        XCTAssertEqual([page.page, page.pageSize, page.total, page.totalPages], [2, 2, 5, 3])
        XCTAssertEqual(page.items.count, 2)

        let all = client.keys.listAll()
        for _ in 1...2 {
            var seen: [String] = []
            for try await key in all { seen.append(key.id) }
            XCTAssertEqual(seen.count, 5)
            XCTAssertTrue(made.isSubset(of: seen))
        }
    }

    func testLeavingTheSequenceEarly() async throws {
        let client = try sandbox.client(.adyen)
        for try await _ in client.keys.listAll() { break }
        let requests = try await sandbox.requests()
        XCTAssertEqual(requests.count, 1)
    }

    func testTheSequenceEndsWithAnError() async throws {
        try await sandbox.fault(.adyen, ["status": 403])
        var keys = try sandbox.client(.adyen).keys.listAll().makeAsyncIterator()
        let error = await failure { try await keys.next() }
        XCTAssertEqual(error?.code, .permissionDenied)
        let rest = try await keys.next()
        XCTAssertNil(rest)

        var refused = try sandbox.client(.adyen).keys.listAll(timeout: -1).makeAsyncIterator()
        let config = await failure { try await refused.next() }
        XCTAssertEqual(config?.code, .config)
    }

    func testCurrentAndRegenerateAtCertoPay() async throws {
        let client = try sandbox.client(.certopay)
        let key = try await client.keys.current()
        let issued = try await client.keys.regenerate()
        XCTAssertEqual(issued.previous, .dead)
        XCTAssertGreaterThan(try XCTUnwrap(issued.key.createdAt), try XCTUnwrap(key.createdAt))
        let outcome = try await client.keys.verify().outcome
        XCTAssertEqual(outcome, .valid)
    }

    func testCaibo() async throws {
        let issued = try await sandbox.client(.caibo).keys.regenerate()
        XCTAssertTrue(issued.secret.masked.hasPrefix("caibo_test_sk_****"))
    }

    func testVerifyEverywhere() async throws {
        for platform in Platform.allCases {
            let verification = try await sandbox.client(platform).keys.verify()
            XCTAssertEqual(verification, Verification(outcome: .valid, environment: .test))
        }
    }

    func testWhatAPersonDoes() async throws {
        let client = try sandbox.client(.compago)
        let error = await failure { try await client.keys.create("x") }
        XCTAssertEqual(error?.code, .unsupportedOperation)
        XCTAssertEqual(error?.attempts, 0)
        XCTAssertEqual(error?.hint, client.capabilities[.create]?.guide)
        XCTAssertNotNil(error?.hint)
        let requests = try await sandbox.requests()
        XCTAssertEqual(requests, [])
    }

    func testRequest() async throws {
        struct Invoices: Decodable { let pagination: [String: Int] }
        let client = try sandbox.client(.bousol)
        let query = [URLQueryItem(name: "limit", value: "5"), URLQueryItem(name: "page", value: "1")]
        let answer = try await client.request("get", "/invoices", query: query)
        XCTAssertEqual(answer.status, 200)
        XCTAssertEqual(answer.headers["content-type"]?.hasPrefix("application/json"), true)
        XCTAssertEqual(try answer.json(), try JSONDecoder().decode(JSONValue.self, from: answer.body))
        XCTAssertEqual(try answer.decode(Invoices.self).pagination["limit"], 5)
        XCTAssertThrowsError(try answer.decode([Int].self)) {
            XCTAssertEqual(($0 as? KeyhelmError)?.code, .malformedResponse)
        }
        XCTAssertEqual(shown(answer).contains("pagination"), false)

        let missing = await failure { try await client.request("GET", "/no/such/path") }
        XCTAssertEqual(missing?.code, .notFound)
        let elsewhere = await failure { try await client.request("GET", "https://elsewhere.example/") }
        XCTAssertEqual(elsewhere?.code, .validationFailed)
        XCTAssertEqual(elsewhere?.fields.keys.sorted(), ["path"])
        let method = await failure { try await client.request("NO METHOD", "/x") }
        XCTAssertEqual(method?.fields.keys.sorted(), ["method"])
    }

    func testRequestAsItIsSent() async throws {
        struct Body: Encodable {
            let b: [JSONValue] = [1, 2.5, nil, true, ["c": "ü"]]
            let a = UInt64(1) << 63
        }
        let server = try Server()
        let client = try Client(.bousol, apiKey: "sk_test_EXAMPLE0NOT0A0KEY", baseURL: server.url)
        let twice = [URLQueryItem(name: "a", value: "1 2"), URLQueryItem(name: "a", value: nil)]
        let secret = Secret("shh-this-is-secret")
        _ = try await client.request(
            "POST", "things", query: twice, json: Body(), headers: ["x-extra": secret, "x-more": "plain"])
        let sent = try XCTUnwrap(server.asked.first)
        XCTAssertEqual(sent.method, "POST")
        XCTAssertEqual(sent.path, "/things?a=1+2&a=")
        XCTAssertEqual(
            String(decoding: sent.body, as: UTF8.self), #"{"a":9223372036854775808,"b":[1,2.5,null,true,{"c":"ü"}]}"#)
        XCTAssertEqual(sent.headers["x-extra"], "shh-this-is-secret")
        XCTAssertEqual(sent.headers["x-more"], "plain")
    }

    func testWhatJSONCannotCarryIsRefused() async throws {
        let client = try sandbox.client(.certopay)
        let secret = await failure { try await client.request("POST", "/x", json: ["a": Secret("EXAMPLE0NOT0A0KEY")]) }
        XCTAssertEqual(secret?.code, .validationFailed)
        XCTAssertEqual(secret?.message.contains("expose()"), true)
        let number = await failure { try await client.request("POST", "/x", json: [Double.nan]) }
        XCTAssertEqual(number?.fields.keys.sorted(), ["json"])
        var deep: JSONValue = nil
        for _ in 1...200 { deep = [deep] }
        let nested = await failure { [deep] in try await client.request("POST", "/x", json: deep) }
        XCTAssertEqual(nested?.fields.keys.sorted(), ["json"])
        let requests = try await sandbox.requests()
        XCTAssertEqual(requests, [])
    }

    func testAnAnswerThatIsNoJSON() async throws {
        let server = try Server([Server.Answer(body: Data("EXAMPLE no JSON".utf8))])
        let client = try Client(.bousol, apiKey: "sk_test_EXAMPLE0NOT0A0KEY", baseURL: server.url)
        let answer = try await client.request("GET", "/x")
        XCTAssertThrowsError(try answer.json()) {
            XCTAssertEqual(($0 as? KeyhelmError)?.code, .malformedResponse)
            XCTAssertFalse(shown($0).contains("EXAMPLE"))
        }
    }

    func testALostAnswerIsFound() async throws {
        let client = try sandbox.client(.adyen)
        try await sandbox.fault(.adyen, ["drop": "after"], method: "POST")
        let lost = await failure { try await client.keys.create("lost", nonce: true) }
        let error = try XCTUnwrap(lost)
        XCTAssertEqual(error.code, .outcomeUnknown)
        let found = try await client.keys.reconcile(error)
        XCTAssertEqual(found.outcome, .happened)
        XCTAssertEqual(found.key?.label, "lost")
        XCTAssertEqual(found.candidates, [])
        XCTAssertTrue(found.advice.contains(try XCTUnwrap(found.key?.id)))
    }

    func testNumbersThatDoNotFit() async throws {
        let client = try sandbox.client(.adyen)
        for page in [0, -1, Int.max] {
            let error = await failure { try await client.keys.list(page: page) }
            XCTAssertEqual(error?.code, .validationFailed)
            XCTAssertEqual(error?.fields.keys.sorted(), ["page"])
        }
        for time in [-1, .nan, .infinity, 0] as [TimeInterval] {
            let error = await failure { try await client.keys.current(timeout: time) }
            XCTAssertEqual(error?.code, .config, "\(time)")
        }
    }
}
