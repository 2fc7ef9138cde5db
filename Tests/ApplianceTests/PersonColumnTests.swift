import Foundation
import GRDB
import Persistence
import Testing
import Web

@testable import homeroom

/// Every table that names a person is named by the feature that answers for it.
@Suite("Columns that name people") struct PersonColumnTests {
    private static let features = Appliance.features

    private static func schema() throws -> [String: [String]] {
        let database = try DatabaseFile.inMemory(migrations: features.flatMap { $0.migrations })
        return try database.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
                .reduce(into: [:]) { $0[$1] = try db.columns(in: $1).map(\.name) }
        }
    }

    @Test("each is named by one feature, with what becomes of it when the person is erased")
    func named() throws {
        let named = Self.features.flatMap { $0.people }
        let names = named.map { "\($0.table).\($0.column)" }
        #expect(Set(names).count == names.count)
        for (table, columns) in try Self.schema() {
            for column in columns
            where column.contains(/(?i)(person|owner|author|guardian|student|asker|coach|actor)(ID)?$|By(ID)?$/) {
                #expect(names.contains("\(table).\(column)"), "\(table).\(column) is named by no feature")
            }
        }
    }

    @Test("none is named that there is not, and those that stay say why")
    func there() throws {
        let schema = try Self.schema()
        for column in Self.features.flatMap({ $0.people }) {
            #expect(schema[column.table]?.contains(column.column) == true, "\(column.table).\(column.column)")
            if case .kept(let reason) = column.fate { #expect(reason.count > 8) }
        }
    }
}
