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

    /// What lies within both.
    public func narrowed(to other: SearchScope) -> SearchScope {
        func both<Value>(_ one: Set<Value>?, _ two: Set<Value>?) -> Set<Value>? {
            one.flatMap { one in two.map(one.intersection) ?? one } ?? two
        }
        return SearchScope(
            collections: both(collections, other.collections), documents: both(documents, other.documents),
            domains: both(domains, other.domains))
    }

    /// Whether it is as wide as what may be read.
    var isWhole: Bool { documents == nil && domains == nil }
}
