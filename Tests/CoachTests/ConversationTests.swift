import Foundation
import GRDB
import HTTPTypes
import Persistence
import TestSupport
import Testing

@testable import Answering
@testable import Coach

@Suite("Conversations") struct ConversationTests {
    private let fixture: CoachFixture
    private static let question = "How long does the second tier of support last?"
    private let mia = CoachFixture.mia, jose = CoachFixture.jose, cora = CoachFixture.cora, olu = CoachFixture.olu

    init() async throws { fixture = try await CoachFixture() }

    /// A conversation of Mia's, with one question answered.
    private func begun(_ question: String = question) async throws -> (id: String, answer: String) {
        let made = try await fixture.send("conversations", ["title": question], as: mia)
        let id = try #require(made.json["id"] as? String)
        let answered = try await fixture.send("conversations/\(id)/messages", ["question": question], as: mia)
        #expect(answered.status == 200, "\(answered.body)")
        return (id, try #require(answered.json["id"] as? String))
    }

    private func messages(_ id: String) async throws -> [[String: Any]] {
        try await fixture.send("conversations/\(id)", method: .get, as: mia).json["messages"] as? [[String: Any]] ?? []
    }

    @Test("keep what was asked and answered, for their owner alone")
    func kept() async throws {
        let (id, _) = try await begun()
        let found = try await messages(id)
        #expect(found.map { $0["role"] as? String } == ["question", "answer"])
        #expect(found[0]["text"] as? String == Self.question)
        let answer = try #require(found[1]["answer"] as? [String: Any])
        #expect((answer["quotes"] as? [Any])?.isEmpty == false && answer["domains"] is [String])
        for path in ["conversations/\(id)", "conversations/\(id)/export", "conversations/\(id)/shares"] {
            #expect(try await fixture.send(path, method: .get, as: jose).status == 404, "\(path)")
        }
        #expect(try await fixture.send("conversations/\(id)", method: .delete, as: jose).status == 404)
        let foreign = try await fixture.send("conversations/\(id)/messages", ["question": "Who?"], as: jose)
        #expect(foreign.status == 404)
    }

    @Test("are nowhere in the open in the database, and gone with their owner's key")
    func sealed() async throws {
        let (id, _) = try await begun("How long does the zebrawood tier last?")
        let bytes = try await fixture.database.read { db -> Data in
            var all = Data()
            for table in ["conversation", "message"] {
                for row in try Row.fetchAll(db, sql: "SELECT * FROM \(table)") {
                    for value in row.databaseValues { all += Data.fromDatabaseValue(value) ?? Data("\(value)".utf8) }
                }
            }
            return all
        }
        #expect(bytes.count > 500 && bytes.range(of: Data("zebrawood".utf8)) == nil)
        try await fixture.database.write { [erasure = fixture.erasure, mia] db in try erasure.erase(mia, db) }
        #expect(try await fixture.send("conversations/\(id)", method: .get, as: mia).status == 404)
        let left = try await fixture.database.read { db in
            try Int.fetchOne(db, sql: "SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM conversation)")
        }
        #expect(try left == 0 && fixture.keys.sealer(of: .person(mia)) == nil)
    }

    @Test("are found by their words, renamed, archived and erased")
    func looked() async throws {
        let (id, _) = try await begun()
        func listed(_ query: String) async throws -> Int {
            let answer = try await fixture.send("conversations?" + query, method: .get, as: mia)
            return (answer.json["conversations"] as? [Any])?.count ?? -1
        }
        #expect(try await listed("q=four%20weeks") == 1, "by a word of the answer")
        #expect(try await listed("q=xylophone") == 0)
        let changed = try await fixture.send(
            "conversations/\(id)", ["title": "Tiers", "isArchived": true], method: .patch, as: mia)
        #expect(changed.json["title"] as? String == "Tiers")
        #expect(try await listed("archived=false") == 0)
        #expect(try await listed("archived=true") == 1)
        #expect(try await fixture.send("conversations/\(id)", ["title": " "], method: .patch, as: mia).status == 400)
        #expect(try await fixture.send("conversations/\(id)", method: .delete, as: mia).status == 204)
        #expect(try await fixture.database.read { db in try MessageRecord.fetchCount(db) } == 0)
    }

    @Test("a follow-up is understood by what went before; an edited question begins a branch; an answer may come again")
    func branches() async throws {
        let (id, answer) = try await begun()
        let path = "conversations/\(id)/messages"
        let second = try await fixture.send(path, ["question": "And who provides it?", "after": answer], as: mia)
        let understood = (second.json["answer"] as? [String: Any])?["understoodAs"] as? String
        #expect(understood?.contains("tier") == true, "\(second.body.prefix(300))")
        let first = try #require(try await messages(id).first?["id"] as? String)
        _ = try await fixture.send(path, ["question": "What are norms?"], as: mia)
        _ = try await fixture.send(path, ["again": first], as: mia)
        let all = try await messages(id)
        #expect(all.filter { $0["role"] as? String == "question" && $0["parent"] == nil }.count == 2)
        #expect(all.filter { $0["parent"] as? String == first }.count == 2, "two answers to the first question")
        let odd = try await fixture.send(path, ["question": "Where?", "after": UUID().uuidString], as: mia)
        #expect(odd.status == 404 && odd.body.contains("coach.messageNotFound"))
        let long = try await fixture.send(path, ["question": String(repeating: "a", count: 2001)], as: mia)
        #expect(long.status == 400)
    }

    @Test("are exported with what they cite", arguments: ["md", "html", "docx", "pdf", "json"])
    func exported(format: String) async throws {
        let (id, _) = try await begun()
        let file = try await fixture.send("conversations/\(id)/export?format=\(format)", method: .get, as: mia)
        #expect(file.status == 200)
        let starts = ["md": "# How long", "html": "<!DOCTYPE html>", "docx": "PK", "pdf": "%PDF", "json": "{"]
        let start = try #require(starts[format])
        #expect(file.body.hasPrefix(start), "\(file.body.prefix(60))")
        if format == "md" {
            #expect(file.body.contains("## Sources") && file.body.contains("three to four weeks"))
        }
        for unknown in ["exe", "xlsx"] {
            let path = "conversations/\(id)/export?format=\(unknown)"
            #expect(try await fixture.send(path, method: .get, as: mia).status == 400)
        }
    }

    @Test("are erased when their time has come, by district and by role")
    func retention() async throws {
        _ = try await begun()
        _ = try await fixture.send("conversations", ["title": "José's"], as: jose)
        try await fixture.database.write { db in
            try db.execute(sql: "UPDATE conversation SET updatedAt = '2026-01-01 00:00:00.000'")
        }
        let rules = try await fixture.send(
            "coach-rules", ["conversationDaysByRole": ["educator": 30], "linkDays": 7], method: .put)
        #expect(rules.status == 200)
        let read = try await fixture.database.read { db in try CoachRules.setting.value(db) }
        let erased = try await fixture.coach.eraseOld(read)
        #expect(erased == 1, "José holds no role that the rules name")
        #expect(
            try await fixture.send(
                "coach-rules", ["conversationDays": 0, "conversationDaysByRole": [String: Int](), "linkDays": 30],
                method: .put
            ).status == 400)
    }

    @Test("feedback is kept with its reasons, and nobody else can give it")
    func feedback() async throws {
        let (id, answer) = try await begun()
        let path = "messages/\(answer)/feedback"
        let given = try await fixture.send(
            path, ["score": -1, "reasons": ["incomplete", "unclear"]], method: .put, as: mia)
        #expect(given.status == 204)
        let kept = try await messages(id)[1]
        #expect(kept["feedback"] as? Int == -1 && kept["feedbackReasons"] as? [String] == ["incomplete", "unclear"])
        #expect(try await fixture.send(path, ["score": 1], method: .put, as: jose).status == 404)
        #expect(try await fixture.send(path, ["score": 5], method: .put, as: mia).status == 400)
        #expect(try await fixture.send(path, ["score": 1, "reasons": ["<b>"]], method: .put, as: mia).status == 400)
    }
}
