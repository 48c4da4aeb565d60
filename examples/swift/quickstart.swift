// Make a client, ask whether its key works, and see who it is.

import Keyhelm
import KeyhelmTesting

func lesson(_ client: Client) async throws {
    let verification = try await client.keys.verify()
    precondition(verification.outcome == .valid)

    let key = try await client.keys.current()
    print("\(key.id) is \(key.status.rawValue) and may \(key.scopes.count) things")
}

// Not part of the lesson: the sandbox it runs on.

@main
enum Program {
    static func main() async throws {
        let sandbox = try Sandbox()
        try await lesson(try sandbox.client(.adyen))
    }
}
