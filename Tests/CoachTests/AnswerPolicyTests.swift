import Foundation
import Kernel
import Persistence
import Search
import TestSupport
import Testing

@testable import Answering
@testable import Coach

@Suite("Policies of answering") struct AnswerPolicyTests {
    private struct Fixed: AnswerPolicy {
        let decision: AnswerDecision
        func decide(on inquiry: AnswerInquiry) -> AnswerDecision { decision }
    }

    /// Refuses students whose age is not known.
    private struct NoChildren: AnswerPolicy {
        func decide(on inquiry: AnswerInquiry) async throws -> AnswerDecision {
            #expect(inquiry.text == AnswerPolicyTests.question.text)
            _ = try await inquiry.domains()
            return inquiry.standing.isStudent && inquiry.standing.age == .unknown
                ? .refuse(.init(code: "practice.tooYoung", message: "Ask your teacher.")) : .answer(.unrestricted)
        }
    }

    private static let question = AnswerPipeline.Question(text: "How long does the second tier of support last?")

    /// A coach with a model that writes one sentence.
    private func beside(
        _ body: @escaping @Sendable (AnswerPipeline, ChatServer, _ before: Int) async throws -> Void
    ) async throws {
        let fixture = try await CoachFixture()
        let server = ChatServer()
        server.then(.writes("It lasts three to four weeks [1]."))
        try await server.run { url in
            let added = try await fixture.send(
                "model-providers", ["name": "m", "baseURL": url.absoluteString, "isInside": true, "model": "m"])
            #expect(added.status == 201)
            try await body(fixture.coach.asking, server, server.requests.count)
        }
    }

    @Test("who is refused is told why, and nothing is sent to a model")
    func refused() async throws {
        try await beside { asking, server, before in
            let student = Principal(
                person: UUID(),
                grants: [Grant(role: Principal.studentRole, place: nil, permissions: [.askQuestions, .readDocuments])])
            let refusal = AnswerRefusal(code: "practice.tooYoung", message: "Ask your teacher.")
            await #expect(throws: refusal) {
                try await asking.answer(Self.question, for: student, under: NoChildren())
            }
            #expect(server.requests.count == before)
            let answer = try await asking.answer(Self.question, for: .operator, under: NoChildren())
            #expect(answer.written != nil && answer.isHint == nil)
        }
    }

    @Test("a policy's rules stand before the district's, and make another answer than is kept without them")
    func rules() async throws {
        try await beside { asking, server, before in
            _ = try await asking.answer(Self.question, for: .operator, under: CoachPolicy())
            let strict = Fixed(
                decision: .answer(.init(limits: .everything, rules: "Write for a child of ten.", hints: nil)))
            let answer = try await asking.answer(Self.question, for: .operator, under: strict)
            #expect(!answer.isFromCache && server.requests.count == before + 2)
            let sent = try #require(server.requests.last)
            let (own, all) = (sent.range(of: "Write for a child of ten."), sent.range(of: "You are a coach"))
            #expect(try #require(own).lowerBound < #require(all).lowerBound)
            let kept = try await asking.answer(Self.question, for: .operator, under: strict)
            let activity = kept.activity(through: "mcp", by: .appliance)
            #expect(kept.isFromCache && activity.outcome == "kept")
            #expect(activity.confidence == kept.confidence.value && activity.milliseconds != nil)
        }
    }

    @Test("where only hints may be given nothing is quoted: there is what the model hints, and where to read on")
    func hints() async throws {
        try await beside { asking, server, _ in
            let policy = Fixed(
                decision: .answer(.init(limits: .everything, rules: nil, hints: .init(rules: "Give only a hint."))))
            let told = Events()
            let answer = try await asking.answer(Self.question, for: .operator, under: policy) { event in
                if case .quoted = event { await told.note() }
            }
            #expect(answer.isHint == true && answer.isFound && answer.quotes.isEmpty && !answer.overview.isEmpty)
            #expect(await told.count == 0)
            #expect(server.requests.last?.contains("Give only a hint.") == true)
            await #expect(throws: AnswerRefusal.hintsOnly) {
                try await asking.quote(Self.question.text, for: .operator, under: policy)
            }
        }
    }

    private actor Events {
        private(set) var count = 0
        func note() { count += 1 }
    }

    @Test("a policy narrows what is searched")
    func narrowed() async throws {
        let asking = try await CoachFixture().coach.asking
        let nowhere = Fixed(
            decision: .answer(
                .init(limits: SearchScope(collections: nil, domains: ["none"]), rules: nil, hints: nil)))
        let answer = try await asking.answer(Self.question, for: .operator, under: nowhere)
        #expect(!answer.isFound && answer.documents.isEmpty)
    }
}
