// List a page of keys, then every key, without handling pages.

import Keyhelm
import KeyhelmTesting

func lesson(_ client: Client) async throws {
    let page = try await client.keys.list(page: 1, pageSize: 2)
    print("\(page.items.count) of \(page.total ?? 0) keys on the first page")

    for try await key in client.keys.listAll() {
        print(key.id, key.status.rawValue, key.label ?? "")
    }
}

// Not part of the lesson: the sandbox it runs on, with some keys in it.

@main
enum Program {
    static func main() async throws {
        let sandbox = try Sandbox()
        let client = try sandbox.client(.adyen)
        for label in ["billing", "reporting", "terminals"] { _ = try await client.keys.create(label) }
        try await lesson(client)
    }
}
