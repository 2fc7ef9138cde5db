public import Foundation
public import GRDB
public import Kernel
public import Persistence

/// What passages belong to, as the feature that keeps it tells: who may read it, what it is called, what stands on its
/// pages. The search knows it by numbers only.
public protocol PassageSource: Sendable {
    /// Everything that has passages.
    /// - Throws: database errors.
    func owners(_ db: Database) throws -> [PassageOwner]

    /// What a person sees of some owners beside their passages.
    /// - Parameters:
    ///   - question: which edition it asks for decides which is the right one.
    ///   - collections: what the asker may read; everything where nil.
    /// - Throws: database errors.
    func details(of owners: Set<Int64>, question: String, in collections: Set<UUID>?, _ db: Database) throws
        -> [Int64: SourceDetails]

    /// The collections that somebody may read; all where nil.
    /// - Throws: database errors.
    func readable(for user: Principal) async throws -> Set<UUID>?

    /// Which of some documents there are, and somebody may read.
    /// - Throws: database errors.
    func present(_ documents: Set<UUID>, in collections: Set<UUID>?) async throws -> Set<UUID>

    /// What documents are called, in the order of the alphabet.
    /// - Throws: database errors.
    func titles(of documents: Set<UUID>) async throws -> [String]

    /// The pages of a document from one to another, for checking quotations against.
    /// - Throws: where there is no such document; database errors.
    func pageTexts(_ document: UUID, _ numbers: ClosedRange<Int>) async throws -> [PageText]
}

/// What some passages belong to.
public struct PassageOwner: Sendable {
    /// The database's number of it.
    public var number: Int64
    public var id: UUID
    /// What it is read with.
    public var collection: UUID
    /// Empty where the passages are sealed: it is asked for when they are opened.
    public var title: String
    /// Whose key seals its passages; nil where they lie in the clear, in the full-text index and the vector index.
    public var sealedFor: Subject?

    public init(number: Int64, id: UUID, collection: UUID, title: String, sealedFor: Subject?) {
        (self.number, self.id, self.collection, self.title) = (number, id, collection, title)
        self.sealedFor = sealedFor
    }
}

/// What a person sees of a source beside its passages.
public struct SourceDetails: Sendable {
    public var id: UUID
    public var title: String
    /// Whether its pages have pictures.
    public var hasPages: Bool
    /// Its ISBN and the district's own number of it, where they are known.
    public var isbn: String?
    public var sku: String?
    public var edition: HitEdition

    public init(id: UUID, title: String, hasPages: Bool, isbn: String?, sku: String?, edition: HitEdition) {
        (self.id, self.title, self.hasPages) = (id, title, hasPages)
        (self.isbn, self.sku, self.edition) = (isbn, sku, edition)
    }
}

/// A page's text and how it goes on.
public struct PageText: Sendable {
    /// From 1.
    public var number: Int
    public var label: String?
    /// Global offset of the page's first character.
    public var start: Int
    public var text: String
    /// What stands between this page and the next: a line feed, a blank, or nothing.
    public var separator: String

    public init(number: Int, label: String?, start: Int, text: String, separator: String) {
        (self.number, self.label, self.start) = (number, label, start)
        (self.text, self.separator) = (text, separator)
    }
}
