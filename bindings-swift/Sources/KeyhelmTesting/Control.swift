#if os(macOS) || os(Linux)
import Foundation
import Keyhelm

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The sandbox's remote control: plain HTTP and JSON.
struct Control: Sendable {
    let url: String

    /// What the sandbox answered.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> Data {
        guard let url = URL(string: url + path) else { throw SandboxError("the sandbox announced no URL") }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = method
        request.httpBody = try body.map { try JSONEncoder().encode($0) }
        let (data, status) = try await send(request)
        guard status < 300 else {
            let words = try? JSONDecoder().decode(JSONValue.self, from: data)["error"]?.stringValue
            throw SandboxError(words ?? "HTTP \(status)")
        }
        return data
    }

    private func send(_ request: URLRequest) async throws -> (Data, Int) {
        try await withCheckedThrowingContinuation { continuation in
            let task = URLSession.shared.dataTask(with: request) { data, response, error in
                if let response = response as? HTTPURLResponse {
                    continuation.resume(returning: (data ?? Data(), response.statusCode))
                } else {
                    continuation.resume(throwing: error ?? SandboxError("the sandbox did not answer"))
                }
            }
            task.resume()
        }
    }
}
#endif
