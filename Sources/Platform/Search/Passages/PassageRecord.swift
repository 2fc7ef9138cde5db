import Extraction
public import Foundation
public import GRDB

/// A passage, its words, and its vectors.
public struct PassageRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
    public static let databaseTableName = "passage"
    public var number: Int64?
    public let document: Int64
    public let ordinal: Int
    /// Global offsets (see `PagedText`).
    public let start: Int
    public let end: Int
    public let firstPage: Int
    public let lastPage: Int
    /// JSON: headings, outermost first.
    public let headingPath: String
    public let text: String
    /// Float32 vectors of the windows, end to end.
    public let windows: Data
    /// `SentenceVectors` as bytes.
    public let sentences: Data
    /// Whether all but its number lies in a `SealedBlock`: then it says nothing here, and has no words in the index.
    public let isSealed: Bool

    /// - Parameters:
    ///   - entry: the passage with its vectors.
    ///   - ordinal: its place among the passages of its document, from 0.
    /// - Throws: where the headings cannot be written.
    public init(of document: Int64, ordinal: Int, _ entry: PassageEmbedding.Entry) throws {
        (self.document, self.ordinal) = (document, ordinal)
        (start, end) = (entry.passage.range.lowerBound, entry.passage.range.upperBound)
        (firstPage, lastPage, text) = (entry.firstPage, entry.lastPage, entry.text)
        headingPath = String(decoding: try JSONEncoder().encode(entry.passage.headingPath), as: UTF8.self)
        windows = WindowVectors.encode(entry.windows)
        sentences = SentenceVectors.encode(entry.sentences)
        isSealed = false
    }

    /// The place of a sealed passage among a document's: a number, which hits and citations go by, and nothing else.
    init(sealedOf document: Int64, ordinal: Int) {
        (self.document, self.ordinal) = (document, ordinal)
        (start, end, firstPage, lastPage) = (0, 0, 0, 0)
        (headingPath, text, windows, sentences) = ("[]", "", Data(), Data())
        isSealed = true
    }

    public mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }

    /// Stores the passage and its words.
    public mutating func insertWithWords(_ db: Database) throws {
        try insert(db)
        try db.execute(sql: "INSERT INTO passageText (rowid, text) VALUES (?, ?)", arguments: [number, text])
    }

    /// Removes a document's passages and their words.
    public static func deleteAll(of document: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO passageText (passageText, rowid, text)
                SELECT 'delete', number, text FROM passage WHERE document = ?
                """, arguments: [document])
        try db.execute(sql: "DELETE FROM sealedBlock WHERE document = ?", arguments: [document])
        try db.execute(sql: "DELETE FROM passage WHERE document = ?", arguments: [document])
    }

    /// How many passages lie in the clear: those of the full-text index, the vector index and embedders.
    static func clearCount(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM passage WHERE NOT isSealed") ?? 0
    }

    /// Numbers a coming or going, for the index to catch up by; in the transaction that changes the passages.
    public static func noteChange(of document: Int64, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO documentChange (document) VALUES (?)", arguments: [document])
    }
}
