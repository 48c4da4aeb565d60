import Foundation
import Keyhelm

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What one turn found: calls per second, and the process's CPU time per call in microseconds.
struct Measured {
    let rate: Double
    let cpu: Double
}

protocol Caller: Sendable {
    var name: String { get }
    func call() async throws
    func measure(atOnce: Int, seconds: Double) async throws -> Measured
}

extension Caller {
    func measure(atOnce: Int, seconds: Double) async throws -> Measured {
        _ = try await run(atOnce, seconds / 10)
        let (cpu, begun) = (cpuTime(), DispatchTime.now().uptimeNanoseconds)
        let calls = Double(try await run(atOnce, seconds))
        let taken = Double(DispatchTime.now().uptimeNanoseconds - begun) / 1e9
        return Measured(rate: calls / taken, cpu: (cpuTime() - cpu) / calls * 1e6)
    }

    /// How many calls were made in this time.
    private func run(_ atOnce: Int, _ seconds: Double) async throws -> Int {
        let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<atOnce {
                group.addTask {
                    var count = 0
                    while DispatchTime.now().uptimeNanoseconds < end {
                        try await call()
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
    }
}

private func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let key = "AQE-not-a-real-key"

struct KeyhelmCaller: Caller {
    let name = "Keyhelm in Swift"
    let keys: Keys

    init(url: String) throws {
        keys = try Client(.adyen, apiKey: key, baseURL: url, environment: .test, rateLimit: .unlimited).keys
    }

    func call() async throws {
        _ = try await keys.current()
    }
}

/// The same request; `parses` reads the answer as JSON, as Keyhelm does.
struct SessionCaller: Caller {
    static let plain = "URLSession, answer not read"
    let name: String
    let parses: Bool
    let session: URLSession
    let request: URLRequest

    init(url: String, parses: Bool) {
        name = parses ? "URLSession and JSONSerialization" : Self.plain
        self.parses = parses
        let settings = URLSessionConfiguration.ephemeral
        settings.httpMaximumConnectionsPerHost = 64
        session = URLSession(configuration: settings)
        var request = URLRequest(url: URL(string: url + "/me")!)
        request.setValue(key, forHTTPHeaderField: "x-api-key")
        self.request = request
    }

    func call() async throws {
        let (data, response) = try await session.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else { fatalError("the server does not answer") }
        if parses { _ = try JSONSerialization.jsonObject(with: data) }
    }
}

/// The core's own calls, in a process of their own.
struct CoreCaller: Caller {
    let name = "the Rust core"
    let peer: Peer

    func call() async throws {}

    func measure(atOnce: Int, seconds: Double) async throws -> Measured {
        let trial = try peer.call(count: 2000, atOnce: atOnce)
        return try peer.call(count: Int(trial.rate * seconds), atOnce: atOnce)
    }
}
