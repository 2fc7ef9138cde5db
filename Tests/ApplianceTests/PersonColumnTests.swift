import Foundation
import GRDB
import HTTPTypes
import Kernel
import Library
import Persistence
import TestSupport
import Testing
import Vault
import Web

@testable import homeroom

/// Every table that names a person is named by the feature that answers for it: by what it erases, by what it exports,
/// and by how long it keeps it.
@Suite("What features say of their tables") struct PersonColumnTests {
    private static let features = Appliance.features

    /// The tables there are, with their columns; those that belong to a virtual table or to SQLite are left out.
    private static func schema() throws -> [String: [String]] {
        let database = try DatabaseFile.inMemory(migrations: features.flatMap { $0.migrations })
        return try database.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'
                    """
            ).reduce(into: [:]) { $0[$1] = try db.columns(in: $1).map(\.name) }
        }
    }

    /// Whether a column is named as those are that name people.
    private static func namesPerson(_ column: String) -> Bool {
        column.contains(/(?i)(person|owner|author|guardian|student|asker|coach|actor)(ID)?$|By(ID)?$/)
    }

    @Test("each column that names a person is named by one feature, with what becomes of it when they are erased")
    func named() throws {
        let names = Self.features.flatMap { $0.people }.map { "\($0.table).\($0.column)" }
        #expect(Set(names).count == names.count)
        for (table, columns) in try Self.schema() {
            for column in columns where Self.namesPerson(column) {
                #expect(names.contains("\(table).\(column)"), "\(table).\(column) is named by no feature")
            }
        }
    }

    @Test("none is named that there is not, and those that stay or are not told say why")
    func there() throws {
        let schema = try Self.schema()
        for column in Self.features.flatMap({ $0.people }) {
            #expect(schema[column.table]?.contains(column.column) == true, "\(column.table).\(column.column)")
            if case .kept(let reason) = column.fate { #expect(reason.count > 8) }
            if case .withheld(let reason) = column.telling { #expect(reason.count > 4) }
        }
    }

    @Test("every table is in a class that says how long it is kept, and no class names one that there is not")
    func kept() throws {
        let classes = Self.features.flatMap { $0.retention }
        #expect(Set(classes.map(\.name)).count == classes.count)
        let (named, there) = (Set(classes.flatMap(\.tables)), Set(try Self.schema().keys))
        #expect(named.subtracting(there).isEmpty, "there are none: \(named.subtracting(there).sorted())")
        #expect(there.subtracting(named).isEmpty, "how long are these kept? \(there.subtracting(named).sorted())")
        for one in classes {
            guard case .days(let standard, let bounds, let aging) = one.term else { continue }
            #expect(bounds.contains(standard) && one.tables == [aging.table], "\(one.name)")
        }
    }

    @Test("what is too old is found by SQL that the schema has, and a duration is set within its bounds only")
    func pruned() async throws {
        let retention = Retention(Self.features.flatMap { $0.retention })
        let database = try DatabaseFile.inMemory(migrations: Self.features.flatMap { $0.migrations })
        #expect(try await retention.prune(database) == [:])
        try await database.write { db in
            try retention.set(RetentionRules(days: ["activity": 31]), by: .appliance, db)
            for odd in [["activity": 1], ["audit": 30], ["nothing": 30]] {
                #expect(throws: RetentionUnfit.self) {
                    try retention.set(RetentionRules(days: odd), by: .appliance, db)
                }
            }
            #expect(try RetentionRules.setting.value(db).days == ["activity": 31])
        }
    }

    private struct Person: Decodable { let sections: [String: [JSONValue]] }

    @Test("each column that names a person is told in a section of their export, or withheld for a reason")
    func told() async throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let administrator = try await InProcessClient(appliance).setUp(appliance)
        let answer = try await administrator.send(.post, "account/export", [String: String]())
        #expect(answer.status == 200, "\(answer.whole.prefix(300))")
        let person = try JSONDecoder().decode(Person.self, from: try #require(Self.firstFile(in: answer.body)))
        for column in Appliance.features.flatMap({ $0.people }) {
            guard case .section(let section) = column.telling else { continue }
            #expect(person.sections[section] != nil, "\(column.table).\(column.column): no section \(section)")
        }
        #expect(person.sections["profile"]?.first?["email"] == "a@d.example")
        #expect(person.sections["memberships"]?.isEmpty == false && person.sections["sessions"]?.isEmpty == false)
        #expect(!answer.whole.contains("argon2"))
    }

    /// The bytes of the first file of an archive that is not compressed (APPNOTE 6.3, 4.3.7).
    private static func firstFile(in archive: Data) -> Data? {
        let bytes = Array(archive)
        func number(_ start: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
        }
        guard bytes.count > 30, bytes.starts(with: [0x50, 0x4B, 3, 4]) else { return nil }
        let (size, start) = (number(18, 4), 30 + number(26, 2) + number(28, 2))
        return start + size <= bytes.count ? Data(bytes[start..<start + size]) : nil
    }
}
