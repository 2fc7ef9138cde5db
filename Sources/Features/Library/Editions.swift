import Extraction
import Foundation
import GRDB

/// Which edition of a document a hit is from.
public struct HitEdition: Sendable, Equatable {
    /// From when the document holds, as it says itself: `2025/26`, `2026-03`, or its version, `v2`.
    public var name: String?
    /// How many later editions of it there are that the asker may read.
    public var later = 0
    /// Whether it is the edition of a year that the question names.
    public var isAskedFor = false
    /// Whether another edition is.
    public var isPassedOver = false
}

/// Tells editions of one document apart.
enum Editions {
    struct Row {
        var number: Int64
        var edition: Edition
        var modified: String?
    }

    /// The editions of some documents, compared with all others of their families.
    /// - Parameters:
    ///   - documents: by their numbers in the database.
    ///   - collections: what the asker may read; all where nil. Others' editions tell nothing.
    static func find(
        _ documents: Set<Int64>, question: String, in collections: Set<UUID>?, _ db: Database
    ) throws -> [Int64: HitEdition] {
        guard !documents.isEmpty else { return [:] }
        let columns = "number, collectionID, family, edition, version, replaces, modified"
        func rows(_ condition: String, _ arguments: StatementArguments) throws -> [(row: Row, collection: UUID)] {
            try Row.all(db, "SELECT \(columns) FROM document WHERE state = 'ready' AND \(condition)", arguments)
        }
        func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
        let own = try rows("number IN (\(marks(documents.count)))", StatementArguments(documents.sorted())).map(\.row)
        let families = Set(own.map(\.edition.family)).subtracting([""])
        var mates: [Row] = []
        if !families.isEmpty {
            mates = try rows("family IN (\(marks(families.count)))", StatementArguments(families.sorted()))
                .filter { collections?.contains($0.collection) ?? true }.map(\.row)
        }
        let byFamily = Dictionary(grouping: mates, by: \.edition.family)
        let years = Edition.years(in: question)
        var found: [Int64: HitEdition] = [:]
        for row in own {
            let others = (byFamily[row.edition.family] ?? []).filter { $0.number != row.number }
            let later = others.count {
                $0.edition.isLater(than: row.edition, modified: $0.modified, otherModified: row.modified) == true
            }
            func isAsked(_ edition: Edition) -> Bool { years.contains { edition.holds(in: $0) } }
            found[row.number] = HitEdition(
                name: row.edition.date ?? row.edition.version.map { "v\($0)" }, later: later,
                isAskedFor: isAsked(row.edition),
                isPassedOver: !isAsked(row.edition) && others.contains { isAsked($0.edition) })
        }
        return found
    }
}

extension Editions.Row {
    fileprivate static func all(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws
        -> [(row: Self, collection: UUID)]
    {
        try GRDB.Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
            let edition = Edition(
                date: row["edition"], version: row["version"], replaces: row["replaces"] ?? false,
                family: row["family"] ?? "")
            return (Self(number: row["number"], edition: edition, modified: row["modified"]), row["collectionID"])
        }
    }
}
