import Extraction
import Foundation
import GRDB
import Kernel
import Search

/// The library's documents, as the search knows them.
struct DocumentSource: PassageSource {
    let database: any DatabaseReader
    let shares: CollectionShares
    let sealing: DocumentSealing

    func owners(_ db: Database) throws -> [PassageOwner] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT number, id, collectionID, coalesce(title, fileName), sealed IS NOT NULL FROM document
                WHERE state = 'ready'
                """
        ).map { row in
            let (collection, isSealed): (UUID, Bool) = (row[2], row[4])
            return PassageOwner(
                number: row[0], id: row[1], collection: collection, title: isSealed ? "" : row[3],
                sealedFor: isSealed ? DocumentSealing.subject(of: collection) : nil)
        }
    }

    func details(of owners: Set<Int64>, question: String, in collections: Set<UUID>?, _ db: Database) throws
        -> [Int64: SourceDetails]
    {
        let editions = try Editions.find(owners, question: question, in: collections, sealing, db)
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, coalesce(title, fileName), kind, isbn, sku, collectionID, sealed FROM document
                WHERE number = ?
                """)
        var found: [Int64: SourceDetails] = [:]
        for number in owners {
            guard let row = try Row.fetchOne(statement, arguments: [number]) else { continue }
            let kind: String? = row[2]
            let facts = try sealing.facts(row[6], of: row[0], in: row[5])
            found[number] = SourceDetails(
                id: row[0], title: facts?.displayTitle ?? row[1], hasPages: kind == FileKind.pdf.rawValue,
                isbn: facts.map(\.isbn) ?? row[3], sku: facts.map(\.sku) ?? row[4],
                edition: editions[number] ?? HitEdition())
        }
        return found
    }

    func readable(for user: Principal) async throws -> Set<UUID>? { try await shares.readable(for: user) }

    func present(_ documents: Set<UUID>, in collections: Set<UUID>?) async throws -> Set<UUID> {
        try await database.read { db in
            var request = DocumentRecord.filter(documents.contains(Column("id")))
            if let collections { request = request.filter(collections.contains(Column("collectionID"))) }
            return Set(try request.select(Column("id"), as: UUID.self).fetchAll(db))
        }
    }

    func titles(of documents: Set<UUID>) async throws -> [String] {
        try await database.read { db in
            try DocumentRecord.filter(documents.contains(Column("id"))).fetchAll(db)
                .map { try sealing.open($0).displayTitle }.sorted()
        }
    }

    /// - Throws: `LibraryFailure.documentNotFound`.
    func pageTexts(_ id: UUID, _ numbers: ClosedRange<Int>) async throws -> [PageText] {
        try await database.read { db in
            let document = try Row.fetchOne(
                db, sql: "SELECT number, collectionID, sealed IS NOT NULL FROM document WHERE id = ?", arguments: [id])
            guard let document else { throw LibraryFailure.documentNotFound }
            if document[2] { return try sealed(id, document[0], in: document[1], numbers, db) }
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT number, label, text, \"join\" FROM page WHERE document = ? AND number <= ? ORDER BY number",
                arguments: [document[0] as Int64, numbers.upperBound])
            var (start, pages): (Int, [PageText]) = (0, [])
            while let row = try rows.next() {
                let text: String = row["text"]
                let separator = Self.separator(row["join"])
                if numbers.contains(row["number"]) {
                    pages.append(
                        PageText(
                            number: row["number"], label: row["label"], start: start, text: text, separator: separator))
                }
                start += text.unicodeScalars.count + separator.unicodeScalars.count
            }
            return pages
        }
    }

    private static func separator(_ join: Int) -> String {
        (PageJoin(rawValue: UInt8(clamping: join)) ?? .paragraph).separator
    }

    /// Sealed pages know themselves where they begin: those before them stay closed.
    private func sealed(
        _ id: UUID, _ document: Int64, in collection: UUID, _ numbers: ClosedRange<Int>, _ db: Database
    ) throws -> [PageText] {
        try PageRecord.filter(Column("document") == document && numbers.contains(Column("number")))
            .order(Column("number")).fetchAll(db).map { stored in
                let (page, start) = try sealing.open(stored, of: id, in: collection)
                return PageText(
                    number: page.number, label: page.label, start: start, text: page.text,
                    separator: Self.separator(page.join))
            }
    }
}
