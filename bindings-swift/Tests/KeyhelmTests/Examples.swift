import Foundation
import Keyhelm
import KeyhelmTesting

// The examples of the documentation, which `DocsTests` compares with it and runs. Each stands here as it is there, without
// its imports.

enum Examples {
    static func tenLines() async throws {
        let sandbox = try Sandbox()
        let settings = sandbox.settings(.certopay)  // baseURL, apiKey, email and password
        let client = try Client(.certopay, settings: settings)
        print("the key is", try await client.keys.verify().outcome)
        let issued = try await client.keys.regenerate()  // the old key is dead now
        print("store", issued.secret.masked, "at once: it is shown this once")
    }

    static func calls() async throws {
        let sandbox = try Sandbox()  // the platforms on this machine; leave it out to call the real ones
        let account = sandbox.accounts[.adyen]!.settings
        let client = try Client(
            .adyen, apiKey: account["api_key"]!, baseURL: account["base_url"]!, environment: .test,
            companyId: account["company_id"]!)

        for try await key in client.keys.listAll() {
            print(key.id, key.status.rawValue)
        }
        let me = try await client.request("GET", "/me")
        print(try me.json()["id"]?.stringValue ?? "none")
    }

    static func errors(_ client: Client) async throws {
        do {
            _ = try await client.keys.verify(timeout: 1)
        } catch KeyhelmError.rateLimited(let facts) {
            print("come back in", facts.retryAfter ?? 0, "seconds")
        } catch let error as KeyhelmError {
            print(error.code, error.message, error.hint ?? "")
        }
    }

    static func secrets() {
        let key = Secret("sk_test_EXAMPLE0NOT0A0KEY00001234")
        print(key, key.masked)  // [REDACTED] sk_test_****1234
    }

    static func logs() throws {
        let log = "GET /hook?k=EXAMPLE%2Fnot-a-real-key"
        try Redactor.shared.add("EXAMPLE/not-a-real-key")
        print(Redactor.shared.redact(log))  // GET /hook?k=[REDACTED]
    }

    static func testing() async throws {
        let sandbox = try Sandbox()
        try await sandbox.fault(.adyen, ["drop": "after"], method: "POST")
        let client = try sandbox.client(.adyen) { $0.maxAttempts = 1 }
        do {
            _ = try await client.keys.create("lost", nonce: true)
        } catch let lost as KeyhelmError {
            print(try await client.keys.reconcile(lost).outcome)  // happened
        }
    }

    static func aClient(_ key: Secret, _ url: String) async throws {
        // Leave `baseURL` out to call the platform itself.
        let client = try Client(.certopay, apiKey: key, baseURL: url, environment: .test, timeout: 30)
        print(try await client.keys.verify().outcome)
    }

    static func fromEnv() throws -> Client {
        let client = try Client.fromEnv(.certopay) { $0.timeout = 10 }
        return client
    }

    static func everyKey(_ client: Client) async throws {
        for try await key in client.keys.listAll() {
            print(key.id, key.status)
        }
    }

    static func request(_ client: Client) async throws {
        let me = try await client.request("GET", "/me")
        print(try me.json()["id"]?.stringValue ?? "")
    }

    static func recognising() {
        let seen = recognise("caibo_test_sk_EXAMPLE000000001")
        print(seen.platforms, seen.masked)  // [caibo] caibo_test_sk_****0001
    }

    static func json() {
        let details: [String: JSONValue] = ["active": true, "origins": ["https://shop.example"]]
        print(details.count)
    }

    static func redactor() throws -> Redactor {
        let redactor = Redactor()
        try redactor.add("EXAMPLE0NOT0A0KEY")
        print(redactor.redact("the key is EXAMPLE0NOT0A0KEY"))  // the key is [REDACTED]
        return redactor
    }

    static func stream(_ redactor: Redactor, _ pieces: AsyncStream<Data>, _ output: FileHandle) async {
        let stream = redactor.stream()
        for await piece in pieces { output.write(stream.push(piece)) }
        output.write(stream.finish())
    }

    static func sandbox() async throws {
        let sandbox = try Sandbox()
        let client = try sandbox.client(.certopay)
        print(try await client.keys.verify().outcome)  // valid
    }

    static func aClientOfTheSandbox(_ sandbox: Sandbox) throws -> Client {
        let client = try sandbox.client(.adyen) { $0.maxAttempts = 1 }
        return client
    }
}
