import Foundation
import Keyhelm
import KeyhelmTesting
import XCTest

/// Every error code as the sandbox brings it about, and what the errors carry.
final class ErrorsTests: SandboxCase {
    private typealias Make = (Sandbox) async throws -> KeyhelmError?

    private let all: [(ErrorCode, Make)] = [
        (.config, { _ in await failure { try Client(.bousol) } }),
        (
            .environmentMismatch,
            { sandbox in
                let client = try sandbox.client(.certopay)
                return await failure { try await client.keys.verify(secret: "sk_live_EXAMPLE0NOT0A0KEY") }
            }
        ),
        (.unsupportedOperation, { sandbox in await failure { try await sandbox.client(.bousol).keys.list() } }),
        (
            .unauthenticated,
            { sandbox in
                let client = try sandbox.client(.adyen) { $0.apiKey = freshKey() }
                return await failure { try await client.keys.list() }
            }
        ),
        (
            .tokenExpired,
            { sandbox in
                let refusal: JSONValue = [
                    "status": 401, "body": ["error": ["code": "expired_token", "message": "expired"]],
                ]
                try await sandbox.fault(.certopay, refusal, path: "/me", times: 2)
                return await failure { try await sandbox.client(.certopay).keys.current() }
            }
        ),
        (
            .permissionDenied,
            { sandbox in
                let refusal: JSONValue = [
                    "status": 403, "body": ["errorCode": "00_403", "detail": "no", "requestId": "R1"],
                ]
                try await sandbox.fault(.adyen, refusal)
                let error = await failure { try await sandbox.client(.adyen).keys.list() }
                XCTAssertEqual(error?.requestId, "R1")
                return error
            }
        ),
        (
            .invalidRequest,
            { sandbox in
                try await sandbox.fault(.adyen, ["status": 400, "body": ["errorCode": "00_400", "detail": "no"]])
                return await failure { try await sandbox.client(.adyen).keys.list() }
            }
        ),
        (
            .validationFailed,
            { sandbox in
                let error = await failure { try await sandbox.client(.adyen).keys.list(page: 0) }
                XCTAssertEqual(error?.fields.keys.sorted(), ["page"])
                return error
            }
        ),
        (
            .notFound,
            { sandbox in
                let error = await failure { try await sandbox.client(.adyen).keys.get("S2-0") }
                XCTAssertEqual(error?.status, 404)
                XCTAssertEqual(error?.platformCode, "00_404")
                XCTAssertEqual(error?.attempts, 1)
                return error
            }
        ),
        (
            .conflict,
            { sandbox in
                try await sandbox.fault(.bousol, ["status": 409, "body": ["error": "clash"]])
                let none: [String: String] = [:]
                return await failure { try await sandbox.client(.bousol).request("POST", "/invoices", json: none) }
            }
        ),
        (
            .rateLimited,
            { sandbox in
                try await sandbox.fault(.compago, ["status": 429, "headers": ["Retry-After": "7"]])
                let client = try sandbox.client(.compago) { $0.apiKey = freshKey() }
                let error = await failure { try await client.keys.verify(timeout: 1) }
                XCTAssertEqual(error?.retryAfter, 7)
                return error
            }
        ),
        (
            .serverError,
            { sandbox in
                try await sandbox.fault(.adyen, ["status": 503], times: 9)
                return await failure { try await sandbox.client(.adyen) { $0.maxAttempts = 1 }.keys.list() }
            }
        ),
        (
            .timeout,
            { sandbox in
                try await sandbox.fault(.adyen, ["hang_ms": 60_000], times: 9)
                return await failure { try await sandbox.client(.adyen).keys.list(timeout: 0.05) }
            }
        ),
        (
            .connectionFailed,
            { sandbox in
                try await sandbox.fault(.adyen, ["drop": "before"], times: 9)
                return await failure { try await sandbox.client(.adyen) { $0.maxAttempts = 1 }.keys.list() }
            }
        ),
        (
            .outcomeUnknown,
            { sandbox in
                try await sandbox.fault(.certopay, ["drop": "after"], path: "regenerate")
                return await failure { try await sandbox.client(.certopay).keys.regenerate() }
            }
        ),
        (
            .malformedResponse,
            { sandbox in
                try await sandbox.fault(.adyen, ["garbage": true], times: 9)
                return await failure { try await sandbox.client(.adyen) { $0.maxAttempts = 1 }.keys.list() }
            }
        ),
        // Swift cancels in its own way, so this one is made by hand.
        (
            .cancelled,
            { _ in
                .cancelled(ErrorFacts(message: "cancelled", platform: .adyen, operation: .list, attempts: 1))
            }
        ),
    ]

    func testEveryCode() async throws {
        XCTAssertEqual(all.map(\.0), ErrorCode.allCases)
        for (code, make) in all {
            try await sandbox.reset()
            let made = try await make(sandbox)
            let error = try XCTUnwrap(made, code.rawValue)
            XCTAssertEqual(error.code, code)
            XCTAssertEqual(KeyhelmError(code, error.facts), error)
            XCTAssertFalse("\(error)".contains("\n"))
            XCTAssertTrue("\(error)".contains(error.message))
            XCTAssertTrue("\(error)".hasPrefix(code.rawValue), "\(error)")
            XCTAssertNotNil(error.platform)
            XCTAssertEqual(error.retryable, code.retryable)
            XCTAssertEqual(error.localizedDescription, "\(error)")
            XCTAssertEqual((error as any LocalizedError).recoverySuggestion, error.hint)
            let bridged = error as NSError
            XCTAssertEqual(bridged.domain, "Keyhelm.KeyhelmError")
            XCTAssertEqual(bridged.code, 1 + (ErrorCode.allCases.firstIndex(of: code) ?? -1))
            let shown = shown(error) + "\(bridged) \(bridged.userInfo) \(bridged.debugDescription)"
            for account in sandbox.accounts.values {
                for name in ["api_key", "password"] {
                    XCTAssertFalse(shown.contains(account.settings[name] ?? "absent"), code.rawValue)
                }
            }
            try checkWritten(error)
        }
    }

    private func checkWritten(_ error: KeyhelmError) throws {
        guard error.code != .cancelled else {
            return XCTAssertThrowsError(try JSONEncoder().encode([error]))
        }
        let written = try JSONEncoder().encode([error])
        let again = try XCTUnwrap(JSONDecoder().decode([KeyhelmError].self, from: written).first)
        XCTAssertEqual(again, error)
        XCTAssertEqual("\(again)", "\(error)")
    }

    func testAnErrorIsReconciledInAnotherProcess() async throws {
        let client = try sandbox.client(.certopay)
        try await sandbox.fault(.certopay, ["drop": "after"], path: "regenerate")
        let lost = await failure { try await client.keys.regenerate() }
        let written = try JSONEncoder().encode([try XCTUnwrap(lost)])
        let again = try JSONDecoder().decode([KeyhelmError].self, from: written)
        let found = try await client.keys.reconcile(again[0]).outcome
        XCTAssertEqual(found, .happened)
        XCTAssertThrowsError(try JSONDecoder().decode([KeyhelmError].self, from: Data("[{\"code\": 7}]".utf8)))
    }

    func testWhatIsNoLostAnswerIsNotReconciled() async throws {
        let client = try sandbox.client(.adyen)
        let byHand: [KeyhelmError] = [
            .outcomeUnknown(ErrorFacts(message: "by hand")), .notFound(ErrorFacts(message: "by hand")),
        ]
        for error in byHand {
            let refused = await failure { try await client.keys.reconcile(error) }
            XCTAssertEqual(refused?.code, .validationFailed)
        }
    }

    func testAPlatformThatEchoesTheKey() async throws {
        let key = "sk_test_EXAMPLE0NOT0A0KEY"
        let echo = Server.Answer(status: 400, body: Data(#"{"errorCode": "x", "detail": "bad key \#(key)"}"#.utf8))
        let server = try Server([echo])
        let client = try Client(.adyen, apiKey: key, baseURL: server.url, companyId: "C")
        let refused = await failure { try await client.keys.list() }
        let error = try XCTUnwrap(refused)
        XCTAssertEqual(error.code, .invalidRequest)
        let written = String(decoding: try JSONEncoder().encode([error]), as: UTF8.self)
        XCTAssertFalse((shown(error) + shown(error as NSError) + written).contains(key))
    }

    func testCatchingByCase() async throws {
        let client = try sandbox.client(.adyen)
        do {
            _ = try await client.keys.get("S2-0")
            XCTFail("found")
        } catch KeyhelmError.notFound(let facts) {
            XCTAssertEqual(facts.status, 404)
        }
    }

    func testAnswersThatDoNotStop() async throws {
        try await sandbox.fault(.adyen, ["endless": true], times: 9)
        let client = try sandbox.client(.adyen) { $0.maxAttempts = 1 }
        let error = await failure { try await client.keys.list() }
        XCTAssertEqual(error?.code, .malformedResponse)
    }
}
