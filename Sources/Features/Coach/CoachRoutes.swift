import Foundation
import HTTPTypes
public import Hummingbird
import Web

extension QuotedAnswer: ResponseEncodable {}

/// Questions and their answers.
struct CoachRoutes: Sendable {
    let quoting: QuotedAnswers

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
        guard request.headers[.accept]?.contains("text/event-stream") == true else {
            return try await quoting.answer(question).response(from: request, context: context)
        }
        return .events { send in
            try await send(ServerSentEvent("started", Started(question: question)))
            let answer = try await quoting.answer(question)
            for quote in answer.quotes { try await send(ServerSentEvent("quote", quote)) }
            try await send(
                ServerSentEvent(
                    "finished",
                    Finished(
                        isFound: answer.isFound, confidence: answer.confidence, nearby: answer.nearby,
                        trace: answer.trace)))
        }
    }
}
