import Foundation
import GRDB
import HTTPTypes
import Kernel
import Library
import TestSupport
import Testing

@testable import Answering
@testable import Coach

@Suite("Shares and hand-overs") struct SharingTests {
    private let fixture: CoachFixture
    private let mia = CoachFixture.mia, jose = CoachFixture.jose, cora = CoachFixture.cora, olu = CoachFixture.olu

    init() async throws { fixture = try await CoachFixture() }

    private struct Begun { let id: String, first: String, second: String }

    /// A conversation of Mia's with two questions, whose answers' identifiers are given.
    private func begun(by mia: UUID = CoachFixture.mia) async throws -> Begun {
        let made = try await fixture.send("conversations", ["title": "Tiers"], as: mia)
        let id = try #require(made.json["id"] as? String)
        let path = "conversations/\(id)/messages"
        let first = try await fixture.send(path, ["question": "How long does the second tier last?"], as: mia)
        let answer = try #require(first.json["id"] as? String)
        let second = try await fixture.send(path, ["question": "Who makes the agenda?", "after": answer], as: mia)
        return Begun(id: id, first: answer, second: try #require(second.json["id"] as? String))
    }

    @Test("show what stood there at that message, to those it is shared with, until it is ended")
    func person() async throws {
        let begun = try await begun()
        let path = "conversations/\(begun.id)/shares"
        let made = try await fixture.send(
            path, ["kind": "person", "email": "jose@d.example", "message": begun.first], as: mia)
        #expect(made.status == 201 && made.json["with"] as? String == "José Núñez", "\(made.body)")
        let share = try #require(made.json["id"] as? String)
        let listed = try await fixture.send("shared", method: .get, as: jose)
        #expect(listed.body.contains("Tiers") && listed.body.contains("Mia Kim"))
        let read = try await fixture.send("shared/\(share)", method: .get, as: jose)
        #expect(read.body.contains("three to four weeks") && !read.body.contains("agenda"), "not what came later")
        for other in [cora, olu] {
            #expect(try await fixture.send("shared/\(share)", method: .get, as: other).status == 404)
        }
        #expect(try await fixture.send("shares/\(share)", method: .delete, as: jose).status == 404, "not theirs to end")
        #expect(try await fixture.send("shares/\(share)", method: .delete, as: mia).status == 204)
        #expect(try await fixture.send("shared/\(share)", method: .get, as: jose).status == 404)
        let nobody = try await fixture.send(
            path, ["kind": "person", "email": "x@d.example", "message": begun.first], as: mia)
        #expect(nobody.status == 404)
    }

    @Test("an address says only whether something can be shared with it, to those who may not look at people")
    func address() async throws {
        let nia = CoachFixture.nia
        let begun = try await begun(by: nia)
        let (preview, path) = ("conversations/\(begun.id)/share-preview", "conversations/\(begun.id)/shares")
        let wish: [String: Any] = ["kind": "person", "email": "jose@d.example", "message": begun.first]
        let found = try await fixture.send(preview, wish, as: nia)
        #expect(found.status == 200 && found.json["people"] as? Int == 1 && !found.body.contains("José"))
        let made = try await fixture.send(path, wish, as: nia)
        #expect(made.json["with"] as? String == "jose@d.example", "what the owner typed: \(made.body)")
        let listed = try await fixture.send(path, method: .get, as: nia)
        #expect(listed.body.contains("jose@d.example") && !listed.body.contains("José"))
        #expect(
            try await fixture.send(
                preview, ["kind": "person", "email": "x@d.example", "message": begun.first], as: nia
            ).status == 404)
        // Who may look at people is told their names.
        let theirs = try await self.begun()
        let seen = try await fixture.send(
            "conversations/\(theirs.id)/share-preview",
            ["kind": "person", "email": "jose@d.example", "message": theirs.first], as: mia)
        #expect(seen.json["name"] as? String == "José Núñez")
    }

    @Test("with a team reach those who belong to it; links reach whoever is signed in and has them, until they end")
    func teamAndLink() async throws {
        let begun = try await begun()
        let path = "conversations/\(begun.id)/shares"
        let team = try await fixture.send(
            path, ["kind": "team", "place": CoachFixture.school.uuidString, "message": begun.second], as: mia)
        let share = try #require(team.json["id"] as? String)
        #expect(try await fixture.send("shared/\(share)", method: .get, as: cora).status == 200)
        #expect(try await fixture.send("shared/\(share)", method: .get, as: olu).status == 404)
        let foreign = try await fixture.send(
            path, ["kind": "team", "place": CoachFixture.elsewhere.uuidString, "message": begun.second], as: mia)
        #expect(foreign.status == 404, "only with those one belongs to")
        let link = try await fixture.send(path, ["kind": "link", "message": begun.second, "days": 3000], as: mia)
        let token = try #require(link.json["token"] as? String)
        #expect(try await fixture.send("shared/\(token)", method: .get, as: olu).status == 200)
        let kept = try await fixture.database.read { db in try ShareRecord.fetchAll(db) }
        #expect(kept.allSatisfy { $0.tokenHash.map { !$0.elementsEqual(token.utf8) } ?? true })
        let ends = try #require(kept.first { $0.kind == .link }?.expiresAt)
        #expect(ends.timeIntervalSinceNow < 31 * 86_400, "no longer than the district allows")
        try await fixture.database.write { db in
            try db.execute(sql: "UPDATE conversationShare SET expiresAt = '2026-01-01 00:00:00.000'")
        }
        #expect(try await fixture.send("shared/\(token)", method: .get, as: olu).status == 404)
        #expect(
            try await fixture.send("shared/" + String(repeating: "a", count: 64), method: .get, as: olu).status == 404)
    }

    @Test("what rests on documents that the reader may not read is left out")
    func redacted() async throws {
        let begun = try await begun()
        let made = try await fixture.send(
            "conversations/\(begun.id)/shares", ["kind": "person", "email": "jose@d.example", "message": begun.first],
            as: mia)
        let share = try #require(made.json["id"] as? String)
        // The handbook becomes Mia's own.
        try await fixture.database.write { [mia] db in
            try db.execute(sql: "DELETE FROM collectionReader")
            try db.execute(sql: "UPDATE collection SET ownerID = ?", arguments: [mia])
        }
        let read = try await fixture.send("shared/\(share)", method: .get, as: jose)
        #expect(read.status == 200 && read.body.contains("How long does the second tier last?"))
        #expect(!read.body.contains("three to four weeks") && !read.body.contains("Handbook"))
    }

    @Test("a question goes to a coach of the school, who answers it; nobody else sees it")
    func handOver() async throws {
        let begun = try await begun()
        let coaches = try await fixture.send("coaches", method: .get, as: mia)
        #expect(coaches.body.contains("Cora Bell"))
        let path = "messages/\(begun.first)/hand-over"
        #expect(try await fixture.send(path, ["coach": olu.uuidString], as: mia).status == 404, "no coach there")
        let made = try await fixture.send(path, ["coach": cora.uuidString], as: mia)
        let thread = try #require(made.json["thread"] as? String)
        #expect(try await fixture.send("threads", method: .get, as: cora).body.contains("Mia Kim"))
        for other in [jose, olu, mia] {
            let inbox = try await fixture.send("threads", method: .get, as: other)
            #expect(!inbox.body.contains(thread))
            #expect(try await fixture.send("threads/\(thread)", method: .get, as: other).status == 404)
        }
        let seen = try await fixture.send("threads/\(thread)", method: .get, as: cora)
        #expect(seen.body.contains("second tier") && !seen.body.contains("agenda"), "only this question")
        let replied = try await fixture.send("threads/\(thread)/replies", ["text": "Ask me on Tuesday."], as: cora)
        #expect(replied.status == 201 && replied.json["state"] as? String == "answered")
        let back = try await fixture.send("conversations/\(begun.id)", method: .get, as: mia)
        #expect(back.body.contains("Ask me on Tuesday.") && back.body.contains("Cora Bell"))
        #expect(try await fixture.send("threads/\(thread)/replies", ["text": " "], as: cora).status == 400)
        #expect(try await fixture.send("threads/\(thread)/close", [:], as: cora).status == 204)
    }

    @Test("a flagged answer waits for a coach where its owner wants that")
    func flagged() async throws {
        let begun = try await begun()
        _ = try await fixture.send(
            "messages/\(begun.second)/feedback", ["score": -1, "reasons": ["wrong"], "isForCoach": true], method: .put,
            as: mia)
        let inbox = try await fixture.send("threads", method: .get, as: cora)
        #expect(inbox.body.contains("\"flag\"") && inbox.body.contains("\"open\""))
    }
}
