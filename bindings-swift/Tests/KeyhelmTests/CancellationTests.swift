import Foundation
import Keyhelm
import XCTest

/// A cancelled task's call is over, and nothing of it is lost.
final class CancellationTests: SandboxCase {
    private func isCancelled(
        _ task: Task<some Sendable, any Error>, file: StaticString = #filePath, line: UInt = #line
    ) async {
        switch await task.result {
        case .success: XCTFail("it went on", file: file, line: line)
        case .failure(let error): XCTAssertTrue(error is CancellationError, "\(error)", file: file, line: line)
        }
    }

    func testItClosesTheConnection() async throws {
        let server = try Server([Server.Answer(status: 0)])
        let client = try Client(.bousol, apiKey: freshKey(), baseURL: server.url)
        let task = Task { try await client.keys.verify() }
        await eventually { !server.asked.isEmpty }
        task.cancel()
        await isCancelled(task)
        await eventually { server.closed == 1 }
    }

    func testATaskThatIsCancelledBeforehandSendsNothing() async throws {
        let client = try sandbox.client(.adyen)
        let calls: [@Sendable () async throws -> Void] = [
            { _ = try await client.keys.list() },
            { _ = try await client.keys.get("S2-1") },
            { _ = try await client.keys.current() },
            { _ = try await client.keys.create("x") },
            { _ = try await client.keys.update("S2-1", label: "x") },
            { _ = try await client.keys.regenerate("S2-1") },
            { _ = try await client.keys.revoke("S2-1") },
            { _ = try await client.keys.verify() },
            { _ = try await client.keys.regenerateClientKey("S2-1") },
            { _ = try await client.keys.origins.list("S2-1") },
            { _ = try await client.keys.origins.add("S2-1", "https://a.example") },
            { try await client.keys.origins.remove("S2-1", "1") },
            { _ = try await client.keys.reconcile(.outcomeUnknown(ErrorFacts(message: "x"))) },
            { _ = try await client.request("GET", "/me") },
            { for try await _ in client.keys.listAll() {} },
        ]
        for call in calls {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await call()
            }
            await isCancelled(task)
        }
        let requests = try await sandbox.requests()
        XCTAssertEqual(requests, [])
    }

    func testItFreesItsPlaceInTheQueue() async throws {
        let told = Collected<Event>()
        let client = try sandbox.client(.compago) { settings in
            settings.apiKey = freshKey()
            settings.rateLimit = .init(requests: 1, window: 2)
            settings.onEvent = { told.add($0) }
        }
        _ = try await client.keys.verify()
        let first = Date()
        let waiting = Task { try await client.keys.verify() }
        await eventually { told.items.contains { $0.kind == .wait } }
        waiting.cancel()
        await isCancelled(waiting)
        // Behind a place that is still taken this would have to wait for four seconds, for which it has no time.
        _ = try await client.keys.verify(timeout: 3.5)
        XCTAssertLessThan(Date().timeIntervalSince(first), 3.5)
        let requests = try await sandbox.requests()
        XCTAssertEqual(requests.count, 2)
    }

    func testACancelledCreationIsTold() async throws {
        let told = Collected<Event>()
        try await sandbox.fault(.adyen, ["hang_ms": 60_000], method: "POST")
        let client = try sandbox.client(.adyen) { $0.onEvent = { told.add($0) } }
        let task = Task { try await client.keys.create("lost", nonce: true) }
        try await eventually { try await !sandbox.requests().isEmpty }
        task.cancel()
        await isCancelled(task)
        // It was told before the call returned.
        let event = try XCTUnwrap(told.items.first { $0.kind == .outcomeUnknown })
        let error = try XCTUnwrap(event.error)
        XCTAssertEqual(error.code, .outcomeUnknown)
        try await sandbox.clearFaults()
        let found = try await client.keys.reconcile(error)
        XCTAssertEqual(found.outcome, .happened)
        XCTAssertEqual(found.key?.label, "lost")
    }

    func testADeadlineHolds() async throws {
        try await sandbox.fault(.adyen, ["hang_ms": 60_000], times: 9)
        let client = try sandbox.client(.adyen) { $0.timeout = 0.2 }
        let begun = Date()
        let whole = await failure { try await client.keys.current() }
        XCTAssertEqual(whole?.code, .timeout)
        let own = await failure { try await client.keys.current(timeout: 0.1) }
        XCTAssertEqual(own?.code, .timeout)
        let taken = Date().timeIntervalSince(begun)
        XCTAssertTrue((0.3...5).contains(taken), "\(taken)")
    }

    func testAThousandAtOnce() async throws {
        let client = try sandbox.client(.adyen)
        let outcomes = try await withThrowingTaskGroup(of: Verification.Outcome.self) { group in
            for _ in 1...1000 { group.addTask { try await client.keys.verify().outcome } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertEqual(outcomes.count, 1000)
        XCTAssertEqual(Set(outcomes), [.valid])
    }

    func testAGroupThatIsCancelled() async throws {
        try await sandbox.fault(.adyen, ["hang_ms": 60_000], times: 10_000)
        let client = try sandbox.client(.adyen)
        let cancelled = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...100 {
                group.addTask {
                    do {
                        _ = try await client.keys.verify()
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
            }
            try? await Task.sleep(nanoseconds: 20_000_000)
            group.cancelAll()
            return await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertEqual(cancelled.filter { $0 }.count, 100)
    }

    func testASequenceThatIsCancelled() async throws {
        try await sandbox.fault(.adyen, ["hang_ms": 60_000])
        let client = try sandbox.client(.adyen)
        let task = Task { for try await _ in client.keys.listAll() {} }
        try await eventually { try await !sandbox.requests().isEmpty }
        task.cancel()
        await isCancelled(task)
    }

    /// An answer that came is given, whoever cancels meanwhile: its secret is shown this once.
    func testCancellingRacesTheAnswer() async throws {
        let client = try sandbox.client(.certopay) { $0.rateLimit = .unlimited }
        for round in 0..<60 {
            let told = try await sandbox.requests().count
            let task = Task { try await client.keys.verify() }
            try await Task.sleep(nanoseconds: UInt64(round) * 40_000)
            task.cancel()
            switch await task.result {
            case .success(let verification): XCTAssertEqual(verification.outcome, .valid)
            case .failure(let error): XCTAssertTrue(error is CancellationError, "\(error)")
            }
            let after = try await sandbox.requests().count
            XCTAssertLessThanOrEqual(after - told, 1)
        }
    }
}
