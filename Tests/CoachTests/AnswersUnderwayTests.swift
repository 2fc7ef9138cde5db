import Foundation
import HTTPTypes
import Kernel
import Synchronization
import TestSupport
import Testing
import Web

@testable import Answering
@testable import Coach

@Suite("Answers under way") struct AnswersUnderwayTests {
    private let underway = AnswersUnderway()
    private let question = UUID(), conversation = UUID(), owner = UUID()

    /// Lets an answer go on when a test wants it.
    private final class Latch: Sendable {
        private let (stream, continuation) = AsyncStream<Void>.makeStream()
        func open() { continuation.finish() }
        func wait() async throws {
            for await _ in stream {}
            try Task.checkCancellation()
        }
    }

    private final class Kept: Sendable { let isThere = Mutex(false) }

    private static func message(_ text: String) -> ConversationRoutes.MessageResponse {
        let record = MessageRecord(
            id: UUID(), conversationID: UUID(), parentID: nil, role: .question, body: Data(), authorID: nil,
            createdAt: Date())
        return .init(Message(record: record, content: .text(text)))
    }

    /// What is heard until the end: the text as it then stands, and how it ended.
    private static func hear(_ events: AnswersUnderway.Events) async -> (text: String, end: String) {
        var text = ""
        for await event in events {
            switch event.event {
            case .going(.writing(let more, let isAnew)): text = isAnew ? more : text + more
            case .going, .reset: continue
            case .finished(let message): return (text, message.text ?? "")
            case .failed(let failure): return (text, "\(failure)")
            }
        }
        return (text, "cut")
    }

    @Test("go on where nobody listens any more, and are heard from their beginning on return")
    func goOn() async throws {
        let (latch, kept) = (Latch(), Kept())
        let first = try await underway.begin(question, in: conversation, of: owner) { onEvent in
            await onEvent(.writing(text: "It lasts ", isAnew: false))
            try await latch.wait()
            await onEvent(.writing(text: "three weeks.", isAnew: false))
            kept.isThere.withLock { $0 = true }
            return Self.message("done")
        }
        // Somebody listens for a moment, and goes.
        let left = Task { for await event in first { if case .going = event.event { return } } }
        await left.value
        #expect(await underway.questions(of: conversation) == [question])
        #expect(await underway.follow(question, of: UUID(), after: nil) == nil, "not for others")
        let again = try #require(await underway.follow(question, of: owner, after: nil))
        latch.open()
        let heard = await Self.hear(again)
        #expect(heard.text == "It lasts three weeks." && heard.end == "done" && kept.isThere.withLock { $0 })
        #expect(await underway.questions(of: conversation).isEmpty)
    }

    @Test("end where they are stopped, and can be asked again at once")
    func stopped() async throws {
        let latch = Latch()
        let events = try await underway.begin(question, in: conversation, of: owner) { _ in
            try await latch.wait()
            try await Task.sleep(for: .milliseconds(200))
            return Self.message("too late")
        }
        #expect(await underway.stop(question, of: UUID()) == false, "not by others")
        #expect(await underway.stop(question, of: owner))
        #expect(await Self.hear(events).end == "answerStopped")
        let next = try await underway.begin(question, in: conversation, of: owner) { _ in Self.message("anew") }
        latch.open()
        #expect(await Self.hear(next).end == "anew", "what was stopped does not end what was asked again")
    }

    @Test("who comes back by an event's number hears what was missed, also a moment after the end")
    func resumed() async throws {
        let latch = Latch()
        let first = try await underway.begin(question, in: conversation, of: owner) { onEvent in
            for word in ["It ", "lasts ", "three "] { await onEvent(.writing(text: word, isAnew: false)) }
            try await latch.wait()
            await onEvent(.writing(text: "weeks.", isAnew: false))
            return Self.message("done")
        }
        var numbers: [Int] = []
        for await event in first {
            numbers.append(event.number ?? 0)
            if numbers.count == 3 { break }
        }
        #expect(numbers == [2, 3, 4])
        let again = try #require(await underway.follow(question, of: owner, after: 3))
        let unknown = try #require(await underway.follow(question, of: owner, after: 99))
        latch.open()
        #expect(await Self.hear(again).text == "three weeks.")
        var kinds: [String] = []
        for await event in unknown {
            if case .reset = event.event { kinds.append("reset") }
            if case .going(.writing(let text, let isAnew)) = event.event {
                kinds.append(isAnew ? "anew " + text : text)
            }
        }
        #expect(kinds == ["reset", "anew It lasts three ", "weeks."])
        let late = try #require(await underway.follow(question, of: owner, after: 4))
        let heard = await Self.hear(late)
        #expect(heard.text == "weeks." && heard.end == "done")
        #expect(await underway.follow(question, of: owner, after: nil) == nil, "who has heard nothing reads the answer")
    }

    @Test("a failure is told as one that people understand; one person has only so many")
    func failures() async throws {
        struct Odd: Error {}
        let failed = try await underway.begin(question, in: conversation, of: owner) { _ in throw Odd() }
        #expect(await Self.hear(failed).end == "answerFailed")
        let latch = Latch()
        for _ in 0..<AnswersUnderway.most {
            _ = try await underway.begin(UUID(), in: conversation, of: owner) { _ in
                try await latch.wait()
                return Self.message("x")
            }
        }
        await #expect(throws: CoachFailure.tooManyUnderway) {
            _ = try await underway.begin(UUID(), in: conversation, of: owner) { _ in Self.message("x") }
        }
        let others = try await underway.begin(UUID(), in: UUID(), of: UUID()) { _ in Self.message("y") }
        #expect(await Self.hear(others).end == "y", "others are not kept waiting")
        await underway.stopAll(in: conversation)
        #expect(await underway.questions(of: conversation).isEmpty)
        latch.open()
    }

    @Test("the routes follow an answer that is there, stop only what is under way, and only one's own")
    func routes() async throws {
        let fixture = try await CoachFixture()
        let made = try await fixture.send("conversations", ["title": "Tiers"], as: CoachFixture.mia)
        let id = try #require(made.json["id"] as? String)
        let answer = try await fixture.send(
            "conversations/\(id)/messages", ["question": "How long does the second tier last?"],
            accept: "text/event-stream", as: CoachFixture.mia)
        #expect(answer.body.contains("event: started") && answer.body.contains("event: finished"))
        let read = try await fixture.send("conversations/\(id)", method: .get, as: CoachFixture.mia)
        #expect((read.json["underway"] as? [Any])?.isEmpty == true)
        let messages = try #require(read.json["messages"] as? [[String: Any]])
        let question = try #require(messages.first?["id"] as? String)
        let followed = try await fixture.send("messages/\(question)/answer", method: .get, as: CoachFixture.mia)
        #expect(followed.status == 200 && followed.body.contains("three to four weeks"))
        #expect(
            try await fixture.send("messages/\(question)/answer", method: .get, as: CoachFixture.jose).status == 404)
        #expect(
            try await fixture.send("messages/\(question)/answer", method: .delete, as: CoachFixture.mia).status == 404)
    }
}
