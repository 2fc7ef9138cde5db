import Foundation
import GRDB
import HTTPTypes
import Kernel
import Persistence
import TestSupport
import Testing
import Vault
import Web

@testable import Accounts

@Suite("Sealed people") struct SealedPeopleTests {
    /// All that lies in the database, cell by cell, as a thief reads it.
    private static func cells(_ database: DatabaseQueue) async throws -> [(table: String, bytes: Data)] {
        try await database.read { db in
            let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            return try tables.flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").flatMap { row in
                    row.databaseValues.map { value -> (String, Data) in
                        switch value.storage {
                        case .blob(let data): (table, data)
                        case .string(let text): (table, Data(text.utf8))
                        default: (table, Data())
                        }
                    }
                }
            }
        }
    }

    private static let roster = RosterFixture.bulk(
        users: "num-4711,,true,s,teacher,wilhelmina.q,Wilhelmina,Quackenbush,wilhelmina@larchvalley.example,\n"
            + "num-4712,,true,s,student,barnaby.q,Barnaby,Quackenbush,,nobody-4713\n")

    @Test("names, addresses, user names and numbers lie nowhere in the clear, and people are found by each of them")
    func atRest() async throws {
        let district = try await RosterFixture()
        for _ in 0..<2 { #expect(try await district.take(Self.roster).isApplied) }
        let (people, database) = (district.fixture.people, district.fixture.database)
        let found = try await database.read { db in
            (
                try people.find(.email, "wilhelmina@larchvalley.example", db)?.name,
                try people.find(.rosterID, "num-4711", db)?.email,
                try people.find(signingIn: "barnaby.q", db)?.rosterID,
                try people.find(.userName, "wilhelmina@larchvalley.example", db)?.name
            )
        }
        #expect(found.0 == "Wilhelmina Quackenbush" && found.1 == "wilhelmina@larchvalley.example")
        #expect(found.2 == "num-4712" && found.3 == nil)
        #expect(try await district.people().count == 3)
        try await district.fixture.run { browser in
            // A failed sign-in names nobody either.
            let failed = try await browser.signIn("wilhelmina@larchvalley.example", AccountsFixture.password)
            let unknown = try await browser.signIn("quackenbush.unknown@larchvalley.example", AccountsFixture.password)
            #expect(failed.status == 401 && unknown.status == 401)
        }
        let cells = try await Self.cells(database)
        #expect(cells.count > 50)
        for word in ["ilhelmina", "uackenbush", "arnaby", "num-47", "Reyes", "ada.reyes@", "nobody-4713"] {
            for cell in cells where cell.bytes.range(of: Data(word.utf8)) != nil {
                Issue.record("\(cell.table) holds \(word)")
            }
        }
        // Nor can an address be tried against what stands in its place.
        let plain = [Data(blake2b256(Array("wilhelmina@larchvalley.example".utf8)))]
        #expect(!cells.contains { plain.contains($0.bytes) })
    }

    @Test("an address or user name that somebody has is refused, and is free again once they have another")
    func unique() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            func add(_ email: String?, _ userName: String?) async throws -> Browser.Answer {
                var wish = ["givenName": "Mia", "familyName": "Kim", "role": "educator"]
                (wish["email"], wish["userName"]) = (email, userName)
                return try await ada.send(.post, "/api/v1/people", wish)
            }
            let first = try await add("mia@d.example", "mia.kim")
            #expect(first.status == 201, "\(first.body)")
            for (email, name) in [(" MIA@d.example", "other"), ("other@d.example", "Mia.Kim")] {
                let again = try await add(email, name)
                #expect(again.status == 409 && again.body.contains("accounts.taken"), "\(again.body)")
            }
            let person = try #require((first.json["person"] as? [String: Any])?["id"] as? String)
            let changed = try await ada.send(.patch, "/api/v1/people/\(person)", ["email": "kim@d.example"])
            #expect(changed.text("email") == "kim@d.example" && changed.text("userName") == "mia.kim")
            #expect(try await add("mia@d.example", "other").status == 201)
        }
    }

    @Test("a list pages through everybody once, and shows a new name at once and one that was undone never")
    func current() async throws {
        struct Undone: Error {}
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            for number in 0..<7 {
                let wish = [
                    "givenName": "N\(number % 3)", "familyName": "Doe", "email": "n\(number)@d.example",
                    "role": "educator",
                ]
                #expect(try await ada.send(.post, "/api/v1/people", wish).status == 201)
            }
            func page(_ query: String) async throws -> (emails: [String], next: String?) {
                let answer = try await ada.send(.get, "/api/v1/people?\(query)")
                let people = answer.json["people"] as? [[String: Any]] ?? []
                return (people.compactMap { $0["email"] as? String }, answer.json["next"] as? String)
            }
            var (seen, after): ([String], String?) = ([], nil)
            repeat {
                let found = try await page("q=doe&limit=3" + (after.map { "&after=\($0)" } ?? ""))
                seen += found.emails
                after = found.next
            } while after != nil && seen.count < 30
            #expect(seen == ["n0", "n3", "n6", "n1", "n4", "n2", "n5"].map { $0 + "@d.example" })
            #expect(try await page("q=N5%40d").emails == ["n5@d.example"])
            await #expect(throws: Undone.self) {
                try await fixture.database.write { [people = fixture.people] db in
                    var person = try #require(try people.find(.email, "n0@d.example", db))
                    person.familyName = "Undone"
                    try people.update(person, db)
                    #expect(try people.find(.email, "n0@d.example", db)?.familyName == "Undone")
                    throw Undone()
                }
            }
            #expect(try await page("q=undone").emails.isEmpty)
            try await fixture.change("n0@d.example") { $0.familyName = "Renamed" }
            #expect(try await page("q=renamed").emails == ["n0@d.example"])
            #expect(try await page("q=doe").emails.count == 6)
        }
    }

    @Test("whose key is gone has no name and no address, is listed all the same, and is named anew by a roster")
    func keyless() async throws {
        let district = try await RosterFixture()
        _ = try await district.take(Self.roster)
        let (people, database) = (district.fixture.people, district.fixture.database)
        let known = try await database.read { db in try people.find(.rosterID, "num-4712", db) }
        let barnaby = try #require(known).id
        // Sealed with a key that is nobody's: as where an older keys.db was taken for the newest.
        let other = PersonStore(
            keys: try .inMemory(
                sealer: MasterKey(path: district.fixture.folder.path + "/other", create: true).sealer(
                    context: "subjects")),
            hash: people.hash)
        try await database.write { db in
            let person = try #require(try people.find(barnaby, db))
            try other.update(person, db)
        }
        let lost = try await database.read { db in try people.find(barnaby, db) }
        #expect(lost?.name == "" && lost?.userName == nil && lost?.state == .active)
        let signingIn = try await database.read { db in try people.id(signingIn: "barnaby.q", db) }
        #expect(signingIn == barnaby)
        #expect(try await district.people().count == 3)
        let report = try await district.take(Self.roster)
        #expect(report.isApplied && report.people.added == 0 && report.people.changed == 1, "\(report)")
        let found = try await database.read { db in try people.find(barnaby, db) }
        #expect(found?.name == "Barnaby Quackenbush" && found?.rosterID == "num-4712")
    }

    @Test("who was erased is gone from an older database too: nothing opens, and the row goes at the start")
    func erased() async throws {
        let district = try await RosterFixture()
        _ = try await district.take(Self.roster)
        let (fixture, database) = (district.fixture, district.fixture.database)
        let (people, store) = (fixture.people, fixture.accounts.store)
        let known = try await database.read { db in
            let found = try people.find(.rosterID, "num-4712", db)
            return try found.flatMap { try StoredPerson.fetchOne(db, key: $0.id) }
        }
        let person = try #require(known)
        try await database.write { db in try store.erase(person.id, db) }
        #expect(try people.keys.sealer(of: .person(person.id)) == nil)
        #expect(try people.open([person]).first?.name == "", "not even from memory")
        // As an older homeroom.db has it, which knows of no erasure.
        try await database.write { db in
            try db.execute(sql: "DELETE FROM keyDestruction")
            try person.insert(db)
        }
        #expect(try await district.people().count == 3)
        try fixture.accounts.settlePeople()
        let (left, trail) = try await database.read { db in
            (
                try StoredPerson.fetchOne(db, key: person.id),
                try String.fetchAll(db, sql: "SELECT details FROM auditEntry WHERE action = 'person.erased'")
            )
        }
        #expect(left == nil && trail.count == 1 && trail[0].contains("no key"), "\(trail)")
        #expect(try await district.people().count == 2)
    }

    @Test("what an earlier release kept in the clear is sealed once, with all that hangs on people")
    func earlier() async throws {
        let all = Accounts.migrations + AccountsFixture.otherMigrations
        let database = try DatabaseFile.inMemory(migrations: all.filter { $0.id < "2026-11-28T10" })
        let (district, mia) = (UUID(), UUID())
        var told = RosterReport()
        told.notes = ["There is no agent num-4712."]
        let report = String(decoding: try JSONEncoder.wire.encode(told), as: UTF8.self)
        try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO place (id, kind, name) VALUES (:district, 'district', 'D');
                    INSERT INTO person (id, givenName, familyName, email, userName, rosterID, state, createdAt, password)
                      VALUES (:mia, 'Wilhelmina', 'Quackenbush', 'wilhelmina@d.example', NULL, 'num-4711', 'active', '2026-11-01 00:00:00.000',
                        x'01');
                    INSERT INTO membership (id, personID, placeID, role, source)
                      VALUES (:mia, :mia, :district, 'educator', 'hand');
                    INSERT INTO identity VALUES ('https://id.example', 'subject-4711', :mia, '2026-11-01 00:00:00.000', NULL);
                    INSERT INTO rosterImport VALUES (:mia, '2026-11-01 00:00:00.000', x'02', :report);
                    """, arguments: ["district": district, "mia": mia, "report": report])
        }
        try makeMigrator(all).migrate(database)
        let fixture = try AccountsFixture(database)
        for _ in 0..<2 {
            try fixture.accounts.settlePeople()
            let (found, held) = try await database.read { [people = fixture.people] db in
                (
                    try people.find(.email, "wilhelmina@d.example", db),
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM membership JOIN person p ON p.id = personID")
                )
            }
            #expect(found?.id == mia && found?.rosterID == "num-4711" && found?.password == Data([1]) && held == 1)
            for cell in try await Self.cells(database) {
                for word in ["uackenbush", "num-47", "subject-4711"] {
                    #expect(cell.bytes.range(of: Data(word.utf8)) == nil, "\(cell.table) holds \(word)")
                }
            }
        }
        let linked = try await database.read { [people = fixture.people] db in
            try UUID.fetchAll(
                db, sql: "SELECT personID FROM identity WHERE issuer = 'https://id.example' AND subjectHash = ?",
                arguments: [people.hash(issuer: "https://id.example", subject: "subject-4711")])
        }
        #expect(linked == [mia])
        let reports = try await fixture.accounts.rosters.list()
        #expect(reports.map(\.report) == [told] && reports.map(\.id) == [mia])
        try await database.write { db in try db.execute(sql: "DELETE FROM person") }
        let left = try await database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM membership") }
        #expect(left == 0)
    }
}
