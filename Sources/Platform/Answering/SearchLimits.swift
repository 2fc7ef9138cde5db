public import Foundation
public import Search
import Web

/// What a question or a search is limited to, as it is sent: of what the asker may read, only this.
public struct SearchLimits: Codable, Sendable, Equatable {
    /// Identifiers of collections and documents, and of domains; everything where absent.
    public var collections: [UUID]?
    public var documents: [UUID]?
    public var domains: [String]?

    public init(collections: [UUID]? = nil, documents: [UUID]? = nil, domains: [String]? = nil) {
        (self.collections, self.documents, self.domains) = (collections, documents, domains)
    }

    /// Most of each.
    public static let most = 200

    /// - Throws: `RequestFailure.invalid` where there are too many, or none of a kind.
    public func scope() throws -> SearchScope {
        for (name, count) in [
            ("collections", collections?.count), ("documents", documents?.count), ("domains", domains?.count),
        ] {
            guard let count, !(1...Self.most).contains(count) else { continue }
            throw RequestFailure.invalid("Name 1 to \(Self.most) \(name) to look in, or leave them out for all.")
        }
        return SearchScope(
            collections: collections.map { Set($0) }, documents: documents.map { Set($0) },
            domains: domains.map { Set($0) })
    }
}
