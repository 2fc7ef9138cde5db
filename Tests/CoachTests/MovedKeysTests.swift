import Foundation
import GRDB
import HTTPTypes
import Library
import Operations
import TestSupport
import Testing
import Vault

@testable import Answering
@testable import Coach
@testable import Persistence

/// What releases before `keys.db` left: people's keys in homeroom.db, sealed with the key of model servers.
@Suite("Keys of earlier releases") struct MovedKeysTests {
    private let fixture: CoachFixture
    private let mia = CoachFixture.mia, jose = CoachFixture.jose, olu = CoachFixture.olu

    init() async throws { fixture = try await CoachFixture() }

    /// Somebody's key and conversation, as such a release stored them.
    private struct Old { let person: UUID, key: Data, conversation: UUID, title: Data }

    private func old(_ person: UUID, _ title: String) throws -> Old {
        let made = fixture.coach.sealer.makeKey(for: "person.key.\(person.uuidString)")
        let id = UUID()
        let sealed = made.sealer.seal(Array(title.utf8), for: "conversation.title.\(id.uuidString)")
        return Old(person: person, key: Data(made.sealed), conversation: id, title: Data(sealed))
    }

    private func put(_ olds: [Old], withKeys: Bool = true) async throws {
        try await fixture.database.write { db in
            for old in olds {
                if withKeys {
                    try db.execute(
                        sql: "INSERT OR REPLACE INTO personKey VALUES (?, ?)", arguments: [old.person, old.key])
                }
                try db.execute(
                    sql: """
                        INSERT OR REPLACE INTO conversation (id, ownerID, title, status, createdAt, updatedAt)
                        VALUES (?, ?, ?, 'active', '2026-11-01 00:00:00.000', '2026-11-01 00:00:00.000')
                        """, arguments: [old.conversation, old.person, old.title])
            }
        }
    }

    private func titles(of person: UUID) async throws -> [String] {
        let answer = try await fixture.send("conversations", method: .get, as: person)
        #expect(answer.status == 200, "\(answer.body)")
        return (answer.json["conversations"] as? [[String: Any]] ?? []).compactMap { $0["title"] as? String }
    }

    private func count(_ table: String) async throws -> Int? {
        try await fixture.database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") }
    }

    private func audited() async throws -> [String] {
        try await fixture.database.read { db in
            try String.fetchAll(db, sql: "SELECT action FROM auditEntry WHERE action LIKE 'keys.%' ORDER BY number")
        }
    }

    @Test("are moved out of homeroom.db, once, also where a crash came between; what they seal opens as before")
    func moved() async throws {
        let olds = [try old(mia, "Exit tickets"), try old(jose, "Norms")]
        try await put(olds)
        try fixture.coach.settleKeys()
        #expect(try await count("personKey") == 0)
        #expect(try await titles(of: mia) == ["Exit tickets"])
        // In keys.db already, and not gone from homeroom.db yet.
        try await put(olds)
        try fixture.coach.settleKeys()
        #expect(try await count("personKey") == 0)
        #expect(try await titles(of: jose) == ["Norms"])
        #expect(try await audited() == ["keys.moved", "keys.moved"])
        try fixture.coach.settleKeys()
        #expect(try await audited().count == 2, "nothing is left to move")
        let made = try await fixture.send("conversations", ["title": "Later"], as: mia)
        #expect(made.status == 201 || made.status == 200, "\(made.body)")
        #expect(try await Set(titles(of: mia)) == ["Later", "Exit tickets"])
    }

    @Test(
        "of somebody who was erased since are not taken out of an old homeroom.db; what they wrote goes, the rest stays"
    )
    func erasedSince() async throws {
        let olds = [try old(mia, "Exit tickets"), try old(jose, "Norms")]
        try await put(olds)
        try fixture.coach.settleKeys()
        try await fixture.database.write { [erasure = fixture.erasure, mia] db in try erasure.erase(mia, db) }
        #expect(try await count("conversation") == 1)
        // The old database knows of no erasure.
        try await fixture.database.write { db in try db.execute(sql: "DELETE FROM keyDestruction") }
        try await put(olds)
        try fixture.coach.settleKeys()
        #expect(try fixture.keys.sealer(of: .person(mia)) == nil)
        #expect(try await titles(of: mia) == [])
        #expect(try await titles(of: jose) == ["Norms"])
        #expect(try await count("conversation") == 1)
        #expect(try await count("personKey") == 0)
        // Who is back with that database may begin anew.
        _ = try await fixture.send("conversations", ["title": "Again"], as: mia)
        #expect(try await titles(of: mia) == ["Again"])
    }

    @Test("that are damaged stay, and what they seal is not taken for an erased person's")
    func damaged() async throws {
        let good = try old(mia, "Exit tickets"), bad = try old(jose, "Norms"), gone = try old(olu, "Olu's")
        let rotten = Old(
            person: jose, key: Data(count: bad.key.count), conversation: bad.conversation, title: bad.title)
        try await put([good, rotten])
        try await put([gone], withKeys: false)
        try fixture.coach.settleKeys()
        #expect(try await titles(of: mia) == ["Exit tickets"])
        #expect(try await titles(of: jose) == [])
        let owners = try await fixture.database.read { db in
            try UUID.fetchSet(db, sql: "SELECT ownerID FROM conversation")
        }
        #expect(owners == [mia, jose], "Olu's key is nowhere")
        let erased = try await fixture.database.read { db in
            try String.fetchAll(db, sql: "SELECT details FROM auditEntry WHERE action = 'conversation.erased'")
        }
        #expect(erased.count == 1 && erased[0].contains("no key"))
    }

    @Test("a conversation that does not open hides no other, says so, and can be deleted")
    func unreadable() async throws {
        for title in ["Exit tickets", "Norms"] {
            _ = try await fixture.send("conversations", ["title": title], as: mia)
        }
        let id = try #require(
            try await fixture.database.write { db -> UUID? in
                let id = try UUID.fetchOne(db, sql: "SELECT id FROM conversation ORDER BY updatedAt LIMIT 1")
                try db.execute(
                    sql: "UPDATE conversation SET title = ? WHERE id = ?", arguments: [Data(count: 60), id])
                return id
            })
        #expect(try await titles(of: mia) == ["Norms"])
        let searched = try await fixture.send("conversations?q=norms", method: .get, as: mia)
        #expect(searched.status == 200, "\(searched.body)")
        let opened = try await fixture.send("conversations/\(id)", method: .get, as: mia)
        #expect(opened.body.contains("coach.conversationUnreadable"), "\(opened.body)")
        #expect(try await fixture.send("conversations/\(id)", method: .delete, as: mia).status == 204)
    }

    @Test("conversations keep all that belongs to them when they lose the reference to these keys")
    func rebuilt() throws {
        let all = Library.migrations + Operations.migrations + Coach.migrations
        let database = try DatabaseFile.inMemory(migrations: all.filter { $0.id < "2026-11-27T20" })
        let id = UUID()
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO personKey VALUES (:person, x'00');
                    INSERT INTO conversation (id, ownerID, title, status, createdAt, updatedAt, news)
                      VALUES (:id, :person, x'01', 'archived', 'a', 'b', 3);
                    INSERT INTO message VALUES
                      (:id, :id, NULL, 'answer', x'02', NULL, 'c', '', NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, '');
                    INSERT INTO conversationShare (id, conversationID, messageID, kind, createdAt)
                      VALUES (:id, :id, :id, 'link', 'd');
                    INSERT INTO conversationShareOpening VALUES (:id, :person);
                    INSERT INTO handOver (id, conversationID, messageID, askerID, kind, state, createdAt)
                      VALUES (:id, :id, :id, :person, 'flag', 'open', 'e');
                    """, arguments: ["person": mia, "id": id])
        }
        try makeMigrator(all).migrate(database)
        func counts() throws -> [Int?] {
            try database.read { db in
                try ["conversation", "message", "conversationShare", "conversationShareOpening", "handOver"].map {
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)")
                }
            }
        }
        #expect(try counts() == [1, 1, 1, 1, 1])
        let news = try database.read { db in
            try Int.fetchOne(db, sql: "SELECT news FROM conversation WHERE status = 'archived' AND updatedAt = 'b'")
        }
        #expect(news == 3)
        // A key that goes takes nothing with it any more; a conversation takes all that hangs on it.
        try database.write { db in try db.execute(sql: "DELETE FROM personKey") }
        #expect(try counts() == [1, 1, 1, 1, 1])
        try database.write { db in try db.execute(sql: "DELETE FROM conversation") }
        #expect(try counts() == [0, 0, 0, 0, 0])
    }
}
