public import Foundation

/// Where a search looks: what the asker may read, and of that what the question is limited to.
public struct SearchScope: Sendable, Hashable {
    /// Collections that may be read; all where nil.
    public var collections: Set<UUID>?
    /// Only these documents; all where nil.
    public var documents: Set<UUID>?
    /// Only passages of these domains; all where nil.
    public var domains: Set<String>?

    public init(collections: Set<UUID>?, documents: Set<UUID>? = nil, domains: Set<String>? = nil) {
        (self.collections, self.documents, self.domains) = (collections, documents, domains)
    }

    /// All there is: for commands of whoever runs the server, and for measuring.
    public static let everything = SearchScope(collections: nil)

    /// Whether it is as wide as what may be read.
    var isWhole: Bool { documents == nil && domains == nil }
}
