import Foundation
import Keyhelm
import XCTest

/// What a client tells while it works.
final class EventsTests: SandboxCase {
    func testWhatIsTold() async throws {
        let told = Collected<Event>()
        try await sandbox.fault(.certopay, ["status": 503], path: "/me", times: 1)
        let client = try sandbox.client(.certopay) { $0.onEvent = { told.add($0) } }
        _ = try await client.keys.current()
        XCTAssertTrue(told.items.contains { $0.kind == .login })
        let retry = try XCTUnwrap(told.items.first { $0.kind == .retry })
        XCTAssertEqual(retry.platform, .certopay)
        XCTAssertEqual(retry.operation, .current)
        XCTAssertEqual(retry.attempt, 1)
        XCTAssertNotNil(retry.delay)
        XCTAssertNil(retry.error)
        for account in sandbox.accounts.values {
            XCTAssertFalse(shown(told.items).contains(account.apiKey))
        }
    }

    func testAShortSecretIsWarnedOf() async throws {
        let told = Collected<Event>()
        let client = try sandbox.client(.bousol) { settings in
            settings.apiKey = "short"
            settings.onEvent = { told.add($0) }
        }
        for _ in 1...2 { _ = try await client.keys.verify() }
        XCTAssertEqual(told.items.map(\.kind), [.warning])
    }

    func testCallsFromInsideAListener() async throws {
        let told = Collected<Verification.Outcome>()
        try await sandbox.fault(.certopay, ["status": 503], path: "/me", times: 1)
        let other = try sandbox.client(.adyen)
        let client = try sandbox.client(.certopay) { settings in
            settings.onEvent = { event in
                guard event.kind == .retry else { return }
                Task { told.add(try await other.keys.verify().outcome) }
            }
        }
        _ = try await client.keys.current()
        await eventually { told.items == [.valid] }
    }
}
