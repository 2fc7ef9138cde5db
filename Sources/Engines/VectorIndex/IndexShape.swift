/// What an index's graph looks like: fixed when it is made, written in its file.
///
/// The names are those of Malkov and Yashunin 2018, "Efficient and robust approximate nearest neighbor search using
/// Hierarchical Navigable Small World graphs".
public struct IndexShape: Sendable, Equatable {
    /// Numbers in a vector, a multiple of 64.
    public var dimensions: Int
    /// Links of a point in an upper layer (M).
    public var links: Int
    /// Candidates weighed for a new point's links (ef_construction).
    public var constructionBreadth: Int

    /// - Parameter dimensions: a multiple of 64.
    public init(dimensions: Int, links: Int = 16, constructionBreadth: Int = 200) {
        (self.dimensions, self.links, self.constructionBreadth) = (dimensions, links, constructionBreadth)
    }

    /// Most points of one index: what is reserved of the address space, not of memory.
    static let capacity = 1 << 24
    /// Most layers above the ground.
    static let upperLayers = 6

    /// Links of a point in the ground layer (M_max0).
    var groundLinks: Int { 2 * links }
    /// Numbers in the short code that a walk compares: the principal directions, two to a byte.
    var directions: Int { min(256, (dimensions + 127) / 128 * 128) }
    /// Bytes of a short code.
    var shortBytes: Int { directions / 2 }
    /// Bytes of a point's record in the ground layer: its short code and its links, so that both come with one fetch.
    var groundStride: Int { shortBytes + groundLinks * 4 }

    /// Whether an index can be made so.
    var isSound: Bool {
        dimensions > 0 && dimensions % 64 == 0 && dimensions <= 1 << 14 && (2...64).contains(links) && links % 2 == 0
            && (1...10_000).contains(constructionBreadth)
    }

    /// The highest layer of a slot. Every `links`-th slot stands in layer 1, every `links`-th of those in layer 2, and so
    /// on: the shares that the paper draws by lot, without a table to say who is where.
    func layer(of slot: UInt32) -> Int {
        var (rest, layer) = (slot, 0)
        while layer < Self.upperLayers, rest % UInt32(links) == 0 {
            rest /= UInt32(links)
            layer += 1
        }
        return layer
    }
}
