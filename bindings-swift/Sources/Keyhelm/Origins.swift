import Foundation

/// The origins that an Adyen credential's client key may be used from.
public struct Origins: Sendable {
    let raw: RawClient

    /// All origins of a credential.
    public func list(_ id: String, timeout: TimeInterval? = nil) async throws -> [Origin] {
        try await perform {
            try await raw.listOrigins(id: id, timeout: timeout, cancel: $0).origins.map(Origin.init)
        }
    }

    /// One more, `https://shop.example` for instance. Never sent twice.
    @discardableResult
    public func add(_ id: String, _ domain: String, timeout: TimeInterval? = nil) async throws -> Origin {
        try await perform {
            Origin(try await raw.addOrigin(id: id, domain: domain, timeout: timeout, cancel: $0))
        }
    }

    /// One less, by the id that ``list(_:timeout:)`` gave.
    public func remove(_ id: String, _ originId: String, timeout: TimeInterval? = nil) async throws {
        try await perform {
            try await raw.removeOrigin(id: id, originId: originId, timeout: timeout, cancel: $0)
        }
    }
}

extension Origins: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// An origin that browsers may use an Adyen client key from.
public struct Origin: Codable, Hashable, Sendable {
    /// Adyen's name for it; one documented answer leaves it out.
    public var id: String?
    /// The origin itself, `https://shop.example` for instance.
    public var domain: String

    /// One of one's own making, for tests.
    public init(id: String? = nil, domain: String) {
        self.id = id
        self.domain = domain
    }

    init(_ raw: RawOrigin) {
        id = raw.id
        domain = raw.domain
    }
}
