import Foundation

/// See ``Keys/listAll(timeout:)``. Each iteration begins anew.
public struct AllKeys: AsyncSequence, Sendable {
    public typealias Element = ApiKey

    let raw: RawClient
    let timeout: TimeInterval?

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(begin: { [raw, timeout] in try raw.listAll(timeout: timeout) })
    }

    /// One way through the keys. It is for one task at a time.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var begin: (() throws -> RawAllKeys)?
        private var keys: RawAllKeys?

        init(begin: @escaping () throws -> RawAllKeys) {
            self.begin = begin
        }

        /// The next key, or `nil` after the last one and after an error.
        public mutating func next() async throws -> ApiKey? {
            do {
                if let begin {
                    self.begin = nil
                    keys = try locally(begin)
                }
                guard let keys else { return nil }
                try Task.checkCancellation()
                if let key = try locally({ try keys.fetched().key }) { return ApiKey(key) }
                let key = try await perform { try await keys.next(cancel: $0).key }
                if key == nil { self.keys = nil }
                return key.map(ApiKey.init)
            } catch {
                keys = nil
                throw error
            }
        }
    }
}

extension AllKeys: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
