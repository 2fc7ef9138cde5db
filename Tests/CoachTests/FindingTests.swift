import Foundation
import GRDB
import HTTPTypes
import Kernel
import TestSupport
import Testing
import Web

@testable import Answering
@testable import Coach

@Suite("Searches and sizes") struct FindingTests {
    private let fixture: CoachFixture
    private let mia = CoachFixture.mia, jose = CoachFixture.jose, cora = CoachFixture.cora, olu = CoachFixture.olu

    init() async throws { fixture = try await CoachFixture() }

    private func begun(_ question: String) async throws -> (id: String, answer: String) {
        let made = try await fixture.send("conversations", ["title": question], as: mia)
        let id = try #require(made.json["id"] as? String)
        let answered = try await fixture.send("conversations/\(id)/messages", ["question": question], as: mia)
        return (id, try #require(answered.json["id"] as? String))
    }

    private func found(_ query: String, at path: String = "conversations", as user: UUID) async throws -> [[String:
        Any]]
    {
        let answer = try await fixture.send("\(path)?\(query)", method: .get, as: user)
        return answer.json[path] as? [[String: Any]] ?? []
    }

    @Test("words are found with a blank written either way, in any order, in replies and by who wrote them")
    func conversations() async throws {
        let begun = try await begun("What is the bus schedule for Friday?")
        _ = try await self.begun("Who makes the agenda?")
        for query in ["q=bus+schedule", "q=bus%20schedule", "q=SCHEDULE+bus", "q=+friday++bus+"] {
            #expect(try await found(query, as: mia).map { $0["id"] as? String } == [begun.id], "\(query)")
        }
        #expect(try await found("q=bus+xylophone", as: mia).isEmpty, "every word must be found")
        #expect(try await found("q=bus%2Bschedule", as: mia).isEmpty, "a plus sign is one where it is written as one")
        #expect(try await found("q=bus", as: jose).isEmpty, "one's own alone")
        let made = try await fixture.send("messages/\(begun.answer)/hand-over", [:], as: mia)
        _ = try await fixture.send(
            "threads/\(made.json["thread"] ?? "")/replies", ["text": "Ask the office on Tuesday."], as: cora)
        let entry = try #require(try await found("q=cora+tuesday", as: mia).first)
        #expect(entry["match"] as? String == "Cora Bell: Ask the office on Tuesday.", "the line is shown")
    }

    @Test("what is shared is listed without what has expired, searched in what one may read, and pages hold all")
    func shared() async throws {
        let begun = try await begun("How long does the second tier of support last?")
        let path = "conversations/\(begun.id)/shares"
        let wish: [String: Any] = ["kind": "person", "email": "jose@d.example", "message": begun.answer]
        let kept = try await fixture.send(path, wish, as: mia)
        // Newer ones that have expired must not hide it.
        try await fixture.database.write { db in
            let share = try #require(try ShareRecord.fetchAll(db).first)
            for _ in 0..<300 {
                try ShareRecord(
                    id: .timeOrdered(), conversationID: share.conversationID, messageID: share.messageID, kind: .person,
                    personID: share.personID, placeID: nil, tokenHash: nil, createdAt: Date(),
                    expiresAt: Date(timeIntervalSinceNow: -60), address: nil
                ).insert(db)
            }
        }
        let id = try #require(kept.json["id"] as? String)
        #expect(try await found("", at: "shared", as: jose).map { $0["id"] as? String } == [id])
        for query in ["q=weeks+three", "q=mia+tier"] {
            #expect(try await found(query, at: "shared", as: jose).count == 1, "\(query)")
        }
        #expect(try await found("q=xylophone+tier", at: "shared", as: jose).isEmpty)
        for _ in 0..<3 { _ = try await fixture.send(path, wish, as: mia) }
        let page = try await fixture.send("shared?limit=2", method: .get, as: jose)
        let next = try #require(page.json["next"] as? String)
        #expect(try await found("limit=2&before=\(next)", at: "shared", as: jose).count == 2)
        // What is quoted from a book that Jose may not open is neither shown nor found.
        try await fixture.database.write { [mia] db in
            try db.execute(sql: "DELETE FROM collectionReader")
            try db.execute(sql: "UPDATE collection SET ownerID = ?", arguments: [mia])
        }
        #expect(try await found("q=three+weeks", at: "shared", as: jose).isEmpty)
        let read = try await fixture.send("shared/\(id)", method: .get, as: jose)
        let answer = try #require((read.json["messages"] as? [[String: Any]])?.last?["answer"] as? [String: Any])
        #expect((answer["quotes"] as? [Any])?.isEmpty == true && (answer["withheld"] as? Int ?? 0) > 0)
    }

    @Test("a link that was opened is found again")
    func links() async throws {
        let begun = try await begun("Who makes the agenda?")
        let made = try await fixture.send(
            "conversations/\(begun.id)/shares", ["kind": "link", "message": begun.answer], as: mia)
        #expect(try await found("", at: "shared", as: olu).isEmpty)
        _ = try await fixture.send("shared/\(made.json["token"] ?? "")", method: .get, as: olu)
        let listed = try #require(try await found("", at: "shared", as: olu).first)
        #expect(try await fixture.send("shared/\(listed["id"] ?? "")", method: .get, as: olu).status == 200)
        _ = try await fixture.send("shares/\(made.json["id"] ?? "")", method: .delete, as: mia)
        #expect(try await found("", at: "shared", as: olu).isEmpty)
    }

    @Test("before sharing it is said whom it reaches and what they cannot open")
    func preview() async throws {
        let begun = try await begun("How long does the second tier of support last?")
        let choices = try await fixture.send("share-choices", method: .get, as: mia)
        let choice = try #require((choices.json["choices"] as? [[String: Any]])?.first)
        #expect(choice["name"] as? String == "Elm School" && choice["people"] as? Int == 2)
        let path = "conversations/\(begun.id)/share-preview"
        let team: [String: Any] = ["kind": "team", "place": CoachFixture.school.uuidString, "message": begun.answer]
        let open = try await fixture.send(path, team, as: mia)
        #expect(open.json["people"] as? Int == 2 && open.json["unable"] as? Int == 0, "\(open.body)")
        try await fixture.database.write { [mia] db in
            try db.execute(sql: "DELETE FROM collectionReader")
            try db.execute(sql: "UPDATE collection SET ownerID = ?", arguments: [mia])
        }
        let closed = try await fixture.send(path, team, as: mia)
        #expect(closed.json["unable"] as? Int == 2)
        #expect((closed.json["titles"] as? [String])?.first?.contains("Handbook") == true)
        let person = try await fixture.send(
            path, ["kind": "person", "email": "jose@d.example", "message": begun.answer], as: mia)
        #expect(person.json["name"] as? String == "José Núñez" && person.json["unable"] as? Int == 1)
        #expect(try await fixture.send(path, team, as: jose).status == 404, "of one's own conversations alone")
    }

    @Test("one character of a megabyte is refused, and its characters are not counted for that")
    func sizes() async throws {
        let mark = "e" + String(repeating: "\u{301}", count: 400_000)
        let start = ContinuousClock.now
        #expect(throws: RequestFailure.self) { try QuestionRoutes.sound(mark) }
        #expect(!mark.hasCharacters(1...2000) && mark.beginning(120).utf8.count <= 480)
        // A question of this kind took 12 s.
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect("é¿ \u{1F469}\u{200D}\u{1F3EB}".beginning(3) == "é¿ ")
        #expect(try await fixture.send("questions", ["question": mark], as: mia).status == 400)
        #expect(try await fixture.send("prompts/answer", ["text": mark], method: .put).status == 400)
        let begun = try await begun("Who makes the agenda?")
        #expect(
            try await fixture.send("conversations/\(begun.id)", ["title": mark], method: .patch, as: mia).status == 400)
    }

    @Test("a search's words and its excerpt")
    func words() {
        let words = SearchWords("Ärger  fünf")
        #expect(words.find(in: ["x", "Vor FUNF Jahren", "arger"]) != nil)
        #expect(words.find(in: ["fünf"]) == nil)
        #expect(SearchWords("  ").isEmpty)
        let line = String(repeating: "word ", count: 100) + "needle " + String(repeating: "word ", count: 100)
        let excerpt = SearchWords("needle").excerpt(of: line)
        #expect(excerpt.contains("needle") && excerpt.count < 130 && excerpt.hasPrefix("… "))
    }
}

@Suite("Where a question looks") struct QuestionLimitsTests {
    @Test("an answer comes from the documents and domains that are named, and too many or none are refused")
    func limited() async throws {
        let fixture = try await CoachFixture(documents: [
            "Retakes\n\nStudents may retake a unit test once, within ten school days, after a conference.",
            "Retakes at Elm\n\nAt Elm students may retake a unit test twice, within five school days.",
        ])
        let documents = try await fixture.database.read { db in
            try Row.fetchAll(db, sql: "SELECT id, fileName FROM document").map { ($0[1] as String, $0[0] as UUID) }
        }
        let elm = try #require(documents.first { $0.0 == "document-2.txt" }?.1)
        for _ in 0..<2 {
            let answer = try await fixture.coach.asking.answer(
                .init(
                    text: "How often may students retake a unit test?",
                    limits: SearchLimits(documents: [elm]).scope()), for: .operator, under: CoachPolicy())
            #expect(answer.isFound && answer.documents == [elm])
        }
        let none = try await fixture.coach.asking.answer(
            .init(text: "How often may students retake a unit test?", limits: SearchLimits(domains: ["none"]).scope()),
            for: .operator, under: CoachPolicy())
        #expect(!none.isFound && none.documents.isEmpty && none.outcome == "notFound")
        #expect(throws: RequestFailure.self) { try SearchLimits(documents: []).scope() }
        #expect(throws: RequestFailure.self) { try SearchLimits(documents: (0...200).map { _ in UUID() }).scope() }
    }
}
