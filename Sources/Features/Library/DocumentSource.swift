import Extraction
import Foundation
import GRDB
import Kernel
import Search

/// The library's documents, as the search knows them.
struct DocumentSource: PassageSource {
    let database: any DatabaseReader
    let shares: CollectionShares

    func owners(_ db: Database) throws -> [PassageOwner] {
        try Row.fetchAll(
            db, sql: "SELECT number, id, collectionID, coalesce(title, fileName) FROM document WHERE state = 'ready'"
        ).map { PassageOwner(number: $0[0], id: $0[1], collection: $0[2], title: $0[3]) }
    }

    func details(of owners: Set<Int64>, question: String, in collections: Set<UUID>?, _ db: Database) throws
        -> [Int64: SourceDetails]
    {
        let editions = try Editions.find(owners, question: question, in: collections, db)
        let statement = try db.cachedStatement(
            sql: "SELECT id, coalesce(title, fileName), kind, isbn, sku FROM document WHERE number = ?")
        var found: [Int64: SourceDetails] = [:]
        for number in owners {
            guard let row = try Row.fetchOne(statement, arguments: [number]) else { continue }
            let kind: String? = row[2]
            found[number] = SourceDetails(
                id: row[0], title: row[1], hasPages: kind == FileKind.pdf.rawValue, isbn: row[3], sku: row[4],
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
            try DocumentRecord.filter(documents.contains(Column("id"))).fetchAll(db).map(\.displayTitle).sorted()
        }
    }

    /// - Throws: `LibraryFailure.documentNotFound`.
    func pageTexts(_ id: UUID, _ numbers: ClosedRange<Int>) async throws -> [PageText] {
        try await database.read { db in
            guard let number = try Int64.fetchOne(db, sql: "SELECT number FROM document WHERE id = ?", arguments: [id])
            else {
                throw LibraryFailure.documentNotFound
            }
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT number, label, text, \"join\" FROM page WHERE document = ? AND number <= ? ORDER BY number",
                arguments: [number, numbers.upperBound])
            var (start, pages): (Int, [PageText]) = (0, [])
            while let row = try rows.next() {
                let text: String = row["text"]
                let separator = (PageJoin(rawValue: UInt8(clamping: row["join"] as Int)) ?? .paragraph).separator
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
}
