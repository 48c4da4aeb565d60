// Call more often than the platform allows. The client waits as long as the platform asks, as far as the deadline lets
// it; a wait that does not fit ends the call at once and says when to come back.

import Keyhelm
import KeyhelmTesting

func lesson(_ client: Client) async throws {
    for call in 1...4 {
        let verification = try await client.keys.verify()
        print("call \(call): the key is \(verification.outcome.rawValue)")
    }

    do {
        _ = try await client.keys.verify(timeout: 0.2)
    } catch KeyhelmError.rateLimited(let facts) {
        print("no time to wait: come back in \(facts.retryAfter ?? 0) s")
    }
}

// Not part of the lesson: the sandbox it runs on, with two calls a second, and a look at what the client tells.

@main
enum Program {
    static func main() async throws {
        let sandbox = try Sandbox()
        try await sandbox.limit(.certopay, 2, window: 1)
        try await lesson(try sandbox.client(.certopay) { $0.onEvent = { print("  \($0)") } })
    }
}
