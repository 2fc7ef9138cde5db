import Extraction
import Foundation
import GRDB
import Kernel
import VectorIndex

/// A shelf: documents that are read and written by the same people.
struct CollectionRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "collection"
    let id: UUID
    var name: String
    /// Whose it is: a place's, a person's, or, with neither, the district's.
    var placeID: UUID?
    var ownerID: UUID?
}

/// Who reads a collection: whoever fits all that is named here.
struct CollectionReader: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
    var collectionID: UUID
    /// Everybody who belongs to the place.
    var placeID: UUID?
    /// Everybody who holds the role, at the place where one is named.
    var role: String?
    var personID: UUID?
    var mayWrite: Bool

    func fits(_ user: Principal) -> Bool {
        if let personID, personID != user.person { return false }
        guard role != nil || placeID != nil else { return true }
        return user.grants.contains { grant in
            (role == nil || grant.role == role) && (placeID.map { grant.place?.path.contains($0) == true } ?? true)
        }
    }
}

/// A file that was added, and what became of it.
struct DocumentRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
    static let databaseTableName = "document"

    enum State: String, Codable, Sendable, DatabaseValueConvertible {
        /// Its job is queued or under way.
        case waiting
        case ready
        /// Could not be read; `problem` says why. Its bytes are not kept.
        case refused
    }

    /// The database's own number; the vector index knows the document by it.
    var number: Int64?
    let id: UUID
    var collectionID: UUID
    var fileName: String
    /// BLAKE2b-256 of the bytes.
    let hash: Data
    let byteCount: Int
    var state: State
    var problemCode: String?
    var problem: String?
    var kind: String?
    var title: String?
    var author: String?
    var language: String?
    var isbn: String?
    /// The district's own number of it.
    var sku: String?
    var pageCount = 0
    var passageCount = 0
    /// JSON: numbers of the pages that are pictures without text.
    var pagesWithoutText = "[]"
    /// JSON: `[StoredNotice]`.
    var notices = "[]"
    /// JSON: `[OutlineItem]`.
    var outline = "[]"
    let addedAt: Date
    /// nil for what the console or an earlier release added.
    var addedBy: UUID?
    /// From when it holds, as it says itself (see `Edition`).
    var edition: String?
    /// When its file was last changed, as the file says.
    var modified: String?
    var version: Int?
    var replaces = false
    /// The same for all editions of one document; empty where it has none.
    var family = ""

    mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }

    /// What reading found, with what people decided meanwhile: where it is kept, and what they know better.
    func keeping(_ current: DocumentRecord) -> DocumentRecord {
        var record = self
        record.collectionID = current.collectionID
        record.fileName = current.fileName
        record.title = current.title ?? title
        record.author = current.author ?? author
        record.isbn = current.isbn ?? isbn
        record.sku = current.sku
        record.addedBy = current.addedBy
        record.noteEdition()
        return record
    }

    /// Finds anew, after its title changed, of which document it is an edition.
    mutating func noteEdition() {
        let found = Edition(title: title, fileName: fileName, date: edition, replaces: replaces)
        (version, family) = (found.version, found.family)
        edition = found.date
    }

    /// What people call it.
    var displayTitle: String { title ?? fileName }

    /// Numbers a coming or going, for the index to catch up by.
    static func noteChange(of document: Int64, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO documentChange (document) VALUES (?)", arguments: [document])
    }
}

/// What a person should know of how a document was read, as stored and as sent.
struct StoredNotice: Codable, Sendable, Equatable {
    /// `ReadingNotice.Kind`'s raw value.
    var kind: String
    var count: Int
    var pages: [Int]

    init(_ notice: ReadingNotice) {
        (kind, count, pages) = (notice.kind.rawValue, notice.count, Array(notice.pages.prefix(2000)))
    }
}

/// An entry of a document's table of contents, as stored and as sent.
struct OutlineItem: Codable, Sendable, Equatable {
    var title: String
    var level: Int
    var page: Int
    var offset: Int
}

/// A page's text and where it stands.
struct PageRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "page"
    let document: Int64
    let number: Int
    let label: String?
    let width: Double
    let height: Double
    let text: String
    /// `PageJoin`'s raw value.
    let join: Int
    /// `PageLayout`'s bytes.
    let layout: Data
    /// How sure the recognition is of its letters, 0 to 1; nil where the text is the file's own.
    let certainty: Double?
}

/// A passage, its words, and its vectors.
struct PassageRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
    static let databaseTableName = "passage"
    var number: Int64?
    let document: Int64
    let ordinal: Int
    /// Global offsets (see `PagedText`).
    let start: Int
    let end: Int
    let firstPage: Int
    let lastPage: Int
    /// JSON: headings, outermost first.
    let headingPath: String
    let text: String
    /// Float32 vectors of the windows, end to end.
    let windows: Data
    /// `SentenceVectors` as bytes.
    let sentences: Data

    mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }

    /// Stores the passage and its words.
    mutating func insertWithWords(_ db: Database) throws {
        try insert(db)
        try db.execute(sql: "INSERT INTO passageText (rowid, text) VALUES (?, ?)", arguments: [number, text])
    }

    /// Removes a document's passages and their words.
    static func deleteAll(of document: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO passageText (passageText, rowid, text)
                SELECT 'delete', number, text FROM passage WHERE document = ?
                """, arguments: [document])
        try db.execute(sql: "DELETE FROM passage WHERE document = ?", arguments: [document])
    }
}

/// The vectors of a passage, as the index takes them.
struct PassageVectorRecord {
    var windows: [VectorIndex.Entry]
    var sentences: [VectorIndex.Entry]

    /// Those of a document's passages; none where it is not ready or gone.
    static func all(of document: Int64, dimensions: Int, _ db: Database) throws -> [PassageVectorRecord] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT number, windows, sentences FROM passage WHERE document = ? ORDER BY number",
            arguments: [document])
        var result: [PassageVectorRecord] = []
        while let row = try rows.next() {
            let passage: Int64 = row[0]
            func entries(_ codes: [VectorCode]) -> [VectorIndex.Entry] {
                codes.enumerated().map {
                    .init(point: .init(owner: passage, ordinal: Int32($0.offset)), code: $0.element)
                }
            }
            result.append(
                PassageVectorRecord(
                    windows: entries(WindowVectors.decode(row[1], dimensions: dimensions).map { VectorCode($0) }),
                    sentences: entries(SentenceVectors.decode(row[2], dimensions: dimensions).map(\.code))))
        }
        return result
    }
}

extension PassageVectorRecord {
    /// What an embedder made of a document's passages, one vector each.
    static func remote(of document: Int64, _ embedder: Int64, _ db: Database) throws -> [VectorIndex.Entry] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT p.number, e.vector FROM passage p JOIN passageEmbedding e ON e.passage = p.number
                WHERE p.document = ? AND e.embedder = ?
                """)
        return try Row.fetchAll(statement, arguments: [document, embedder]).compactMap { row in
            let data: Data = row[1]
            return WindowVectors.decode(data, dimensions: data.count / 4).first.map {
                .init(point: .init(owner: row[0], ordinal: 0), code: VectorCode($0))
            }
        }
    }
}

/// A sentence of a passage: where it stands, and its vector's code.
struct SentenceVector: Sendable, Equatable {
    /// Global offsets (see `PagedText`).
    var range: Range<Int>
    var isHeading: Bool
    var code: VectorCode
}

/// The sentences of a passage as bytes: for each `[i32 start][i32 end][u8 heading][f32 scale][i8 x dimensions]`.
enum SentenceVectors {
    static func encode(_ sentences: [SentenceVector]) -> Data {
        var data = Data()
        for sentence in sentences {
            for value in [Int32(sentence.range.lowerBound), Int32(sentence.range.upperBound)] {
                withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
            }
            data.append(sentence.isHeading ? 1 : 0)
            withUnsafeBytes(of: sentence.code.scale.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            sentence.code.codes.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        return data
    }

    static func decode(_ data: Data, dimensions: Int) -> [SentenceVector] {
        let size = 13 + dimensions
        return data.withUnsafeBytes { bytes in
            (0..<bytes.count / size).map { index in
                let base = index * size
                let start = Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: base, as: Int32.self)))
                let end = Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: base + 4, as: Int32.self)))
                let scale = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: base + 9, as: UInt32.self))
                let codes = Array(
                    UnsafeRawBufferPointer(rebasing: bytes[(base + 13)..<(base + size)]).bindMemory(to: Int8.self))
                return SentenceVector(
                    range: min(start, end)..<end, isHeading: bytes[base + 8] != 0,
                    code: VectorCode(codes: codes, scale: Float(bitPattern: scale)))
            }
        }
    }
}

/// Float32 vectors end to end, as bytes.
enum WindowVectors {
    static func encode(_ vectors: [[Float]]) -> Data {
        var data = Data()
        for vector in vectors { vector.withUnsafeBytes { data.append(contentsOf: $0) } }
        return data
    }

    static func decode(_ data: Data, dimensions: Int) -> [[Float]] {
        (0..<data.count / (4 * dimensions)).map { index in
            [Float](unsafeUninitializedCapacity: dimensions) { numbers, count in
                count = dimensions
                let part = (data.startIndex + index * 4 * dimensions)..<(data.startIndex + (index + 1) * 4 * dimensions)
                data.copyBytes(to: UnsafeMutableRawBufferPointer(numbers), from: part)
            }
        }
    }
}

/// A value as JSON text, for a column.
func json(_ value: some Encodable) -> String {
    (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
}

extension DocumentRecord {
    /// A document that somebody may read; to others it is not there.
    /// - Throws: `LibraryFailure.documentNotFound`.
    static func readable(_ id: UUID, in collections: Set<UUID>?, _ db: Database) throws -> DocumentRecord {
        guard let record = try filter(Column("id") == id).fetchOne(db),
            collections?.contains(record.collectionID) ?? true
        else { throw LibraryFailure.documentNotFound }
        return record
    }
}
