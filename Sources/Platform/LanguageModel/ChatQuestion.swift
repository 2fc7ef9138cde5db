import Foundation
import Kernel

/// A question, before it takes a server's form.
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

    /// About how many tokens it takes: what is sent, and all that may be written.
    func tokens(_ form: ChatForm) -> Int {
        messages.reduce(0) { $0 + $1.content.utf8.count } / 4 + maxTokens(form)
    }

    /// The messages with the rules in the user's own, for models whose templates know no system role.
    var withoutSystem: [ChatModel.Message] {
        var all = messages
        let rules = all.filter { $0.role == .system }.map(\.content)
        all.removeAll { $0.role == .system }
        let first = all.firstIndex { $0.role == .user }
        if let first, !rules.isEmpty {
            all[first].content = (rules + [all[first].content]).joined(separator: "\n\n")
        } else if !rules.isEmpty {
            all.insert(.init(.user, rules.joined(separator: "\n\n")), at: 0)
        }
        return all
    }

    /// The rules apart, and the user's and the model's messages in turns, none of them empty: as protocols want them that
    /// know the system by a field of its own. Where an object is wanted by words alone, the rules say so.
    func turns(_ form: ChatForm) -> (rules: String, turns: [ChatModel.Message]) {
        var shaped = self.messages
        if case .json(let tool) = shape, let schema = tool.parameters.objectText {
            shaped.insert(
                .init(
                    .system,
                    "Answer with one JSON object alone, without words before or behind it. Its JSON Schema:\n" + schema),
                at: shaped.lastIndex { $0.role == .system }.map { $0 + 1 } ?? 0)
        }
        let question = ChatQuestion(
            model: model, messages: shaped, shape: shape, maxTokens: maxTokens, temperature: temperature,
            contextTokens: contextTokens)
        let all = form.rules == .user ? question.withoutSystem : shaped
        var turns: [ChatModel.Message] = []
        for message in all where message.role != .system && !message.content.allSatisfy(\.isWhitespace) {
            if turns.last?.role == message.role {
                turns[turns.count - 1].content += "\n\n" + message.content
            } else {
                turns.append(message)
            }
        }
        return (all.filter { $0.role == .system }.map(\.content).joined(separator: "\n\n"), turns)
    }
}
