import Extraction
import Foundation
import GRDB
import Persistence
import Search
import Vault

/// Documents of private collections: what they are called, what their pages say and what their passages say lies sealed
/// with the collection's key. Whether a collection is private is decided when it is made, and never changes: it has an
/// owner, or it has none.
///
/// A record is opened where it is read and closed where it is written; one of a published collection is left as it is.
struct DocumentSealing: Sendable {
    let keys: SubjectKeys

    private static let facts = SealedColumn<Data>("document.sealed")
    private static let outline = SealedColumn<String>("document.sealedOutline")
    private static let page = SealedColumn<Data>("page.sealed")

    /// What stands in place of a file's name that is sealed.
    static let unnamed = "sealed"

    /// What of a document says what it is about.
    struct Facts: Codable {
        var fileName: String
        var title: String?
        var author: String?
        var isbn: String?
        var sku: String?
        var problem: String?
        var edition: String?
        var version: Int?
        var family: String

        /// What people call it.
        var displayTitle: String { title ?? fileName }
    }

    private struct Page: Codable {
        var label: String?
        /// Global offset of its first character.
        var start: Int
        var text: String
        var layout: Data
    }

    static func subject(of collection: UUID) -> Subject { Subject(.collection, collection) }

    /// Whom the documents of a collection are sealed for; nil where it is published.
    func subject(of collection: UUID, _ db: Database) throws -> Subject? {
        let isPrivate = try Bool.fetchOne(
            db, sql: "SELECT ownerID IS NOT NULL FROM collection WHERE id = ?", arguments: [collection])
        return isPrivate == true ? Self.subject(of: collection) : nil
    }

    // MARK: Documents

    /// What says what a document is about; nil where it is not sealed, or where its key is gone.
    /// - Throws: `Sealer.Forged` where it is damaged; database errors.
    func facts(_ sealed: Sealed<Data>?, of document: UUID, in collection: UUID) throws -> Facts? {
        guard let sealed, let sealer = try keys.sealer(of: Self.subject(of: collection)) else { return nil }
        return try JSONDecoder().decode(Facts.self, from: Self.facts.open(sealed, row: document, with: sealer))
    }

    /// A record as people know it. One whose key is gone stays without a name.
    /// - Throws: `Sealer.Forged` where it is damaged; database errors.
    func open(_ record: DocumentRecord) throws -> DocumentRecord {
        guard let facts = try facts(record.sealed, of: record.id, in: record.collectionID) else { return record }
        var open = record
        (open.fileName, open.title, open.author) = (facts.fileName, facts.title, facts.author)
        (open.isbn, open.sku, open.problem) = (facts.isbn, facts.sku, facts.problem)
        (open.edition, open.version, open.family) = (facts.edition, facts.version, facts.family)
        open.sealed = nil
        return open
    }

    /// The same with its table of contents, which takes longer.
    func openWhole(_ record: DocumentRecord) throws -> DocumentRecord {
        var open = try open(record)
        if let sealed = record.sealedOutline, let sealer = try keys.sealer(of: Self.subject(of: record.collectionID)) {
            open.outline = try Self.outline.open(sealed, row: record.id, with: sealer)
            open.sealedOutline = nil
        }
        return open
    }

    /// A record as it is stored. An open one keeps the table of contents that was not opened.
    /// - Throws: `KeysFailure.destroyed` where the collection was erased; database errors.
    func close(_ record: DocumentRecord, _ db: Database) throws -> DocumentRecord {
        guard record.sealed == nil, let subject = try subject(of: record.collectionID, db) else { return record }
        let sealer = try keys.sealer(toWriteFor: subject, in: db)
        let facts = Facts(
            fileName: record.fileName, title: record.title, author: record.author, isbn: record.isbn, sku: record.sku,
            problem: record.problem, edition: record.edition, version: record.version, family: record.family)
        var closed = record
        closed.sealed = Self.facts.seal(try JSONEncoder().encode(facts), row: record.id, with: sealer)
        // One that was not opened is empty here.
        if record.outline != "[]" || record.sealedOutline == nil {
            closed.sealedOutline = Self.outline.seal(record.outline, row: record.id, with: sealer)
        }
        (closed.fileName, closed.title, closed.author) = (Self.unnamed, nil, nil)
        (closed.isbn, closed.sku, closed.problem) = (nil, nil, record.problem == nil ? nil : Self.unnamed)
        (closed.edition, closed.version, closed.family, closed.outline) = (nil, nil, "", "[]")
        return closed
    }

    // MARK: Pages

    /// A page as it is read, and the global offset of its first character; 0 for one that is not sealed.
    /// - Throws: `KeysFailure.destroyed` where its key is gone; `Sealer.Forged` where it is damaged.
    func open(_ page: PageRecord, of document: UUID, in collection: UUID) throws -> (page: PageRecord, start: Int) {
        guard let sealed = page.sealed else { return (page, 0) }
        guard let sealer = try keys.sealer(of: Self.subject(of: collection)) else { throw KeysFailure.destroyed }
        let data = try Self.page.open(sealed, row: Self.row(document, page.number), with: sealer)
        let found = try PropertyListDecoder().decode(Page.self, from: data)
        var open = page
        (open.label, open.text, open.layout, open.sealed) = (found.label, found.text, found.layout, nil)
        return (open, found.start)
    }

    /// A page as it is stored.
    /// - Parameters:
    ///   - start: global offset of its first character.
    ///   - subject: of the document's collection; nil where that is published.
    func close(_ page: PageRecord, start: Int, of document: UUID, for subject: Subject?, _ db: Database) throws
        -> PageRecord
    {
        guard page.sealed == nil, let subject else { return page }
        let sealer = try keys.sealer(toWriteFor: subject, in: db)
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        let data = try encoder.encode(Page(label: page.label, start: start, text: page.text, layout: page.layout))
        var closed = page
        closed.sealed = Self.page.seal(data, row: Self.row(document, page.number), with: sealer)
        (closed.label, closed.text, closed.layout) = (nil, "", Data())
        return closed
    }

    /// Characters from a page's first to the next one's.
    static func length(_ text: String, _ join: Int) -> Int {
        let separator = (PageJoin(rawValue: UInt8(clamping: join)) ?? .paragraph).separator
        return text.unicodeScalars.count + separator.unicodeScalars.count
    }

    private static func row(_ document: UUID, _ page: Int) -> String { "\(document.uuidString).\(page)" }

    // MARK: Moving

    /// Stores a document, its pages and passages as its collection asks, after it came there from another one, or was
    /// stored by a release that knew no sealing. Nothing happens to what lies right already.
    /// - Parameters:
    ///   - record: open and whole, with the collection that it belongs to now.
    ///   - old: the collection that its pages are sealed for, where they are.
    /// - Returns: whether something was sealed that lay in the clear.
    /// - Throws: `KeysFailure.destroyed`; database errors.
    func move(
        _ record: DocumentRecord, from old: UUID, passages: SealedPassages, _ db: Database
    ) throws -> Bool {
        let subject = try subject(of: record.collectionID, db)
        try close(record, db).update(db)
        guard let number = record.number else { return false }
        let pages = try PageRecord.filter(Column("document") == number).order(Column("number")).fetchAll(db)
        var start = 0
        for page in pages {
            let open = try open(page, of: record.id, in: old).page
            try close(open, start: start, of: record.id, for: subject, db).update(db)
            start += Self.length(open.text, open.join)
        }
        let wasClear = try passages.move(number, to: subject, db)
        return wasClear || subject != nil && pages.contains { $0.sealed == nil }
    }
}
