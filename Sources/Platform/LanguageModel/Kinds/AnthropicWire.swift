import Foundation
import Kernel

/// Anthropic's Messages (`POST /v1/messages`, version 2023-06-01), as platform.claude.com/docs describes them.
struct AnthropicWire: ChatWire {
    /// The version of the protocol that is spoken here.
    static let version = "2023-06-01"

    /// - Parameter endpoint: its address up to and without `/v1/messages`.
    func request(
        _ question: ChatQuestion, _ form: ChatForm, to endpoint: ChatModel.Endpoint, at time: Date
    ) throws -> ChatRequest {
        var headers = [
            "Content-Type": "application/json", "Accept": "text/event-stream, application/json",
            "anthropic-version": Self.version,
        ]
        headers["x-api-key"] = endpoint.key
        return ChatRequest(
            url: endpoint.baseURL.appending(path: "v1/messages"), headers: headers,
            body: try JSONEncoder().encode(body(question, form)))
    }

    func body(_ question: ChatQuestion, _ form: ChatForm) -> JSONValue {
        let (rules, turns) = question.turns(form)
        var body: [String: JSONValue] = [
            "model": .string(question.model), "max_tokens": .number(Double(question.maxTokens(form))),
            "stream": .bool(form.streams),
            "messages": .array(
                turns.map { ["role": .string($0.role.rawValue), "content": .string($0.content)] }),
        ]
        if !rules.isEmpty { body["system"] = .string(rules) }
        if form.takesTemperature { body["temperature"] = .number(question.temperature) }
        if case .call(let tool) = question.shape {
            body["tools"] = [
                [
                    "name": .string(tool.name), "description": .string(tool.description),
                    "input_schema": tool.parameters,
                ]
            ]
            body["tool_choice"] = ["type": "tool", "name": .string(tool.name)]
        }
        return .object(body)
    }

    // MARK: Answers

    func parts(of chunk: JSONValue) -> [ChatPart] {
        switch chunk["type"]?.string {
        case "error":
            let error = chunk["error"] ?? chunk
            return [.failed(ServerWords(error), status: Self.status(of: error["type"]?.string))]
        case "message_start": return usage(chunk["message"]?["usage"])
        case "content_block_start": return parts(ofBlock: chunk["content_block"], isWhole: false)
        case "content_block_delta": return parts(ofDelta: chunk["delta"])
        case "message_delta": return usage(chunk["usage"]) + [.ending(chunk["delta"]?["stop_reason"]?.string)]
        case "message_stop": return [.done]
        // The whole message at once.
        case "message":
            return (chunk["content"]?.array ?? []).flatMap { parts(ofBlock: $0, isWhole: true) }
                + usage(chunk["usage"]) + [.whole, .ending(chunk["stop_reason"]?.string)]
        default:
            // A gateway's own refusal.
            return ServerWords.error(in: chunk).map { [.failed(ServerWords($0), status: nil)] } ?? []
        }
    }

    /// Tokens that were read: new, put into the cache, and known from it; they are counted apart.
    private func usage(_ counted: JSONValue?) -> [ChatPart] {
        guard let counted, case .object = counted else { return [] }
        let cached = counted["cache_read_input_tokens"]
        let input = ChatUsage.count(counted["input_tokens"]).map { _ in
            ChatUsage.sum(counted["input_tokens"], counted["cache_creation_input_tokens"], cached) ?? 0
        }
        return [
            .usage(
                .init(
                    input: input, output: ChatUsage.count(counted["output_tokens"]), cached: ChatUsage.count(cached)))
        ]
    }

    /// - Parameter isWhole: its input is all there; where it begins a stream, it is empty and comes in pieces.
    private func parts(ofBlock block: JSONValue?, isWhole: Bool) -> [ChatPart] {
        switch block?["type"]?.string {
        case "text": [.text(block?["text"]?.string ?? "")]
        case "tool_use" where isWhole: block?["input"]?.objectText.map { [.arguments($0)] } ?? []
        case "thinking", "redacted_thinking": [.thought]
        default: []
        }
    }

    private func parts(ofDelta delta: JSONValue?) -> [ChatPart] {
        switch delta?["type"]?.string {
        case "text_delta": [.text(delta?["text"]?.string ?? "")]
        case "input_json_delta": [.arguments(delta?["partial_json"]?.string ?? "")]
        case "thinking_delta", "signature_delta": [.thought]
        default: []
        }
    }

    /// The status that a kind of error is answered with where it comes before the answer.
    private static func status(of type: String?) -> Int? {
        let known = [
            "invalid_request_error": 400, "authentication_error": 401, "billing_error": 402, "permission_error": 403,
            "not_found_error": 404, "request_too_large": 413, "rate_limit_error": 429, "api_error": 500,
            "timeout_error": 504, "overloaded_error": 529,
        ]
        return type.flatMap { known[$0] }
    }
}
