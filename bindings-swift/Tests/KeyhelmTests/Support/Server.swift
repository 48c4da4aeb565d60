import Foundation
import Keyhelm

#if canImport(Glibc)
import Glibc
private let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
import Darwin
private let streamSocket = SOCK_STREAM
#endif

/// A server that answers as it is told, for answers that the sandbox never gives. A thread for each connection.
final class Server: @unchecked Sendable {
    /// A request as it arrived.
    struct Asked: Sendable {
        let method: String
        let path: String
        let headers: [String: String]
        let body: Data
    }

    /// What to answer.
    struct Answer: Sendable {
        var status = 200
        var body = Data("{}".utf8)
        var headers: [String: String] = [:]
    }

    let url: String
    private let listening: Int32
    private let lock = NSLock()
    private var told: [Answer]
    private var byPath: [String: Answer]
    private var seen: [Asked] = []
    private var ended = 0

    /// The answers come one after another for the paths that have none of their own; the last one stays.
    init(_ answers: [Answer] = [Answer()], byPath: [String: Answer] = [:]) throws {
        told = answers.isEmpty ? [Answer()] : answers
        self.byPath = byPath
        let bound = socket(AF_INET, streamSocket, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let opened = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(bound, address, length) == 0 && listen(bound, 512) == 0
                    && getsockname(bound, address, &length) == 0
            }
        }
        guard opened else { throw POSIXError(.EADDRNOTAVAIL) }
        listening = bound
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let server = Weak(self)
        Thread.detachNewThread {
            while true {
                let connection = accept(bound, nil, nil)
                // Closed here and nowhere else, lest this thread take a newer server's connections by an old number.
                guard connection >= 0 else {
                    close(bound)
                    return
                }
                Thread.detachNewThread {
                    while server.value?.exchange(connection) == true {}
                    close(connection)
                    server.value?.end()
                }
            }
        }
    }

    private final class Weak: @unchecked Sendable {
        private(set) weak var value: Server?

        init(_ value: Server) {
            self.value = value
        }
    }

    private func end() {
        lock.withLock { ended += 1 }
    }

    deinit {
        shutdown(listening, Int32(SHUT_RDWR))
    }

    var asked: [Asked] { lock.withLock { seen } }
    /// How many connections are over.
    var closed: Int { lock.withLock { ended } }

    private func answer(_ asked: Asked) -> Answer {
        lock.withLock {
            seen.append(asked)
            if let known = byPath[asked.path] { return known }
            return told.count > 1 ? told.removeFirst() : told[0]
        }
    }

    private func exchange(_ connection: Int32) -> Bool {
        var read = Data()
        var end: Range<Data.Index>?
        while end == nil {
            guard let more = receive(connection) else { return false }
            read.append(more)
            end = read.range(of: Data("\r\n\r\n".utf8))
        }
        let lines = String(decoding: read[..<end!.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let first = lines[0].split(separator: " ")
        let headers = lines.dropFirst().reduce(into: [String: String]()) { headers, line in
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        var body = Data(read[end!.upperBound...])
        while body.count < Int(headers["content-length"] ?? "0") ?? 0 {
            guard let more = receive(connection) else { return false }
            body.append(more)
        }
        let method = String(first[0])
        let answer = answer(Asked(method: method, path: String(first[1]), headers: headers, body: body))
        // Silence, until the other side leaves.
        guard answer.status != 0 else {
            _ = receive(connection)
            return false
        }
        var written = "HTTP/1.1 \(answer.status) Told\r\n"
        for (name, value) in answer.headers { written += "\(name): \(value)\r\n" }
        let hasBody = ![204, 304].contains(answer.status) && method != "HEAD"
        if hasBody { written += "Content-Length: \(answer.body.count)\r\n" }
        return send(connection, Data("\(written)\r\n".utf8) + (hasBody ? answer.body : Data()))
    }

    private func receive(_ connection: Int32) -> Data? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(connection, &buffer, buffer.count, 0)
        return count > 0 ? Data(buffer[..<count]) : nil
    }

    private func send(_ connection: Int32, _ data: Data) -> Bool {
        var rest = data
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = Data(rest.dropFirst(count))
        }
        return true
    }
}
