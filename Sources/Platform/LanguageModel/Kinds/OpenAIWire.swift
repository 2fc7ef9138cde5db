import Foundation
import Kernel

/// OpenAI's chat completions, with what servers that speak it do in their own ways, and Azure's flavour of it.
struct OpenAIWire: ChatWire {
    let isAzure: Bool

    /// - Parameter endpoint: its address up to and without `/chat/completions`; Azure's may name the version of the
    ///   protocol behind it (`?api-version=2024-10-21`).
    func request(
        _ question: ChatQuestion, _ form: ChatForm, to endpoint: ChatModel.Endpoint, at time: Date
    ) throws -> ChatRequest {
        var headers = ["Content-Type": "application/json", "Accept": "text/event-stream, application/json"]
        if let key = endpoint.key {
            // Gateways in front of Azure read the second name; Azure refuses what it does not know in the first.
            headers["api-key"] = key
            if !isAzure { headers["Authorization"] = "Bearer \(key)" }
        }
        return ChatRequest(
            url: endpoint.baseURL.appending(path: "chat/completions"), headers: headers,
            body: try JSONEncoder().encode(body(question, form)))
    }

    func form(after form: ChatForm, _ words: ServerWords, asked: Int) -> ChatForm? {
        form.adapted(to: words, asked: asked)
    }

    func plainer(_ form: ChatForm) -> ChatForm? { form.plainer() }

    // MARK: Questions

    func body(_ question: ChatQuestion, _ form: ChatForm) -> JSONValue {
        var body: [String: JSONValue] = [
            "model": .string(question.model), "messages": .array(messages(question, form)),
        ]
        if form.limit != .none { body[form.limit.rawValue] = .number(Double(question.maxTokens(form))) }
        if form.takesTemperature { body["temperature"] = .number(question.temperature) }
        body["stream"] = .bool(form.streams)
        if form.streams, form.countsInStream { body["stream_options"] = ["include_usage": true] }
        switch question.shape {
        case .text: break
        case .call(let tool):
            let function: JSONValue = [
                "name": .string(tool.name), "description": .string(tool.description), "parameters": tool.parameters,
            ]
            body["tools"] = [["type": "function", "function": function]]
            body["tool_choice"] = ["type": "function", "function": ["name": .string(tool.name)]]
        case .json(let tool):
            let schema: JSONValue = ["name": .string(tool.name), "schema": tool.parameters, "strict": true]
            body["response_format"] = ["type": "json_schema", "json_schema": schema]
        }
        return .object(body)
    }

    private func messages(_ question: ChatQuestion, _ form: ChatForm) -> [JSONValue] {
        (form.rules == .user ? question.withoutSystem : question.messages).map { message in
            let text = JSONValue.string(message.content)
            return [
                "role": .string(message.role.rawValue),
                "content": form.takesParts ? [["type": "text", "text": text]] : text,
            ]
        }
    }

    // MARK: Answers

    func parts(of chunk: JSONValue) -> [ChatPart] {
        if let error = ServerWords.error(in: chunk) { return [.failed(ServerWords(error), status: nil)] }
        var parts: [ChatPart] = []
        if let counted = chunk["usage"], case .object = counted { parts.append(.usage(Self.usage(counted))) }
        if let choice = chunk["choices"]?.array?.first { return parts + self.parts(ofChoice: choice) }
        // Ollama's own form.
        if let message = chunk.there("message") {
            parts += self.parts(ofMessage: message)
            if chunk["done"] == .bool(true) { parts += [.whole, .ending(chunk["done_reason"]?.string)] }
        }
        return parts
    }

    private static func usage(_ counted: JSONValue) -> ChatUsage {
        func count(_ names: String...) -> Int? { names.lazy.compactMap { ChatUsage.count(counted[$0]) }.first }
        return ChatUsage(
            input: count("prompt_tokens", "input_tokens"), output: count("completion_tokens", "output_tokens"),
            cached: ChatUsage.count(counted["prompt_tokens_details"]?["cached_tokens"]))
    }

    private func parts(ofChoice choice: JSONValue) -> [ChatPart] {
        if let error = ServerWords.error(in: choice) { return [.failed(ServerWords(error), status: nil)] }
        var parts: [ChatPart] = []
        let (delta, message) = (choice.there("delta"), choice.there("message"))
        if let part = delta ?? message { parts += self.parts(ofMessage: part) }
        if let text = choice["text"]?.string { parts.append(.text(text)) }
        // Whole messages come with their end, which some forget to name.
        if message != nil, delta == nil { parts.append(.whole) }
        return parts + [.ending(choice["finish_reason"]?.string)]
    }

    private func parts(ofMessage message: JSONValue) -> [ChatPart] {
        var parts: [ChatPart] = []
        for name in ["reasoning_content", "reasoning", "thinking", "reasoning_details"] {
            if let thoughts = message.there(name), thoughts != "", thoughts != [] { parts.append(.thought) }
        }
        if let refusal = message["refusal"]?.string { parts.append(.refusal(refusal)) }
        let calls = message["tool_calls"]?.array ?? message.there("function_call").map { [["function": $0]] } ?? []
        for call in calls {
            let given = call["function"]?["arguments"]
            if let piece = given?.string ?? given?.objectText { parts.append(.arguments(piece)) }
        }
        if let text = message["content"]?.string { return parts + [.text(text)] }
        for part in message["content"]?.array ?? [] {
            if let text = part.string { parts.append(.text(text)) }
            switch part["type"]?.string ?? "text" {
            case "text", "output_text":
                parts.append(.text(part["text"]?.string ?? part["text"]?["value"]?.string ?? ""))
            case "thinking", "reasoning": parts.append(.thought)
            case "refusal": parts.append(.refusal(part["refusal"]?.string ?? ""))
            default: break
            }
        }
        return parts
    }
}
