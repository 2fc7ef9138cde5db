public import Foundation
public import Hummingbird

/// A document of the library.
public struct DocumentResponse: ResponseCodable, Sendable {
    public let id: UUID, collection: String, collectionID: UUID, fileName: String, byteCount: Int, state: String
    public let progress: Double, title: String, author: String?, language: String?, kind: String?
    public let isbn: String?, sku: String?
    /// The domains that much of it belongs to.
    public let domains: [String]
    public let pageCount: Int, passageCount: Int, pagesWithoutText: [Int], notices: [StoredNotice]
    public let problem: String?, problemCode: String?, addedAt: Date
    /// Who reads the collection; only in the answer to adding.
    public let readers: CollectionReach?

    init(_ entry: DocumentStore.Entry) {
        let document = entry.document
        (id, collection, fileName) = (document.id, entry.collection, document.fileName)
        collectionID = document.collectionID
        (byteCount, state, progress) = (document.byteCount, document.state.rawValue, entry.progress)
        (title, author, language, kind) = (document.displayTitle, document.author, document.language, document.kind)
        (isbn, sku, domains) = (document.isbn, document.sku, entry.domains)
        (pageCount, passageCount) = (document.pageCount, document.passageCount)
        pagesWithoutText = (try? JSONDecoder().decode([Int].self, from: Data(document.pagesWithoutText.utf8))) ?? []
        notices = (try? JSONDecoder().decode([StoredNotice].self, from: Data(document.notices.utf8))) ?? []
        (problem, problemCode, addedAt) = (document.problem, document.problemCode, document.addedAt)
        readers = entry.readers
    }
}

/// Documents, the newest first.
public struct DocumentsResponse: ResponseCodable, Sendable {
    public let documents: [DocumentResponse]
    /// Give as `before` for the next page; absent at the end.
    public let next: UUID?
}

/// A document and its table of contents.
public struct OutlineResponse: ResponseCodable, Sendable {
    public let document: DocumentResponse
    public let outline: [OutlineItem]
}

/// Passages found.
public struct SearchResponse: ResponseCodable, Sendable {
    public struct Hit: Codable, Sendable {
        public let document: UUID, title: String, firstPage: Int, lastPage: Int, headingPath: [String]
        public let text: String, score: Float, edition: String?
        /// Whether there is a later edition.
        public let isEarlierEdition: Bool?
    }
    public let hits: [Hit]
    /// Milliseconds of each step.
    public let trace: [String: Double]
}

/// A server that makes vectors of passages.
public struct EmbedderResponse: Codable, Sendable {
    public let host: String, model: String, dimensions: Int, state: String, done: Int, passages: Int, problem: String?
    /// Passages that its server does not take, and which, in words.
    public let refused: Int, refusal: String?
}

/// The servers that make vectors of passages, beside the encoder built in.
public struct EmbeddersResponse: ResponseCodable, Sendable { public let embedders: [EmbedderResponse] }

/// How many read a collection.
public enum CollectionReach: String, Codable, Sendable {
    /// Those alone who manage it, or whose it is.
    case managers
    /// Some people, roles or places beside them.
    case some
    /// Everybody in the district.
    case everybody
}
