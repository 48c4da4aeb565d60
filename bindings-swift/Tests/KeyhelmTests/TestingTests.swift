import Foundation
import Keyhelm
import XCTest

@testable import KeyhelmTesting

/// The testing aid.
final class TestingTests: SandboxCase {
    func testItControlsTheSandbox() async throws {
        XCTAssertEqual(Set(sandbox.accounts.keys), Set(Platform.allCases))
        let client = try sandbox.client(.certopay) { $0.rateLimit = .unlimited }
        try await sandbox.limit(.certopay, 1)
        _ = try await client.keys.verify()
        try await sandbox.advance(61)
        _ = try await client.keys.verify()
        try await sandbox.limit(.certopay, nil)
        try await sandbox.fault(.certopay, ["status": 503], method: "GET", path: "webhook", skip: 1)
        try await sandbox.clearFaults()
        _ = try await client.keys.verify()
        let requests = try await sandbox.requests()
        XCTAssertEqual(requests.map { $0["status"]?.intValue }, [200, 200, 200])
        try await sandbox.reset()
        let none = try await sandbox.requests()
        XCTAssertEqual(none, [])
        do {
            try await sandbox.limit(.certopay, -1)
            XCTFail("taken")
        } catch let error as SandboxError {
            XCTAssertFalse(error.localizedDescription.isEmpty)
        }
    }

    func testTwoAtOnceAndStoppingTwice() async throws {
        let (one, other) = (try Sandbox(), try Sandbox())
        XCTAssertNotEqual(one.accounts[.adyen]?.baseURL, other.accounts[.adyen]?.baseURL)
        one.stop()
        one.stop()
        let gone = await failure { try await one.client(.adyen) { $0.maxAttempts = 1 }.keys.list() }
        XCTAssertEqual(gone?.code, .connectionFailed)
        _ = try await other.client(.adyen).keys.list()
        other.stop()
    }

    func testWhereTheProgramIs() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appendingPathComponent(Program.name).path
        XCTAssertEqual(try Program.find(environment: ["KEYHELM_SANDBOX": "/x"], near: []), "/x")
        XCTAssertThrowsError(try Program.find(environment: ["PATH": folder.path], near: [folder.path])) {
            XCTAssertTrue("\($0)".contains("KEYHELM_SANDBOX"))
        }
        XCTAssertThrowsError(try Program.find(environment: ["PATH": folder.path], near: [#filePath])) {
            XCTAssertTrue("\($0)".contains("no cargo"))
        }
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        _ = FileManager.default.createFile(atPath: program, contents: Data("#!/bin/sh\n".utf8), attributes: mode)
        XCTAssertEqual(try Program.find(environment: ["PATH": "/nowhere:\(folder.path)"], near: []), program)
        XCTAssertThrowsError(try Sandbox(program: program)) {
            XCTAssertTrue("\($0)".contains("before it was ready"))
        }
        XCTAssertThrowsError(try Sandbox(program: "/no/such/program"))
    }
}
