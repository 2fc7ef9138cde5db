import Extraction
import Foundation
import GRDB
import Persistence
import Search

/// Tells editions of one document apart.
enum Editions {
    struct Row {
        var number: Int64
        var edition: Edition
        var modified: String?
        var collection: UUID
        /// Whose the collection is, or which place's; the district's where both are nil.
        var owner: UUID?
        var place: UUID?
        /// Whether its name says that it is not decided yet.
        var isDraft = false
        var isSealed = false

        func isLater(than other: Row) -> Bool {
            if isDraft != other.isDraft { return other.isDraft }
            return edition.isLater(than: other.edition, modified: modified, otherModified: other.modified) == true
        }

        func mayReplace(_ other: Row) -> Bool {
            collection == other.collection
                || owner == nil && (place == nil || other.owner == nil && place == other.place)
        }
    }

    /// The editions of some documents, compared with all others of their families.
    /// - Parameters:
    ///   - documents: by their numbers in the database.
    ///   - collections: what the asker may read; all where nil. Others' editions tell nothing.
    ///
    /// A document is passed over only for one of its own collection, of another of the same place, or of the district:
    /// whoever may add documents somewhere does not put what they please in the place of what others go by.
    static func find(
        _ documents: Set<Int64>, question: String, in collections: Set<UUID>?, _ sealing: DocumentSealing,
        _ db: Database
    ) throws -> [Int64: HitEdition] {
        guard !documents.isEmpty else { return [:] }
        let columns = """
            document.number, document.id, collectionID, family, edition, version, replaces, modified, collection.ownerID,
            collection.placeID, fileName || ' ' || coalesce(title, '') AS name, sealed
            """
        func rows(_ condition: String, _ arguments: StatementArguments) throws -> [Row] {
            let sql = """
                SELECT \(columns) FROM document JOIN collection ON collection.id = collectionID
                WHERE state = 'ready' AND \(condition)
                """
            return try Row.all(db, sql, arguments, sealing)
        }
        func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
        let own = try rows("document.number IN (\(marks(documents.count)))", StatementArguments(documents.sorted()))
        let families = Set(own.map(\.edition.family)).subtracting([""])
        var mates: [Row] = []
        if !families.isEmpty {
            mates = try rows("family IN (\(marks(families.count)))", StatementArguments(families.sorted()))
            // What is sealed has no family that could be asked for, and takes the place of nothing but its own shelf's.
            let shelves = Set(own.filter { $0.isSealed && !$0.edition.family.isEmpty }.map(\.collection))
            for shelf in shelves {
                mates += try rows("collectionID = ? AND sealed IS NOT NULL", [shelf])
                    .filter { families.contains($0.edition.family) }
            }
            mates = mates.filter { collections?.contains($0.collection) ?? true }
        }
        let byFamily = Dictionary(grouping: mates, by: \.edition.family)
        let years = Edition.years(in: question)
        var found: [Int64: HitEdition] = [:]
        for row in own {
            let others = (byFamily[row.edition.family] ?? []).filter { $0.number != row.number && $0.mayReplace(row) }
            let later = others.count { $0.isLater(than: row) }
            func isAsked(_ edition: Edition) -> Bool { years.contains { edition.holds(in: $0) } }
            found[row.number] = HitEdition(
                name: row.edition.date ?? row.edition.version.map { "v\($0)" } ?? (row.isDraft ? "draft" : nil),
                later: later,
                isAskedFor: isAsked(row.edition),
                isPassedOver: !isAsked(row.edition) && others.contains { isAsked($0.edition) })
        }
        return found
    }
}

extension Editions.Row {
    private static func saysDraft(_ name: String) -> Bool {
        name.split { !$0.isLetter }.contains { $0 == "draft" || $0 == "borrador" }
    }

    fileprivate static func all(
        _ db: Database, _ sql: String, _ arguments: StatementArguments, _ sealing: DocumentSealing
    ) throws -> [Self] {
        try GRDB.Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
            let facts = try sealing.facts(row["sealed"], of: row["id"], in: row["collectionID"])
            let edition = Edition(
                date: facts.map(\.edition) ?? row["edition"], version: facts.map(\.version) ?? row["version"],
                replaces: row["replaces"] ?? false, family: facts?.family ?? row["family"] ?? "")
            let name: String = facts.map { "\($0.fileName) \($0.title ?? "")" } ?? row["name"] ?? ""
            return Self(
                number: row["number"], edition: edition, modified: row["modified"], collection: row["collectionID"],
                owner: row["ownerID"], place: row["placeID"], isDraft: Self.saysDraft(name.lowercased()),
                isSealed: row["sealed"] != nil)
        }
    }
}
