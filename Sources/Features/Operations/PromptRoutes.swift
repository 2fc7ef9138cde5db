public import Hummingbird
import Kernel
public import Models
import Persistence
import Web

/// What models are told.
struct PromptRoutes: Sendable {
    let prompts: Prompts

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("prompts", use: list)
            .put("prompts/:prompt", use: set)
            .delete("prompts/:prompt", use: reset)
    }

    struct PromptsResponse: ResponseEncodable { let prompts: [Prompt] }
    struct PromptRequest: Decodable { let text: String }

    func list(_ request: Request, context: SignedInContext) async throws -> PromptsResponse {
        PromptsResponse(prompts: try await prompts.list())
    }

    func set(_ request: Request, context: SignedInContext) async throws -> Prompt {
        let edited = try await request.decode(as: PromptRequest.self, context: context)
        return try await prompts.set(
            context.parameters.require("prompt"), edited.text, isTrial: request.uri.queryParameters.isTrial,
            by: context.origin)
    }

    func reset(_ request: Request, context: SignedInContext) async throws -> Prompt {
        try await prompts.set(context.parameters.require("prompt"), nil, isTrial: false, by: context.origin)
    }
}

extension Prompt: ResponseEncodable {}
