// Replace a key whose old secret is dead the moment the new one exists (CertoPay), and find out what happened when the
// answer is lost.

import Keyhelm
import KeyhelmTesting

func lesson(_ client: Client) async throws {
    let issued = try await regenerate(client)
    precondition(issued.previous == .dead)
    print("store \(issued.secret.masked) now; the old key is dead")

    // The client itself goes on with the new key.
    let verification = try await client.keys.verify()
    print("its own key is \(verification.outcome.rawValue)")
}

func regenerate(_ client: Client) async throws -> IssuedKey {
    do {
        return try await client.keys.regenerate()
    } catch let lost as KeyhelmError where lost.code == .outcomeUnknown {
        let found = try await client.keys.reconcile(lost)
        print("the answer was lost: \(found.outcome.rawValue); \(found.advice)")
        // Unless it is known to have happened, a person decides.
        guard found.outcome == .happened else { throw lost }
        // The secret is lost for good and the old key dead: only another one helps.
        return try await client.keys.regenerate()
    }
}

// Not part of the lesson: the sandbox it runs on, which loses the first answer.

@main
enum Program {
    static func main() async throws {
        let sandbox = try Sandbox()
        try await sandbox.fault(.certopay, ["drop": "after"], path: "regenerate")
        try await lesson(try sandbox.client(.certopay))
    }
}
