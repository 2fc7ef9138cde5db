import Foundation
import GRDB
import HTTPTypes
import Kernel
import TestSupport
import Testing

@testable import Answering
@testable import Coach

@Suite("The inbox and what is new") struct InboxTests {
    private let fixture: CoachFixture
    private let mia = CoachFixture.mia, jose = CoachFixture.jose, cora = CoachFixture.cora, olu = CoachFixture.olu

    init() async throws { fixture = try await CoachFixture() }

    /// A conversation of Mia's with a follow-up, both answered; gives its identifier and those of the answers.
    private func begun() async throws -> (id: String, first: String, second: String) {
        let made = try await fixture.send("conversations", ["title": "Tiers"], as: mia)
        let id = try #require(made.json["id"] as? String)
        let path = "conversations/\(id)/messages"
        let first = try await fixture.send(path, ["question": "How long does the second tier last?"], as: mia)
        let answer = try #require(first.json["id"] as? String)
        let second = try await fixture.send(path, ["question": "And who provides it?", "after": answer], as: mia)
        return (id, answer, try #require(second.json["id"] as? String))
    }

    private func threads(_ query: String = "", as user: UUID) async throws -> [[String: Any]] {
        try await fixture.send("threads\(query)", method: .get, as: user).json["threads"] as? [[String: Any]] ?? []
    }

    private func news(_ user: UUID) async throws -> [String: Int] {
        try await fixture.send("news", method: .get, as: user).json as? [String: Int] ?? [:]
    }

    @Test("one school's question is found behind a thousand of another's, and pages hold all")
    func manyElsewhere() async throws {
        let begun = try await begun()
        let made = try await fixture.send("messages/\(begun.second)/hand-over", [:], as: mia)
        let thread = try #require(made.json["thread"] as? String)
        // Newer ones, of a school that Cora does not belong to; then some more of her own.
        try await fixture.database.write { [jose, olu] db in
            for number in 0..<1030 {
                let isHere = number >= 1000
                let record = try #require(try ConversationRecord.fetchOne(db))
                let message = try fixture.coach.conversations.add(
                    .text("x"), as: .question, to: record, after: nil, by: nil, db)
                try HandOverRecord(
                    id: .timeOrdered(), conversationID: record.id, messageID: message.id, askerID: isHere ? jose : olu,
                    placeID: isHere ? CoachFixture.school : CoachFixture.elsewhere, coachID: nil, kind: .question,
                    state: .open, createdAt: Date()
                ).insert(db)
            }
        }
        var (seen, before) = ([String](), "")
        while true {
            let page = try await fixture.send("threads?limit=20\(before)", method: .get, as: cora)
            seen += (page.json["threads"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
            guard let next = page.json["next"] as? String else { break }
            before = "&before=\(next)"
        }
        #expect(seen.count == 31 && Set(seen).count == 31 && seen.last == thread)
        #expect(try await news(cora)["waiting"] == 31)
        #expect(try await fixture.send("threads?which=odd", method: .get, as: cora).status == 400)
    }

    @Test("a coach reads the question itself, and the turn before where the teacher wants that")
    func question() async throws {
        let begun = try await begun()
        _ = try await fixture.send(
            "messages/\(begun.second)/hand-over", ["includesBefore": true], as: mia)
        let row = try #require(try await threads("?which=waiting", as: cora).first)
        #expect(row["question"] as? String == "And who provides it?")
        let read = try await fixture.send("threads/\(row["id"] ?? "")", method: .get, as: cora)
        #expect(read.body.contains("How long does the second tier last?"))
        let other = try await self.begun()
        let narrow = try await fixture.send("messages/\(other.second)/hand-over", [:], as: mia)
        let alone = try await fixture.send("threads/\(narrow.json["thread"] ?? "")", method: .get, as: cora)
        #expect(alone.json["title"] as? String == "And who provides it?", "the title is the question before it")
        #expect(alone.body.contains("who provides it") && !alone.body.contains("How long does the second tier last?"))
    }

    @Test("one coach takes it, and the others see by whom; it can be taken over and given back")
    func taken() async throws {
        let begun = try await begun()
        let made = try await fixture.send("messages/\(begun.first)/hand-over", [:], as: mia)
        let thread = "threads/\(made.json["thread"] ?? "")"
        #expect(try await fixture.send(thread + "/take", [:], as: jose).status == 204)
        let seen = try await fixture.send(thread, method: .get, as: cora)
        #expect(seen.json["takenBy"] as? String == "José Núñez" && seen.json["isMine"] as? Bool == false)
        #expect(try await fixture.send(thread + "/take", [:], as: cora).status == 409)
        #expect(try await fixture.send(thread + "/replies", ["text": "Me too."], as: cora).status == 409)
        #expect(try await fixture.send(thread + "/close", [:], as: cora).status == 409)
        #expect(try await threads("?which=waiting", as: cora).isEmpty)
        #expect(try await threads("?which=mine", as: jose).count == 1)
        #expect(try await fixture.send(thread + "/take", ["isOver": true], as: cora).status == 204)
        #expect(
            try await fixture.send(thread + "/take", method: .delete, as: jose).status == 409, "not theirs any more")
        #expect(try await fixture.send(thread + "/take", method: .delete, as: cora).status == 204)
        #expect(try await fixture.send(thread + "/take", [:], as: olu).status == 404, "of another school")
        #expect(try await fixture.send(thread + "/replies", ["text": "On Tuesday."], as: cora).status == 201)
        #expect(try await threads("?which=answered", as: cora).first?["takenBy"] as? String == "Cora Bell")
    }

    @Test("a reply is announced to who asked until they have seen it")
    func announced() async throws {
        let begun = try await begun()
        let made = try await fixture.send("messages/\(begun.first)/hand-over", [:], as: mia)
        #expect(try await news(mia) == ["replies": 0, "waiting": 0])
        #expect(try await news(cora)["waiting"] == 1)
        _ = try await fixture.send(
            "threads/\(made.json["thread"] ?? "")/replies", ["text": "Ask me on Tuesday."], as: cora)
        #expect(try await news(mia)["replies"] == 1)
        #expect(try await news(cora)["waiting"] == 0)
        let listed = try await fixture.send("conversations", method: .get, as: mia)
        let entry = try #require((listed.json["conversations"] as? [[String: Any]])?.first)
        #expect(entry["id"] as? String == begun.id && entry["news"] as? Int == 1)
        #expect(try await fixture.send("conversations/\(begun.id)/seen", method: .put, as: jose).status == 404)
        #expect(try await fixture.send("conversations/\(begun.id)/seen", method: .put, as: mia).status == 204)
        #expect(try await news(mia)["replies"] == 0)
    }

    @Test("a reply stands beside its answer: what was asked after it stays, is exported, shared and gone on from")
    func beside() async throws {
        let begun = try await begun()
        let made = try await fixture.send("messages/\(begun.first)/hand-over", ["includesBefore": false], as: mia)
        let thread = "threads/\(made.json["thread"] ?? "")"
        _ = try await fixture.send(thread + "/replies", ["text": "See me on Tuesday."], as: cora)
        _ = try await fixture.send(thread + "/replies", ["text": "Room twelve."], as: cora)
        let export = try await fixture.send("conversations/\(begun.id)/export?format=md", method: .get, as: mia).body
        let spanish = try await fixture.send(
            "conversations/\(begun.id)/export?format=md&language=es", method: .get, as: mia
        ).body
        #expect(spanish.contains("## Fuentes") && spanish.contains("De tu biblioteca.") && !spanish.contains("Sources"))
        let order = ["second tier", "See me on Tuesday.", "Room twelve.", "And who provides it?"].map {
            export.range(of: $0)?.lowerBound
        }
        #expect(!order.contains(nil) && order.compactMap { $0 } == order.compactMap { $0 }.sorted(), "\(export)")
        let read = try await fixture.send("conversations/\(begun.id)", method: .get, as: mia)
        let replies = (read.json["messages"] as? [[String: Any]] ?? []).filter { $0["role"] as? String == "coach" }
        #expect(replies.map { $0["parent"] as? String } == [begun.first, begun.first])

        // The coach sees the turn and both replies, and nothing that was asked since.
        let seen = try await fixture.send(thread, method: .get, as: cora)
        #expect(seen.body.contains("Room twelve.") && !seen.body.contains("And who provides it?"))

        // Shared up to the last answer, with the replies that stand before it; a later one is not of what was shared.
        let wish = ["kind": "person", "email": "jose@d.example", "message": begun.second]
        let share = try await fixture.send("conversations/\(begun.id)/shares", wish, as: mia)
        _ = try await fixture.send(thread + "/replies", ["text": "Bring your notes."], as: cora)
        let shared = try await fixture.send("shared/\(share.json["id"] ?? "")", method: .get, as: jose).body
        #expect(shared.contains("Room twelve.") && shared.contains("And who provides it?"))
        #expect(!shared.contains("Bring your notes."))

        // Asked after a reply, a question goes on from the answer that the reply is about.
        let after = try #require(replies.last?["id"] as? String)
        let next = try await fixture.send(
            "conversations/\(begun.id)/messages", ["question": "Who leads a team?", "after": after], as: mia)
        #expect(next.status == 200)
        let all = try await fixture.send("conversations/\(begun.id)", method: .get, as: mia)
        let question = (all.json["messages"] as? [[String: Any]])?.first {
            $0["text"] as? String == "Who leads a team?"
        }
        #expect(question?["parent"] as? String == begun.first)
    }

    @Test("coaches are named with their roles, and a long reply is refused before it is counted")
    func coaches() async throws {
        let listed = try await fixture.send("coaches", method: .get, as: mia)
        let first = try #require((listed.json["coaches"] as? [[String: Any]])?.first)
        #expect(first["name"] as? String == "Cora Bell" && first["roles"] is [String])
        let begun = try await begun()
        let made = try await fixture.send("messages/\(begun.first)/hand-over", [:], as: mia)
        let mark = "e" + String(repeating: "\u{301}", count: 300_000)
        let reply = try await fixture.send(
            "threads/\(made.json["thread"] ?? "")/replies", ["text": mark], as: cora)
        #expect(reply.status == 400)
    }
}
