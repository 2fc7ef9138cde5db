import Kernel

/// A question as it is sent, in a server's form.
struct ChatQuestion: Sendable {
    let model: String
    let messages: [ChatModel.Message]
    let shape: ChatModel.Shape
    let maxTokens: Int
    let temperature: Double
    let contextTokens: Int

    /// More than the answer needs, for models that think first.
    private static let thoughts = 4096

    func maxTokens(_ form: ChatForm) -> Int {
        let wanted = maxTokens + (form.thinks ? min(Self.thoughts, contextTokens / 4) : 0)
        return form.mostTokens.map { min($0, wanted) } ?? wanted
    }

    func body(_ form: ChatForm) -> JSONValue {
        var body: [String: JSONValue] = ["model": .string(model), "messages": .array(sent(form))]
        if form.limit != .none { body[form.limit.rawValue] = .number(Double(maxTokens(form))) }
        if form.takesTemperature { body["temperature"] = .number(temperature) }
        body["stream"] = .bool(form.streams)
        if form.streams, form.countsInStream { body["stream_options"] = ["include_usage": true] }
        switch shape {
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

    private func sent(_ form: ChatForm) -> [JSONValue] {
        var all = messages
        if form.rules == .user {
            let rules = all.filter { $0.role == .system }.map(\.content)
            all.removeAll { $0.role == .system }
            let first = all.firstIndex { $0.role == .user }
            if let first, !rules.isEmpty {
                all[first].content = (rules + [all[first].content]).joined(separator: "\n\n")
            } else if !rules.isEmpty {
                all.insert(.init(.user, rules.joined(separator: "\n\n")), at: 0)
            }
        }
        return all.map { message in
            let text = JSONValue.string(message.content)
            return [
                "role": .string(message.role.rawValue),
                "content": form.takesParts ? [["type": "text", "text": text]] : text,
            ]
        }
    }
}
