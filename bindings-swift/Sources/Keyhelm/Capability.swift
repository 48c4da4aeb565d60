/// How an operation is done at a platform.
public struct Capability: Codable, Hashable, Sendable {
    /// By a client, by a person, or not at all.
    public var availability: Availability
    /// The dashboard path to show a person, in the dashboard's own words.
    public var guide: String?

    /// Who can do an operation.
    public enum Availability: String, CaseIterable, Codable, Hashable, Sendable {
        /// The platform documents an API call; a client makes it.
        case api
        /// The platform's dashboard does it; a person has to.
        case dashboard
        /// The platform documents no way.
        case none
    }

    private enum CodingKeys: String, CodingKey {
        case availability
        case guide
    }

    /// One of one's own making, for tests.
    public init(availability: Availability, guide: String? = nil) {
        self.availability = availability
        self.guide = guide
    }

    init(_ raw: RawCapability) {
        availability = Availability(known: raw.availability)
        guide = raw.guide
    }
}
