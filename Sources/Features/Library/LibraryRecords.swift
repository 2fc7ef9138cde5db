import Extraction
import Foundation
import GRDB
import Kernel
import Persistence

/// A collection: documents that are read and written by the same people.
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
        return user.memberships.contains { grant in
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
    /// What says what it is about, where its collection is private: then the columns do not (see `DocumentSealing`).
    var sealed: Sealed<Data>?
    /// Its table of contents, sealed too.
    var sealedOutline: Sealed<String>?

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

}

/// What a person should know of how a document was read, as stored and as sent.
public struct StoredNotice: Codable, Sendable, Equatable {
    /// `ReadingNotice.Kind`'s raw value.
    public var kind: String
    public var count: Int
    public var pages: [Int]

    init(_ notice: ReadingNotice) {
        (kind, count, pages) = (notice.kind.rawValue, notice.count, Array(notice.pages.prefix(2000)))
    }
}

/// An entry of a document's table of contents, as stored and as sent.
public struct OutlineItem: Codable, Sendable, Equatable {
    public var title: String
    public var level: Int
    public var page: Int
    public var offset: Int
}

/// A page's text and where it stands.
struct PageRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "page"
    let document: Int64
    let number: Int
    var label: String?
    let width: Double
    let height: Double
    var text: String
    /// `PageJoin`'s raw value.
    let join: Int
    /// `PageLayout`'s bytes.
    var layout: Data
    /// How sure the recognition is of its letters, 0 to 1; nil where the text is the file's own.
    let certainty: Double?
    /// Label, text and layout, where the collection is private: then the columns are empty (see `DocumentSealing`).
    var sealed: Sealed<Data>?
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
