import Foundation
import GRDB
import HTTPTypes
import LanguageModel
import Models
import Search
import TestSupport
import Testing

@testable import Answering
@testable import Coach

@Suite("From a question to its answer") struct AskingTests {
    @Test(
        "what leans on what went before is told from what stands alone",
        arguments: [
            ("What about that for new teams?", true), ("And who provides it?", true), ("Why?", true),
            ("Tell me more", true), ("How long do they last?", true),
            ("What should a team do when students do not learn essential standards?", false),
            ("How should our third grade team write its goal this semester?", false),
        ])
    func leans(question: String, expected: Bool) { #expect(QueryRewriter.leans(question) == expected) }

    @Test("of what went before, the last three turns are sent in full and the rest in brief")
    func brief() {
        let turns = (1...14).map { Turn(question: "Q\($0)?", answer: "A\($0).") }
        let text = QueryRewriter.brief(turns)
        #expect(!text.contains("Q4?") && text.contains("Q5?"), "ten are kept in mind")
        #expect(text.contains("A14.") && text.contains("A12.") && !text.contains("A11."))
        #expect(QueryRewriter.joined("And then?", turns).contains("q14"))
    }

    @Test("hard questions go to better models, and it is said why")
    func routes() {
        #expect(ModelRoute("Who makes the agenda?", clarity: 1, hits: []) == .init("Who?", clarity: 1, hits: []))
        let compare = ModelRoute("What is the difference between formative and summative tests?", clarity: 1, hits: [])
        #expect(compare.tier == .balanced && compare.why == ["several parts"])
        #expect(ModelRoute("What is the difference?", clarity: 0.2, hits: []).tier == .premium)
        #expect(Tier.fast.order == [.fast, .balanced, .premium] && Tier.premium.order == [.premium, .balanced, .fast])
        #expect(Tier.balanced.order.first == .balanced)
    }

    @Test("confidence is made of four parts by their shares")
    func confidence() {
        let all = Confidence(own: 1, relevance: 1, clarity: 1, completeness: 1)
        #expect(abs(all.value - 1) < 1e-9 && all.level == .high)
        let own = Confidence(own: 1, relevance: 0, clarity: 0, completeness: 0)
        #expect(abs(own.value - 0.4) < 1e-9 && own.level == .low)
        #expect(Confidence.clarity("What about it?") < Confidence.clarity("What do teams do about missing homework?"))
        #expect(Confidence.completeness("Who makes the agenda?", "The facilitator makes the agenda.") == 1)
    }

    @Test("an answer is kept for the same question and nearly the same, for those who may read the same, for a day")
    func cache() {
        let cache = AnswerCache()
        func question(
            _ text: String, _ vector: [Float] = [1, 0], readable: Set<UUID>? = nil, isPersonal: Bool = false
        ) -> AnswerCache.Question {
            .init(
                key: .init(text, models: "m", passages: 7, prompt: "p", scope: SearchScope(collections: readable)),
                text: text, vector: vector,
                domains: ["teams"], isPersonal: isPersonal)
        }
        let answer = Answer(
            domains: [], isFound: true, confidence: .init(own: 1, relevance: 1, clarity: 1, completeness: 1),
            quotes: [],
            nearby: [], trace: [:])
        let kept = question("What are norms?")
        cache.keep(answer, for: kept)
        #expect(cache.find(question("what  are NORMS?"))?.key == kept.key)
        #expect(cache.find(question("What is a norm?"))?.key == kept.key, "nearly the same")
        #expect(cache.find(question("What is a norm?", [0.9, 0.43])) == nil, "not near enough")
        #expect(cache.find(question("What are norms?", readable: [UUID()])) == nil, "reads something else")
        #expect(cache.find(question("What is a norm?", isPersonal: true)) == nil, "names somebody")
        #expect(cache.find(question("What are norms?"), now: Date().addingTimeInterval(86_401)) == nil)
    }

    @Test("an answer from the cache says so; it is dropped when a document that it cites is removed")
    func dropped() async throws {
        let fixture = try await CoachFixture()
        let server = ChatServer()
        server.then(.writes("It lasts three to four weeks [1].\nConfidence: 95"))
        try await server.run { url in
            let added = try await fixture.send(
                "model-providers", ["name": "m", "baseURL": url.absoluteString, "isInside": true, "model": "m"])
            #expect(added.status == 201)
            let question = ["question": "How long does the second tier of support last?"]
            let first = try await fixture.send("questions", question)
            #expect(first.json["isFromCache"] as? Bool == false && !first.body.contains("Confidence: 95"))
            #expect(first.written?["ownConfidence"] as? Double == 0.95)
            let count = server.requests.count
            let second = try await fixture.send("questions", question)
            #expect(second.json["isFromCache"] as? Bool == true && server.requests.count == count)
            try await fixture.database.write { db in
                try db.execute(sql: "UPDATE document SET id = randomblob(16)")
            }
            let third = try await fixture.send("questions", question)
            #expect(third.json["isFromCache"] as? Bool == false && server.requests.count > count)
        }
    }

    @Test("a follow-up is understood by a model's tool call where there is a model")
    func toolCall() async throws {
        let fixture = try await CoachFixture()
        let server = ChatServer()
        server.then(.writes("ready"))
        try await server.run { url in
            let added = try await fixture.send(
                "model-providers",
                ["name": "m", "baseURL": url.absoluteString, "isInside": true, "model": "m", "tier": "fast"])
            #expect(added.status == 201)
            server.then(
                .calls(
                    #"{"question":"How long does the second tier of support last?","domains":["data"],"clarity":0.9}"#),
                .writes("It lasts three to four weeks [1]."))
            let messages = [
                ["role": "user", "content": "What is the second tier?"],
                ["role": "assistant", "content": "Extra time."],
                ["role": "user", "content": "And how long for Mia Kim?"],
            ]
            let answer = try await fixture.send("/v1/chat/completions", ["messages": messages])
            #expect(answer.body.contains("three to four weeks"))
            let asked = try #require(server.requests.first { $0.contains("understand_question") })
            #expect(asked.contains("tool_choice") && asked.contains("What is the second tier?"))
            #expect(!asked.contains("Mia") && asked.contains("PERSON_1"))
        }
    }

    @Test("rules for models may be edited, and go back; each answer names the version it was written by")
    func prompts() async throws {
        let fixture = try await CoachFixture()
        let before = try await fixture.send("prompts", method: .get)
        let set = try await fixture.send("prompts/answer", ["text": "Answer in one short sentence only."], method: .put)
        #expect(set.json["isEdited"] as? Bool == true && !before.body.contains(set.json["version"] as? String ?? ""))
        let reset = try await fixture.send("prompts/answer", method: .delete)
        #expect(
            reset.json["isEdited"] as? Bool == false && before.body.contains(reset.json["version"] as? String ?? "-"))
        #expect(
            try await fixture.send("prompts/other", ["text": String(repeating: "a", count: 30)], method: .put).status
                == 404)
        #expect(try await fixture.send("prompts/answer", ["text": "short"], method: .put).status == 400)
    }

    @Test("the web is searched only where that is allowed, without anybody's name, and stands apart")
    func web() async throws {
        let fixture = try await CoachFixture()
        let search = SearchServer()
        try await search.run { url in
            let wish: [String: Any] = ["question": "How long does the second tier last for Mia Kim?", "usesWeb": true]
            let off = try await fixture.send("questions", wish)
            #expect((off.json["web"] as? [Any])?.isEmpty == true && search.requests.isEmpty)
            _ = try await fixture.send(
                "web-search", ["isOn": true, "isInside": true, "baseURL": url.absoluteString, "key": "k"], method: .put)
            let answer = try await fixture.send("questions", wish)
            let found = try #require((answer.json["web"] as? [[String: Any]])?.first)
            #expect(found["address"] as? String == "https://example.org/tiers")
            let sent = try #require(search.requests.first)
            #expect(!sent.contains("Mia") && !sent.contains("PERSON_1") && sent.contains("second tier"))
            let documents = try #require((answer.json["quotes"] as? [[String: Any]])?.compactMap { $0["citation"] })
            #expect(!"\(documents)".contains("example.org"))
            // The key is for the address that it was given for.
            func put(_ address: String) async throws -> Bool {
                let wish: [String: Any] = ["isOn": true, "isInside": true, "baseURL": address]
                return try await fixture.send("web-search", wish, method: .put).json["hasKey"] as? Bool == true
            }
            let held = [
                try await put(url.absoluteString), try await put("http://127.0.0.1:9"),
                try await put(url.absoluteString),
            ]
            #expect(held == [true, false, false])
        }
    }
}
