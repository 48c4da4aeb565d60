/// One page of a longer list.
public struct Page<Item> {
    /// The page's items, in the platform's order.
    public var items: [Item]
    /// The page's number; the first is 1.
    public var page: Int
    /// How many items were asked for.
    public var pageSize: Int
    /// How many items there are in all, where the platform tells.
    public var total: Int?
    /// How many pages there are in all, where the platform tells.
    public var totalPages: Int?

    /// A page of one's own making, for tests.
    public init(items: [Item], page: Int = 1, pageSize: Int = 10, total: Int? = nil, totalPages: Int? = nil) {
        self.items = items
        self.page = page
        self.pageSize = pageSize
        self.total = total
        self.totalPages = totalPages
    }
}

extension Page<ApiKey> {
    init(_ raw: RawPage) {
        self.init(
            items: raw.items.map(ApiKey.init),
            page: Int(raw.page),
            pageSize: Int(raw.pageSize),
            total: raw.total.map(Int.init(clamping:)),
            totalPages: raw.totalPages.map(Int.init(clamping:))
        )
    }
}

extension Page: Sendable where Item: Sendable {}
extension Page: Equatable where Item: Equatable {}
extension Page: Hashable where Item: Hashable {}

private enum PageKeys: String, CodingKey {
    case items, page, total
    case pageSize = "page_size"
    case totalPages = "total_pages"
}

extension Page: Decodable where Item: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: PageKeys.self)
        items = try container.decode([Item].self, forKey: .items)
        page = try container.decode(Int.self, forKey: .page)
        pageSize = try container.decode(Int.self, forKey: .pageSize)
        total = try container.decodeIfPresent(Int.self, forKey: .total)
        totalPages = try container.decodeIfPresent(Int.self, forKey: .totalPages)
    }
}

extension Page: Encodable where Item: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PageKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(page, forKey: .page)
        try container.encode(pageSize, forKey: .pageSize)
        try container.encode(total, forKey: .total)
        try container.encode(totalPages, forKey: .totalPages)
    }
}
