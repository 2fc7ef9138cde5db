import Answering
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Search
import Vault
import Web

/// Questions that stand alone, for programs: nothing of them is kept but that one was asked.
struct QuestionRoutes: Sendable {
    let asking: AnswerPipeline
    let database: any DatabaseWriter

    func add(to api: SignedInRoutes) {
        api.requiring(.askQuestions, isCostly: true).post("questions", use: ask)
    }

    struct AskRequest: Decodable { let question: String, usesWeb: Bool?, isFresh: Bool?, within: SearchLimits? }

    func ask(_ request: Request, context: SignedInContext) async throws -> Response {
        let body = try await request.decode(as: AskRequest.self, context: context)
        let question = AnswerPipeline.Question(
            text: try Self.sound(body.question), limits: try body.within?.scope() ?? .everything,
            usesWeb: body.usesWeb ?? false, isFresh: body.isFresh ?? false)
        let origin = context.origin
        let activity = asking.activity
        try await database.write { db in try Self.note(question.text, activity, by: origin, db) }
        let user = context.user
        return try await Self.respond(
            request, context, started: Started(question: question.text), finished: { $0 },
            { onEvent in
                let answer = try await asking.answer(
                    question, for: user, under: CoachPolicy(), onEvent: onEvent)
                try await database.write { db in try answer.activity(through: "api", by: origin).note(db) }
                return answer
            })
    }

    struct Started: Encodable { let question: String }
    private struct Quoted: Encodable { let quotes: [QuotedAnswer.Quote] }
    private struct Thinking: Encodable {}
    private struct Writing: Encodable { let text: String, isAnew: Bool }

    /// An event of an answer, as it is sent.
    /// - Parameter number: its own in the stream; nil where the response counts.
    /// - Returns: nil for what is for programs only.
    static func sent(_ event: AnswerEvent, _ number: Int?) throws -> ServerSentEvent? {
        switch event {
        case .quoted(let quotes): try ServerSentEvent("quoted", Quoted(quotes: quotes), number: number)
        case .thinking: try ServerSentEvent("thinking", Thinking(), number: number)
        case .writing(let text, let isAnew):
            try ServerSentEvent("writing", Writing(text: text, isAnew: isAnew), number: number)
        case .sentence: nil
        }
    }

    /// As one JSON object, or as events where the client accepts them: `started`, `quoted` with the quotations where a
    /// model is asked, `thinking` where it lets us wait, `writing` as it writes, `finished` with the whole.
    /// - Parameter finished: makes what is sent of the answer; keeps it, where it is kept.
    static func respond(
        _ request: Request, _ context: SignedInContext, started: some Encodable & Sendable,
        finished: @escaping @Sendable (Answer) async throws -> some ResponseEncodable & Sendable,
        _ ask:
            @escaping @Sendable (_ onEvent: @escaping @Sendable (AnswerEvent) async throws -> Void) async throws ->
            Answer
    ) async throws -> Response {
        guard request.headers[.accept]?.contains("text/event-stream") == true else {
            return try await ServerEnding.ends { try await finished(ask { _ in }) }
                .response(from: request, context: context)
        }
        return .events { send in
            try await send(ServerSentEvent("started", started))
            let answer = try await ask { event in if let event = try sent(event, nil) { try await send(event) } }
            try await send(ServerSentEvent("finished", finished(answer)))
        }
    }

    /// - Throws: `RequestFailure.invalid`.
    static func sound(_ question: String) throws -> String {
        // Before anything that takes time with the text: see `hasCharacters`.
        guard question.utf8.count <= 4 * AnswerPipeline.longest + 1000 else {
            throw RequestFailure.invalid("Ask a question of 1 to \(AnswerPipeline.longest) characters.")
        }
        let question = question.trimmingCharacters(in: .whitespacesAndNewlines)
        guard question.hasCharacters(1...AnswerPipeline.longest) else {
            throw RequestFailure.invalid("Ask a question of 1 to \(AnswerPipeline.longest) characters.")
        }
        return question
    }

    /// Notes that something was asked, not what: a hash shows later whether it was this.
    /// - Parameter activity: makes the hash, which nobody else can make: short questions could be guessed.
    static func note(_ question: String, _ activity: ActivityLog, by origin: RequestOrigin, _ db: Database) throws {
        try AuditTrail.append(.init(.questionAsked, "question", activity.hash(question)), by: origin, db)
    }
}
