import Foundation
import Keyhelm
import XCTest

/// Making clients: what is checked, and what is read from the environment.
final class ClientTests: SandboxCase {
    func testAWrongSetUpIsConfig() throws {
        let wrong: [(String, () throws -> Client)] = [
            ("api_key", { try Client(.bousol) }),
            ("`timeout`", { try Client(.bousol, apiKey: "x", timeout: -1) }),
            ("`timeout`", { try Client(.bousol, apiKey: "x", timeout: .nan) }),
            ("`timeout`", { try Client(.bousol, apiKey: "x", timeout: 0) }),
            ("`connect_timeout`", { try Client(.bousol, apiKey: "x", connectTimeout: -.infinity) }),
            ("`max_attempts`", { try Client(.bousol, apiKey: "x", maxAttempts: -1) }),
            ("`max_attempts`", { try Client(.bousol, apiKey: "x", maxAttempts: 0) }),
            ("`max_concurrency`", { try Client(.bousol, apiKey: "x", maxConcurrency: 0) }),
            ("`max_concurrency`", { try Client(.bousol, apiKey: "x", maxConcurrency: -1) }),
            ("`rate_limit`", { try Client(.bousol, apiKey: "x", rateLimit: .init(requests: 0, window: 60)) }),
            ("`rate_limit`", { try Client(.bousol, apiKey: "x", rateLimit: .init(requests: .max, window: 60)) }),
            ("`rate_limit`", { try Client(.bousol, apiKey: "x", rateLimit: .init(requests: 1, window: .nan)) }),
            ("`base_url`", { try Client(.bousol, apiKey: "x", baseURL: "http://example.com") }),
            ("`ca_certificates`", { try Client(.bousol, apiKey: "x", caCertificates: [Data("no PEM".utf8)]) }),
            ("`proxy`", { try Client(.bousol, apiKey: "x", proxy: "socks5://h:1") }),
            ("`user_agent`", { try Client(.bousol, apiKey: "x", userAgent: "a\nb") }),
            ("`company_id`", { try Client(.bousol, apiKey: "x", companyId: "c") }),
            ("exclude", { try Client(.adyen, apiKey: "x", environment: .test, companyId: "c", merchantId: "m") }),
            ("environment", { try Client(.adyen, apiKey: "x") }),
        ]
        for (part, make) in wrong {
            XCTAssertThrowsError(try make(), part) { error in
                guard case KeyhelmError.config(let facts) = error else { return XCTFail("\(error)") }
                XCTAssertTrue(facts.message.contains(part), "\(part): \(facts.message)")
                XCTAssertEqual(facts.attempts, 0)
            }
        }
    }

    func testAKeyOfTheOtherEnvironment() {
        XCTAssertThrowsError(try Client(.certopay, apiKey: "sk_live_EXAMPLE0NOT0A0KEY", environment: .test)) {
            XCTAssertEqual(($0 as? KeyhelmError)?.code, .environmentMismatch)
        }
    }

    func testEverySettingIsTaken() throws {
        let client = try Client(
            .certopay,
            apiKey: Secret("sk_test_EXAMPLE0NOT0A0KEY"),
            email: "m@example.com",
            password: Secret.password("correct horse battery"),
            baseURL: "http://127.0.0.1:9",
            environment: .test,
            timeout: 3,
            connectTimeout: 0.5,
            maxAttempts: 1,
            rateLimit: .init(requests: 5, window: 1.5),
            maxConcurrency: 2,
            proxy: "http://user:pass@proxy.example:1",
            caCertificates: [],
            userAgent: "mine/1",
            onEvent: { _ in }
        )
        XCTAssertEqual(client.platform, .certopay)
        XCTAssertEqual(client.environment, .test)
        XCTAssertEqual("\(client)", "Client(certopay, test)")
        let live = try Client(
            .adyen, username: "ws@Company.X", password: "pppppppppppppppp", baseURL: "http://127.0.0.1:9",
            environment: .live)
        XCTAssertEqual(live.environment, .live)
        _ = try Client(.bousol, apiKey: "x".dropFirst(0), rateLimit: .unlimited)
        _ = try Client(.caibo, apiKey: "x", baseURL: "http://127.0.0.1:9", userId: "1", paymentRequestId: "2")
        _ = try Client(.adyen, apiKey: "x", environment: .test, merchantId: "m")
    }

    func testFromEnv() async throws {
        let account = try XCTUnwrap(sandbox.accounts[.certopay])
        setenv("CERTOPAY_API_KEY", account.apiKey, 1)
        setenv("CERTOPAY_BASE_URL", account.baseURL, 1)
        setenv("CERTOPAY_ENVIRONMENT", "test", 1)
        defer {
            unsetenv("CERTOPAY_API_KEY")
            unsetenv("CERTOPAY_BASE_URL")
            unsetenv("CERTOPAY_ENVIRONMENT")
        }
        let valid = try await Client.fromEnv(.certopay).keys.verify().outcome
        XCTAssertEqual(valid, .valid)
        let own = try Client.fromEnv(.certopay) { $0.apiKey = "sk_test_EXAMPLE0NOT0A0KEY" }
        let invalid = try await own.keys.verify().outcome
        XCTAssertEqual(invalid, .invalid)
        setenv("CERTOPAY_ENVIRONMENT", "prod", 1)
        XCTAssertThrowsError(try Client.fromEnv(.certopay)) {
            XCTAssertEqual(($0 as? KeyhelmError)?.code, .config)
        }
    }

    func testANewKeyIsUsedFromThenOn() async throws {
        let client = try sandbox.client(.certopay)
        let keys = client.keys
        try client.setApiKey(Secret("sk_test_EXAMPLE0NOT0A0KEY"))
        let invalid = try await keys.verify().outcome
        XCTAssertEqual(invalid, .invalid)
        try client.setApiKey(try XCTUnwrap(sandbox.accounts[.certopay]).apiKey)
        let valid = try await keys.verify().outcome
        XCTAssertEqual(valid, .valid)
        XCTAssertThrowsError(try client.setApiKey("sk_live_EXAMPLE0NOT0A0KEY")) {
            XCTAssertEqual(($0 as? KeyhelmError)?.code, .environmentMismatch)
        }
        XCTAssertThrowsError(try client.setApiKey("two\nlines")) {
            XCTAssertEqual(($0 as? KeyhelmError)?.code, .config)
        }
        let still = try await keys.verify().outcome
        XCTAssertEqual(still, .valid)
    }

    func testTheOtherAccountsOfAdyen() async throws {
        let merchant = try XCTUnwrap(sandbox.accounts[.adyen]?.settings["merchant_id"])
        let client = try sandbox.client(.adyen) {
            $0.companyId = nil
            $0.merchantId = merchant
        }
        let page = try await client.keys.list()
        XCTAssertFalse(page.items.isEmpty)
    }

    func testALimitIsWaitedOut() async throws {
        let told = Collected<Event>()
        try await sandbox.limit(.compago, 2, window: 0.5)
        let client = try sandbox.client(.compago) { settings in
            settings.rateLimit = .init(requests: 2, window: 0.5)
            settings.onEvent = { told.add($0) }
        }
        for _ in 1...3 { _ = try await client.keys.verify() }
        let requests = try await sandbox.requests()
        XCTAssertEqual(requests.map { $0["status"]?.intValue }, [200, 200, 200])
        let wait = try XCTUnwrap(told.items.first { $0.kind == .wait })
        XCTAssertEqual([wait.platform.rawValue, wait.operation.rawValue], ["compago", "verify"])
        XCTAssertGreaterThan(try XCTUnwrap(wait.delay), 0)
        XCTAssertFalse("\(wait)".isEmpty)
    }
}
