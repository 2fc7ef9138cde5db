public import Hummingbird

/// A part of a list, as a route answers with it.
public struct Slice<Item> {
    public let items: [Item]
    /// The last item, from which the next part goes on; nil where the list ends here.
    private let last: Item?

    /// - Parameters:
    ///   - found: one item more than is shown, where there are that many: so the end is known without counting.
    ///   - size: the most items that are shown.
    public init(_ found: [Item], size: Int) {
        (items, last) = found.count > size ? (Array(found.prefix(size)), found[size - 1]) : (found, nil)
    }

    /// What the next part is asked for with; nil where the list ends here.
    /// - Parameter cursor: what names an item.
    public func next<Cursor>(_ cursor: (Item) throws -> Cursor) rethrows -> Cursor? { try last.map(cursor) }
}

extension Slice: Sendable where Item: Sendable {}

/// How much of a list a request asks for, as `limit`.
public struct SliceSize: Sendable {
    private let count: Int

    fileprivate init(count: Int) { self.count = count }

    /// - Parameter fetch: is given the most items to fetch: one more than is shown.
    public func slice<Item>(_ fetch: (_ limit: Int) throws -> [Item]) rethrows -> Slice<Item> {
        Slice(try fetch(count + 1), size: count)
    }

    /// - Parameter fetch: is given the most items to fetch: one more than is shown.
    public func slice<Item>(_ fetch: (_ limit: Int) async throws -> [Item]) async rethrows -> Slice<Item> {
        Slice(try await fetch(count + 1), size: count)
    }
}

extension Parameters {
    /// How much of a list the query asks for, as `limit`.
    /// - Parameters:
    ///   - most: the largest `limit` that is taken.
    ///   - standard: holds where the query names none.
    /// - Throws: `RequestFailure.invalid` for what is no number, or is out of range.
    public func sliceSize(most: Int, standard: Int) throws -> SliceSize {
        SliceSize(count: try integer("limit", in: 1...most) ?? standard)
    }
}
