import Foundation
import GRDB
import Kernel
import Testing

@testable import Persistence

@Suite("Settings") struct SettingsTests {
    private struct Rules: Codable, Equatable {
        struct Part: Codable, Equatable { var most = 3, least = 1 }
        var isStrict = false
        var names: [String] = []
        var part = Part()
    }

    private func database(_ stored: String?) throws -> DatabaseQueue {
        let database = try DatabaseFile.inMemory(migrations: [])
        if let stored {
            try database.write { db in
                try db.execute(sql: "INSERT INTO setting VALUES ('rules', ?)", arguments: [stored])
            }
        }
        return database
    }

    private func read(_ stored: String?) throws -> Rules {
        try database(stored).read { db in try Settings.value("rules", default: Rules(), db) }
    }

    @Test("a field that a later release added takes its standard, at any depth; all that is stored holds")
    func added() throws {
        #expect(try read(nil) == Rules())
        #expect(try read("{}") == Rules())
        #expect(try read(#"{"isStrict":true}"#) == Rules(isStrict: true))
        #expect(
            try read(#"{"isStrict":true,"part":{"most":9},"gone":1}"#)
                == Rules(isStrict: true, part: .init(most: 9, least: 1)))
    }

    private struct ByRole: Codable, Equatable, SettingByName {
        var roles: [String: Rules.Part] = ["coach": .init(most: 1)]
        static var standards: [String: (String) -> any Encodable] {
            ["roles": { $0 == "coach" ? Rules.Part(most: 7, least: 2) : Rules.Part() }]
        }
    }

    @Test("so does one of a value under a name of the district's choosing, which is laid over that name's standard")
    func named() throws {
        func read(_ stored: String?) throws -> ByRole {
            try database(stored).read { db in try Settings.value("rules", default: ByRole(), db) }
        }
        #expect(try read(nil) == ByRole())
        #expect(
            try read(#"{"roles":{"coach":{"least":5},"tutor":{"most":4},"other":{}}}"#).roles == [
                "coach": .init(most: 7, least: 5), "tutor": .init(most: 4, least: 1), "other": .init(),
            ])
        #expect(try read(#"{"roles":{}}"#).roles.isEmpty)
        #expect(throws: Settings.Unreadable.self) { try read(#"{"roles":{"coach":{"least":"x"}}}"#) }
        #expect(throws: Settings.Unreadable.self) { try read(#"{"roles":7}"#) }
    }

    @Test("what cannot be read is an error that names it, never the standard")
    func rubbish() throws {
        for stored in [
            "rubbish", "[]", #"{"isStrict":"yes"}"#, #"{"names":[1]}"#, #"{"part":7}"#, #"{"isStrict":null}"#,
        ] {
            let error = #expect(throws: Settings.Unreadable.self, "\(stored)") { try read(stored) }
            #expect(error?.message.contains("“rules”") == true)
        }
    }

    private struct Odd: Error {}
    private static let setting = Setting("rules", standard: Rules(), notes: .everyField) {
        guard $0.part.most > 0 else { throw Odd() }
    }

    @Test("what is set is checked first, and the trail notes each field that changed, and no other")
    func set() throws {
        let database = try database(nil)
        func notes() throws -> [String] {
            try database.read { db in
                try AuditEntry.fetchAll(db).map { entry in
                    entry.read.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "; ")
                }
            }
        }
        try database.write { db in
            #expect(throws: Odd.self) {
                try Self.setting.set(Rules(part: .init(most: 0)), at: nil, by: .appliance, db)
            }
            #expect(try Self.setting.value(db) == Rules())
            try Self.setting.set(Rules(isStrict: true, part: .init(most: 9)), at: nil, by: .appliance, db)
            try Self.setting.set(Rules(isStrict: true, part: .init(most: 9)), at: nil, by: .appliance, db)
            try Self.setting.set(Rules(names: ["a", "b"], part: .init(most: 9)), at: nil, by: .appliance, db)
        }
        #expect(
            try notes() == [
                "isStrict false -> true; part.most 3 -> 9", "isStrict true -> false; names [] -> [\"a\",\"b\"]",
            ])
    }

    @Test("what differs is told though it looks alike")
    func alike() {
        func changes(_ old: JSONValue, _ new: JSONValue) -> [String] {
            SettingFields.changes(from: .object(["x": old]), to: .object(["x": new])).values.sorted()
        }
        #expect(changes(["a", "b"], ["a, b"]) == [#"["a","b"] -> ["a, b"]"#])
        #expect(changes(.null, "none") == [#"none -> "none""#])
        #expect(changes(30, "30") == [#"30 -> "30""#])
        #expect(changes("a", "a").isEmpty)
    }

    @Test("of long texts the trail holds the beginning, and a change behind it shows all the same")
    func longTexts() throws {
        let long = String(repeating: "a", count: 5000)
        let changes = SettingFields.changes(
            from: .object(["x": .string(long)]), to: .object(["x": .string(long + "b")]))
        #expect(changes["x"].map { $0.count < 600 && $0.contains("5000 characters") } == true)
    }

    @Test("a setting that is let begin anew is gone, and the trail says so")
    func reset() throws {
        let database = try database("rubbish")
        try database.write { db in
            let (first, second) = (
                try Settings.reset("rules", by: .appliance, db), try Settings.reset("rules", by: .appliance, db)
            )
            #expect(first && !second)
        }
        #expect(try database.read { db in try Settings.value("rules", default: Rules(), db) } == Rules())
        #expect(try database.read { db in try AuditEntry.fetchCount(db) } == 1)
    }
}
