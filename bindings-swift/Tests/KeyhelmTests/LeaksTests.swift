import Foundation
import Keyhelm
import KeyhelmFFI
import XCTest

/// What is let go of is gone: objects of the library's, calls, connections, descriptors and memory are counted.
final class LeaksTests: SandboxCase {
    private func work(_ client: Keyhelm.Client) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...50 {
                group.addTask {
                    _ = try await client.keys.verify()
                    _ = try? await client.keys.get("S2-\(number)-none")
                    _ = try await client.request("GET", "/me").json()
                }
            }
            try await group.waitForAll()
        }
        for try await _ in client.keys.listAll() { break }
        let issued = try await client.keys.create("leak")
        XCTAssertNotEqual(issued.secret, issued.password)
        let cancelled = (1...100).map { _ in Task { try await client.keys.verify() } }
        for task in cancelled { task.cancel() }
        for task in cancelled { _ = await task.result }
    }

    private func once() async throws {
        let client = try sandbox.client(.adyen) { $0.onEvent = { _ in } }
        try await work(client)
    }

    func testNothingIsLeft() async throws {
        try await once()
        try await eventually { try census().tasks == 0 }
        let before = try census().objects
        for _ in 1...3 { try await once() }
        try await eventually {
            let left = try census()
            return left.tasks == 0 && left.objects == before
        }
    }

    #if os(Linux)
    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    private func residentKiB() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try XCTUnwrap(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try XCTUnwrap(Int(line.split(separator: " ")[1]))
    }

    func testNoDescriptorIsLeft() async throws {
        try await once()
        try await eventually { try census().tasks == 0 }
        let before = try descriptors()
        for _ in 1...5 { try await once() }
        try await eventually { try descriptors() <= before + 2 }
    }

    func testCancellingTenThousandCallsCostsNoMemory() async throws {
        try await sandbox.fault(.adyen, ["hang_ms": 60_000], times: 1_000_000)
        let client = try sandbox.client(.adyen) { $0.maxConcurrency = 8 }
        func storm() async {
            let tasks = (1...1000).map { _ in Task { try await client.keys.verify() } }
            await Task.yield()
            for task in tasks { task.cancel() }
            for task in tasks { _ = await task.result }
        }
        for _ in 1...3 { await storm() }
        let before = try residentKiB()
        for _ in 1...10 { await storm() }
        XCTAssertLessThan(try residentKiB() - before, 8 * 1024)
        try await sandbox.clearFaults()
        let outcome = try await client.keys.verify().outcome
        XCTAssertEqual(outcome, .valid)
    }
    #endif
}
