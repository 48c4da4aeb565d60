import Foundation

/// By what a `request` is signed.
public enum RequestAuth: Hashable, Sendable {
    /// The client's API key.
    case key
    /// The token of its login.
    case token
}

extension Client {
    /// Any other call of the platform, signed like the rest.
    ///
    /// An answer with an error status throws the same errors as everywhere; any 2xx comes back as it is. GET and HEAD
    /// are repeated where that helps; everything else only when it certainly was not carried out, unless `repeatable`
    /// says that doing it twice does no harm.
    ///
    /// ```swift
    /// let me = try await client.request("GET", "/me")
    /// print(try me.json()["id"]?.stringValue ?? "")
    /// ```
    ///
    /// - Parameters:
    ///   - path: relative to the base URL.
    ///   - query: names and values; a name may come twice.
    ///   - json: the body. A ``Secret`` in it is refused; take its text with ``Secret/expose()``.
    ///   - headers: beside the client's own. Their values are kept out of logs.
    public func request(
        _ method: String,
        _ path: String,
        query: [URLQueryItem] = [],
        json: (any Encodable)? = nil,
        headers: [String: any SecretConvertible] = [:],
        auth: RequestAuth = .key,
        repeatable: Bool = false,
        timeout: TimeInterval? = nil
    ) async throws -> Response {
        let request = RawRequest(
            method: method,
            path: path,
            query: query.map { RawQueryItem(name: $0.name, value: $0.value ?? "") },
            json: try json.map(body),
            headers: headers.map { RawHeader(name: $0.key, value: $0.value.keyhelmSecret.raw) },
            byToken: auth == .token,
            repeatable: repeatable
        )
        return try await perform { try Response(await raw.request(request: request, timeout: timeout, cancel: $0)) }
    }
}

private func body(_ json: any Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.userInfo[.isBodyOfCall] = true
    do {
        return try encoder.encode(json)
    } catch EncodingError.invalidValue(is Secret, let context) {
        throw KeyhelmError.refused("json", "holds \(context.debugDescription)")
    } catch {
        // The coder's own error holds the value.
        throw KeyhelmError.refused("json", "holds something that JSON has no form for")
    }
}

/// A platform's answer to ``Client/request(_:_:query:json:headers:auth:repeatable:timeout:)``, as it came. It may hold a
/// secret, so the status alone is shown.
public struct Response: Sendable {
    /// The HTTP status, 200 to 299.
    public let status: Int
    /// The headers, their names in lower case. Those that came more than once are joined by a comma.
    public let headers: [String: String]
    /// The body, at most 4 MiB.
    public let body: Data

    private let raw: RawResponse

    init(_ raw: RawResponse) throws {
        status = Int(try raw.status())
        headers = try raw.headers()
        body = try raw.body()
        self.raw = raw
    }

    /// The body read as JSON.
    ///
    /// - Throws: ``KeyhelmError/malformedResponse(_:)`` where it is none.
    public func json() throws -> JSONValue {
        try decode(JSONValue.self)
    }

    /// The body read as a value of one's own type.
    ///
    /// - Throws: ``KeyhelmError/malformedResponse(_:)`` where it is no JSON, or not of this form.
    public func decode<Value: Decodable>(_ type: Value.Type, by decoder: JSONDecoder = JSONDecoder()) throws -> Value {
        try locally { try raw.checkJson() }
        do {
            return try decoder.decode(type, from: body)
        } catch {
            // The decoder's own error may hold parts of the body.
            let why = "the answer is JSON of another form than \(type)"
            throw KeyhelmError.malformedResponse(ErrorFacts(message: why, operation: .request, status: status))
        }
    }
}

extension Response: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Response(status: \(status))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["status": status], displayStyle: .struct) }
}
