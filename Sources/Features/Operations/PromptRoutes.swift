public import Hummingbird
public import Kernel
public import Models
import Persistence
import Web

/// What models are told.
struct PromptRoutes: Sendable {
    let prompts: Prompts

    func add(to api: SignedInRoutes) {
        api.described(.writeSettings)
            .get("prompts", "What models are told", use: list)
            .put("prompts/{prompt}", "Tell them something else", path: [Self.prompt], isCheckable: true, use: set)
            .delete("prompts/{prompt}", "Back to what came along", path: [Self.prompt], use: reset)
    }

    private static let prompt = QueryParameter.text("prompt")

    struct PromptsResponse: ResponseCodable, Sendable { let prompts: [Prompt] }
    struct PromptRequest: DescribedType, Sendable {
        let text: String

        static func describe(_ schema: inout JSONSchema) { schema.limit("text", toCharacters: 20...8000) }
    }

    func list(_ request: Request, context: SignedInContext) async throws -> PromptsResponse {
        PromptsResponse(prompts: try await prompts.list())
    }

    func set(_ request: Request, context: SignedInContext, edited: PromptRequest) async throws -> Prompt {
        try await prompts.set(
            context.parameters.require("prompt"), edited.text, isTrial: request.uri.queryParameters.isTrial,
            by: context.origin)
    }

    func reset(_ request: Request, context: SignedInContext) async throws -> Prompt {
        try await prompts.set(context.parameters.require("prompt"), nil, isTrial: false, by: context.origin)
    }
}

extension Prompt: ResponseCodable, DescribedType {
    public static var schemaName: String? { "Prompt" }
}
