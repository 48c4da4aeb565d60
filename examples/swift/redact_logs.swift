// Keep secrets out of the logs: every secret a client knows, and whatever else is registered.

import Keyhelm
import KeyhelmTesting

/// What an app's own logger does with each line.
func log(_ line: String) {
    print(Redactor.shared.redact(line))
}

func lesson(_ client: Client) async throws {
    let issued = try await client.keys.regenerate()
    log("a new key: \(issued.secret)")
    log("even so: \(issued.secret.expose())")

    // A secret that Keyhelm does not know of by itself.
    try Redactor.shared.add(Secret.password("correct-horse-battery"))
    log("cannot log in with correct-horse-battery")
}

// Not part of the lesson: the sandbox it runs on.

@main
enum Program {
    static func main() async throws {
        let sandbox = try Sandbox()
        try await lesson(try sandbox.client(.certopay))
    }
}
