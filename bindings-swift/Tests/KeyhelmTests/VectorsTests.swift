import Foundation
import Keyhelm
import XCTest

/// The vectors that every language plays; those of the platforms over real sockets.
final class VectorsTests: XCTestCase {
    private static let password = "EXAMPLE-PASSWORD-NOT-REAL"
    private static let token = "EXAMPLE.TOKEN.NOT-REAL"
    private static let logins: [Platform: String] = [.caibo: "/auth/login", .certopay: "/api/auth/login"]

    private static func key(_ platform: Platform) -> String {
        platform == .adyen ? "AQE-EXAMPLE-NOT-A-KEY<;&$*~0002" : "sk_test_EXAMPLE_NOT_A_KEY_0001"
    }

    func testAdyen() async throws { try await play(.adyen) }
    func testBousol() async throws { try await play(.bousol) }
    func testCaibo() async throws { try await play(.caibo) }
    func testCertoPay() async throws { try await play(.certopay) }
    func testCompago() async throws { try await play(.compago) }

    private func play(_ platform: Platform) async throws {
        let cases = try vectors(platform.rawValue)["cases"]?.items ?? []
        XCTAssertGreaterThan(cases.count, 50)
        // A login is no call of its own here: it happens inside others.
        for (number, vector) in cases.enumerated() where vector["call"]?.stringValue != "login" {
            try await play(platform, vector, number)
        }
    }

    private func play(_ platform: Platform, _ vector: JSONValue, _ number: Int) async throws {
        let name = "\(platform): \(vector["name"]?.stringValue ?? "")"
        let call = vector["call"]?.stringValue ?? ""
        var answers = [vector["response"], vector["then"]?["response"]].compactMap { $0.map(answer) }
        if answers.isEmpty { answers = [Server.Answer(status: 500)] }
        let looksFirst = platform == .certopay && call == "regenerate"
        if looksFirst {
            let look: JSONValue = ["id": "key_1", "label": "EXAMPLE", "environment": "test"]
            answers.insert(Server.Answer(body: try look.data()), at: 0)
        }
        let login = Server.Answer(body: try (["accessToken": .string(Self.token)] as JSONValue).data())
        let server = try Server(answers, byPath: Self.logins[platform].map { [$0: login] } ?? [:])

        let client: Client
        do {
            client = try Client(platform, settings: try settings(platform, vector, server.url, number))
        } catch KeyhelmError.config {
            // What a call of the core refuses, making a client has refused before.
            XCTAssertTrue(vector["error"] != nil && vector["request"] == nil, name)
            return
        }
        let outcome: Result<JSONValue, any Error>
        do {
            outcome = .success(try await make(client, call, vector["args"] ?? [:]))
        } catch {
            outcome = .failure(error)
        }
        var sent = server.asked.filter { $0.path != Self.logins[platform] }
        if looksFirst, !sent.isEmpty { sent.removeFirst() }
        for (place, promised) in [vector["request"], vector["then"]?["request"]].enumerated() {
            guard let promised else { continue }
            guard sent.indices.contains(place) else { return XCTFail("\(name): request \(place) was not sent") }
            try check(promised, sent[place], Self.key(platform), name)
        }
        switch outcome {
        case .success(let got):
            XCTAssertNil(vector["error"], name)
            if let promised = vector["result"] { check(promised, isIn: got, name) }
        case .failure(let error as KeyhelmError):
            XCTAssertNil(vector["result"], "\(name): \(error)")
            if let promised = vector["error"] { check(promised, error, name) }
            if vector["request"] == nil && vector["response"] == nil {
                XCTAssertEqual(sent.count, 0, name)
                XCTAssertEqual(error.attempts, 0, name)
            }
        case .failure(let error):
            XCTFail("\(name): \(error)")
        }
    }

    private func answer(_ given: JSONValue) -> Server.Answer {
        let body = given["body"].flatMap { try? $0.data() } ?? Data((given["text"]?.stringValue ?? "").utf8)
        let headers = (given["headers"]?.members ?? [:]).compactMapValues(\.stringValue)
        return Server.Answer(status: given["status"]?.intValue ?? 200, body: body, headers: headers)
    }

    private func settings(
        _ platform: Platform, _ vector: JSONValue, _ url: String, _ number: Int
    ) throws -> ClientSettings {
        let account = vector["account"] ?? [:]
        // A refusal concerns its key alone, so that each case has one of its own where the answer does not quote it.
        let words = String(decoding: try vector.data(), as: UTF8.self)
        var key = Self.key(platform)
        if !words.contains(key) { key += "\(number)" }
        if account["environment"] == "live" { key = key.replacingOccurrences(of: "sk_test_", with: "sk_live_") }
        var settings = ClientSettings()
        settings.apiKey = key
        settings.baseURL = url
        settings.maxAttempts = 1
        settings.timeout = 5
        settings.environment = account["environment"]?.stringValue.flatMap(Platform.Environment.init)
        settings.companyId = account["company_id"]?.stringValue
        settings.merchantId = account["merchant_id"]?.stringValue
        settings.userId = account["user_id"]?.stringValue
        settings.paymentRequestId = account["payment_request_id"]?.stringValue
        settings.username = account["username"]?.stringValue
        if Self.logins[platform] != nil {
            settings.email = "m\(number)@example.com"
            settings.password = Self.password
        }
        let known: Set = ["environment", "company_id", "merchant_id", "user_id", "payment_request_id", "username"]
        XCTAssertTrue(Set(account.members.keys).isSubset(of: known), "\(account)")
        return settings
    }

    private func make(_ client: Client, _ call: String, _ args: JSONValue) async throws -> JSONValue {
        let keys = client.keys
        func text(_ name: String) -> String? { args[name]?.stringValue }
        func list(_ name: String) -> [String]? { args[name]?.strings }
        let id = text("id") ?? ""
        switch call {
        case "list":
            return try JSONValue(
                encoding: try await keys.list(page: args["page"]?.intValue, pageSize: args["page_size"]?.intValue))
        case "get": return try JSONValue(encoding: try await keys.get(id))
        case "current": return try JSONValue(encoding: try await keys.current())
        case "create":
            return try exposed(
                try await keys.create(
                    text("label") ?? "", scopes: list("scopes") ?? [], allowedOrigins: list("allowed_origins") ?? [],
                    accounts: list("accounts") ?? [], nonce: args["nonce"]?.boolValue ?? false))
        case "update":
            return try JSONValue(
                encoding: try await keys.update(
                    id, label: text("label"), scopes: list("scopes"), allowedOrigins: list("allowed_origins"),
                    accounts: list("accounts")))
        case "regenerate": return try exposed(try await keys.regenerate(text("id")))
        case "revoke": return try await keys.revoke(id).map { try JSONValue(encoding: $0) } ?? .null
        case "verify":
            let secret = text("secret")
            return try JSONValue(
                encoding: try await keys.verify(secret: secret, paymentRequestId: text("payment_request_id")))
        case "regenerate_client_key":
            let fresh = try await keys.regenerateClientKey(id)
            return ending(try JSONValue(encoding: fresh), fresh.previousEndsAt)
        case "origins.list": return try JSONValue(encoding: try await keys.origins.list(id))
        case "origins.add": return try JSONValue(encoding: try await keys.origins.add(id, text("domain") ?? ""))
        case "origins.remove":
            try await keys.origins.remove(id, text("origin_id") ?? "")
            return .null
        default:
            XCTFail("no such call: \(call)")
            return .null
        }
    }

    private func exposed(_ issued: IssuedKey) throws -> JSONValue {
        var members = try JSONValue(encoding: issued).members
        members["secret"] = .string(issued.secret.expose())
        members["password"] = issued.password.map { .string($0.expose()) } ?? .null
        return ending(.object(members), issued.previousEndsAt)
    }

    private func ending(_ value: JSONValue, _ end: Date?) -> JSONValue {
        var members = value.members
        members["previous_ends_after_seconds"] = end.map { .int(Int64(($0.timeIntervalSinceNow / 60).rounded()) * 60) }
        return .object(members)
    }

    private func check(_ promised: JSONValue, _ sent: Server.Asked, _ key: String, _ name: String) throws {
        XCTAssertEqual(sent.method, promised["method"]?.stringValue, name)
        XCTAssertEqual(sent.path, promised["path"]?.stringValue, name)
        var body = sent.body.isEmpty ? .null : try JSONDecoder().decode(JSONValue.self, from: sent.body)
        if case .object(var members) = body, let description = members["description"]?.stringValue {
            members["description"] = .string(
                description.replacingOccurrences(
                    of: " kh-[a-z0-9]{8}$", with: " kh-????????", options: .regularExpression))
            body = .object(members)
        }
        XCTAssertEqual(body, promised["body"] ?? .null, name)
        let carried = ["authorization", "x-api-key"].map { sent.headers[$0] ?? "" }.joined(separator: " ")
        let core = key.replacingOccurrences(of: "sk_test_", with: "")
        switch promised["auth"]?.stringValue {
        case "token": XCTAssertTrue(carried.contains(Self.token), name)
        case "key": XCTAssertTrue(carried.contains(core), name)
        case "given":
            XCTAssertFalse(carried.contains(core), name)
            XCTAssertFalse(carried.trimmingCharacters(in: .whitespaces).isEmpty, name)
        default: break
        }
    }

    private func check(_ promised: JSONValue, isIn got: JSONValue?, _ name: String) {
        switch promised {
        case .object(let members):
            for (member, value) in members { check(value, isIn: got?[member], "\(name): \(member)") }
        case .array(let items):
            XCTAssertEqual(items.count, got?.items.count, name)
            for (place, item) in items.enumerated() { check(item, isIn: got?[place], "\(name): \(place)") }
        default:
            XCTAssertEqual(got ?? .null, promised, name)
        }
    }

    private func check(_ promised: JSONValue, _ error: KeyhelmError, _ name: String) {
        XCTAssertEqual(error.code.rawValue, promised["code"]?.stringValue, "\(name): \(error)")
        if let status = promised["status"] { XCTAssertEqual(error.status, status.intValue, name) }
        if let code = promised["platform_code"] { XCTAssertEqual(error.platformCode, code.stringValue, name) }
        if let id = promised["request_id"] { XCTAssertEqual(error.requestId, id.stringValue, name) }
        if let delay = promised["retry_after"] { XCTAssertEqual(error.retryAfter, delay.doubleValue, name) }
        if let fields = promised["fields"] {
            XCTAssertEqual(error.fields.mapValues(JSONValue.string), fields.members, name)
        }
        if let words = promised["message_contains"]?.stringValue { XCTAssertTrue(error.message.contains(words), name) }
        if let hint = promised["hint_contains"] {
            switch hint.stringValue {
            case let words?: XCTAssertTrue(error.hint?.contains(words) ?? false, name)
            case nil: XCTAssertNil(error.hint, name)
            }
        }
    }
}

/// The vectors that need no network.
final class LocalVectorsTests: XCTestCase {
    private func keys(_ part: String) throws -> [JSONValue] {
        let all = try vectors("keys")
        let known = ["capabilities", "environments", "error_codes", "expires_at", "missing_scopes", "recognise"]
        XCTAssertEqual(all.members.keys.sorted(), known)
        let items = all[part]?.items ?? []
        XCTAssertGreaterThan(items.count, 5, part)
        return items
    }

    func testRecognise() throws {
        for vector in try keys("recognise") {
            let text = try XCTUnwrap(vector["text"]?.stringValue)
            let seen = recognise(text)
            XCTAssertEqual(seen.platforms.map(\.rawValue), vector["platforms"]?.strings)
            XCTAssertEqual(seen.environment?.rawValue, vector["environment"]?.stringValue)
            XCTAssertEqual(seen.masked, vector["masked"]?.stringValue)
            XCTAssertEqual(Secret(text).fingerprint, vector["fingerprint"]?.stringValue)
        }
    }

    func testEnvironments() throws {
        for vector in try keys("environments") {
            let platform = try XCTUnwrap(Platform(rawValue: vector["platform"]?.stringValue ?? ""))
            let text = try XCTUnwrap(vector["text"]?.stringValue)
            let make = { try Client(platform, apiKey: text, baseURL: "http://127.0.0.1:9") }
            if text.isEmpty || text.trimmingCharacters(in: .whitespacesAndNewlines) != text {
                XCTAssertThrowsError(try make(), text)
            } else {
                XCTAssertEqual(try make().environment?.rawValue, vector["environment"]?.stringValue, text)
            }
        }
    }

    func testExpiresAt() throws {
        for vector in try keys("expires_at") {
            let date = try XCTUnwrap(vector["date"]?.stringValue)
            if let seconds = vector["unix_seconds"]?.doubleValue {
                XCTAssertEqual(try expiresAt(date).timeIntervalSince1970, seconds, date)
            } else {
                XCTAssertThrowsError(try expiresAt(date), date) { error in
                    guard case KeyhelmError.validationFailed(let facts) = error else { return XCTFail("\(error)") }
                    XCTAssertNotNil(facts.fields["date"], date)
                }
            }
        }
    }

    func testMissingScopes() throws {
        for vector in try keys("missing_scopes") {
            let missing = missingScopes(have: vector["have"]?.strings ?? [], need: vector["need"]?.strings ?? [])
            XCTAssertEqual(missing, vector["missing"]?.strings, vector["name"]?.stringValue ?? "")
        }
    }

    func testCapabilities() throws {
        for platform in Platform.allCases {
            let found = platform.capabilities
            let names = found.map { ($0.key.rawValue, JSONValue.string($0.value.availability.rawValue)) }
            let promised = try vectors("keys")["capabilities"]?[platform.rawValue]?.members
            XCTAssertEqual(Dictionary(uniqueKeysWithValues: names), promised)
            XCTAssertTrue(found.values.allSatisfy { $0.availability != .dashboard || $0.guide != nil })
        }
    }

    func testErrorCodes() throws {
        for vector in try keys("error_codes") {
            let code = try XCTUnwrap(ErrorCode(rawValue: vector["code"]?.stringValue ?? ""))
            XCTAssertEqual(code.retryable, vector["retryable"]?.boolValue, code.rawValue)
        }
        XCTAssertEqual(try keys("error_codes").count, ErrorCode.allCases.count)
    }

    func testRedaction() throws {
        let all = try vectors("redaction")
        XCTAssertEqual(all.members.keys.sorted(), ["patterns", "registered"])
        XCTAssertGreaterThan(all["patterns"]?.items.count ?? 0, 100)
        for vector in (all["patterns"]?.items ?? []) + (all["registered"]?.items ?? []) {
            let redactor = Redactor()
            for secret in vector["secrets"]?.items ?? [] {
                let text = try XCTUnwrap(secret["text"]?.stringValue)
                switch secret["kind"]?.stringValue {
                case "key": try redactor.add(text)
                case "password": try redactor.add(Secret.password(text))
                default: XCTFail("no such kind: \(secret)")
                }
            }
            let text = try XCTUnwrap(vector["text"]?.stringValue)
            let promised = try XCTUnwrap(vector["redacted"]?.stringValue)
            let name = vector["name"]?.stringValue ?? ""
            XCTAssertEqual(redactor.redact(text), promised, name)
            XCTAssertEqual(redactor.redact(Data(text.utf8)), Data(promised.utf8), name)
            let stream = redactor.stream()
            let pieces = text.utf8.map { stream.push(Data([$0])) } + [stream.finish()]
            XCTAssertEqual(Data(pieces.joined()), Data(promised.utf8), name)
        }
    }
}
