import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Vault
import Web

/// Questions and their answers.
struct CoachRoutes: Sendable {
    let quoting: QuotedAnswers
    let writing: WrittenAnswers
    let database: any DatabaseWriter

    func add(to api: RouterGroup<SignedInContext>) { api.post("answers", use: ask) }

    struct AskRequest: Decodable { let question: String }

    struct AnswerResponse: ResponseEncodable {
        let isFound: Bool, confidence: Double, quotes: [QuotedAnswer.Quote], nearby: [QuotedAnswer.Nearby]
        let trace: [String: Double]
        /// In a model's words; absent where it is only quoted.
        let written: WrittenAnswer?
        /// Why it is only quoted, where a model should have written.
        let fallback: Fallback?
    }

    private struct Started: Encodable { let question: String }
    private struct Writing: Encodable { let text: String, isAnew: Bool }

    /// As one JSON object, or as events where the client accepts them: `started`, `writing` as a model writes,
    /// `finished` with the whole.
    func ask(_ request: Request, context: SignedInContext) async throws -> Response {
        let body = try await request.decode(as: AskRequest.self, context: context)
        let question = body.question.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !question.isEmpty, question.count <= 2000 else {
            throw RequestFailure.invalid("Ask a question of 1 to 2000 characters.")
        }
        try await note(question, context)
        let user = context.user
        guard request.headers[.accept]?.contains("text/event-stream") == true else {
            return try await answer(question, user) { _, _ in }.response(from: request, context: context)
        }
        return .events { send in
            try await send(ServerSentEvent("started", Started(question: question)))
            let answer = try await answer(question, user) { text, isAnew in
                try await send(ServerSentEvent("writing", Writing(text: text, isAnew: isAnew)))
            }
            try await send(ServerSentEvent("finished", answer))
        }
    }

    private func answer(
        _ question: String, _ user: Principal, onText: (_ text: String, _ isAnew: Bool) async throws -> Void
    ) async throws -> AnswerResponse {
        let start = ContinuousClock.now
        var (quoted, hits) = try await quoting.answer(question, for: user)
        var (written, fallback): (WrittenAnswer?, Fallback?)
        // What the library does not hold no model is asked about.
        if quoted.isFound {
            switch try await writing.write(question, hits, for: user.id, onText: onText) {
            case .written(let answer): written = answer
            case .quoted(let reason): fallback = reason
            }
            quoted.trace["total"] = (ContinuousClock.now - start) / .milliseconds(1)
        }
        return AnswerResponse(
            isFound: quoted.isFound, confidence: quoted.confidence, quotes: quoted.quotes, nearby: quoted.nearby,
            trace: quoted.trace, written: written, fallback: fallback)
    }

    /// That something was asked, not what: a hash shows later whether it was this.
    private func note(_ question: String, _ context: SignedInContext) async throws {
        let hash = Hexadecimal.encode(blake2b256(Array(question.utf8)))
        let origin = context.origin
        try await database.write { db in
            try AuditTrail.append(.init(.questionAsked, "question", hash), by: origin, db)
        }
    }
}
