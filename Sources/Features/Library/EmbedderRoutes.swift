import Foundation
import Hummingbird
import Kernel
import LanguageModel
import Search
import Web

/// Which server makes vectors of passages, beside the encoder built in.
struct EmbedderRoutes: Sendable {
    let embedders: Embedders

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("embedders", use: list)
            .put("embedders", use: choose)
            .delete("embedders", use: clear)
    }

    struct ChooseRequest: Decodable {
        let baseURL: String, model: String, dimensions: Int?, key: String?
    }

    func list(_ request: Request, context: SignedInContext) async throws -> EmbeddersResponse {
        EmbeddersResponse(
            embedders: try await embedders.list().map { status in
                EmbedderResponse(
                    host: URL(string: status.record.baseURL)?.host() ?? "", model: status.record.model,
                    dimensions: status.record.dimensions, state: Self.state(status.record), done: status.done,
                    passages: status.passages, problem: status.problem, refused: status.refused.count,
                    refusal: status.refused.sentence(status.record))
            })
    }

    /// One that serves and has a problem that lasts serves nobody.
    static func state(_ record: EmbedderRecord) -> String {
        record.state == .serving && record.problem != nil ? "failing" : record.state.rawValue
    }

    func choose(_ request: Request, context: SignedInContext) async throws -> EmbeddersResponse {
        let wish = try await request.decode(as: ChooseRequest.self, context: context)
        guard let url = URL(string: wish.baseURL), !wish.model.isEmpty else { throw RemoteEmbedder.Failure.badAddress }
        try await embedders.choose(
            .init(baseURL: url, model: wish.model, dimensions: wish.dimensions, key: wish.key), by: context.origin)
        return try await list(request, context: context)
    }

    func clear(_ request: Request, context: SignedInContext) async throws -> EmbeddersResponse {
        try await embedders.clear(by: context.origin)
        return try await list(request, context: context)
    }
}
