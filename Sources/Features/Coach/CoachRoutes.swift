import Foundation
import GRDB
import HTTPTypes
public import Hummingbird
import Kernel
import Persistence
import Vault
import Web

extension QuotedAnswer: ResponseEncodable {}

/// Questions and their answers.
struct CoachRoutes: Sendable {
    let quoting: QuotedAnswers
    let database: any DatabaseWriter

    func add(to api: RouterGroup<SignedInContext>) { api.post("answers", use: ask) }

    struct AskRequest: Decodable { let question: String }

    private struct Started: Encodable { let question: String }
    private struct Finished: Encodable {
        let isFound: Bool, confidence: Double, nearby: [QuotedAnswer.Nearby], trace: [String: Double]
    }

    /// As one JSON object, or as events where the client accepts them: `started`, a `quote` each, `finished`.
    func ask(_ request: Request, context: SignedInContext) async throws -> Response {
        let body = try await request.decode(as: AskRequest.self, context: context)
        let question = body.question.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !question.isEmpty, question.count <= 2000 else {
            throw RequestFailure.invalid("Ask a question of 1 to 2000 characters.")
        }
        try await note(question, context)
        let user = context.user
        guard request.headers[.accept]?.contains("text/event-stream") == true else {
            return try await quoting.answer(question, for: user).response(from: request, context: context)
        }
        return .events { send in
            try await send(ServerSentEvent("started", Started(question: question)))
            let answer = try await quoting.answer(question, for: user)
            for quote in answer.quotes { try await send(ServerSentEvent("quote", quote)) }
            try await send(
                ServerSentEvent(
                    "finished",
                    Finished(
                        isFound: answer.isFound, confidence: answer.confidence, nearby: answer.nearby,
                        trace: answer.trace)))
        }
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
