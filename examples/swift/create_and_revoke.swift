// Make a key, hand its secret to a vault, and end the key again. When the answer to `create` is lost, find the key that
// nobody holds the secret of.

import Keyhelm
import KeyhelmTesting

func lesson(_ client: Client, _ vault: (Secret) async throws -> Void) async throws {
    let issued = try await create(client)
    // The platform shows the secret this once: store it before anything else can fail.
    try await vault(issued.secret)
    print("made \(issued.key.id) with the secret \(issued.secret.masked)")

    try await client.keys.revoke(issued.key.id)
    print("revoked \(issued.key.id)")
}

func create(_ client: Client) async throws -> IssuedKey {
    func attempt() async throws -> IssuedKey {
        try await client.keys.create(
            "billing-worker", scopes: [Scope.Adyen.checkoutWebservice], nonce: true)
    }

    do {
        return try await attempt()
    } catch let lost as KeyhelmError where lost.code == .outcomeUnknown {
        let found = try await client.keys.reconcile(lost)
        print("the answer was lost: \(found.outcome.rawValue); \(found.advice)")
        if let key = found.key { try await client.keys.revoke(key.id) }
        return try await attempt()
    }
}

// Not part of the lesson: the sandbox it runs on, which loses the first answer.

@main
enum Program {
    static func main() async throws {
        let sandbox = try Sandbox()
        try await sandbox.fault(.adyen, ["drop": "after"], method: "POST")
        try await lesson(try sandbox.client(.adyen)) { _ in }
    }
}
