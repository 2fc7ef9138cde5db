import Foundation
import LanguageModel
import Library
import Web

/// What a model is told: the rules, the passages as material to read, and the question; personal data hidden.
struct AnswerPrompt: Sendable {
    /// `assets/prompts/answer.md`, embedded at build time.
    private static let rules = String(decoding: WebApp.embedded("answer.md") ?? [], as: UTF8.self)
    static let maxTokens = 700

    private(set) var messages: [ChatModel.Message]
    private(set) var mask: Mask

    init(_ question: String, _ hits: [SearchHit], _ finder: PersonalData) {
        var mask = Mask(finder)
        let passages = hits.enumerated().map { index, hit in
            let heading = hit.headingPath.last.map { " heading=\"\(Self.attribute(mask.hide($0)))\"" } ?? ""
            let title = Self.attribute(mask.hide(hit.documentTitle))
            return
                "<passage number=\"\(index + 1)\" title=\"\(title)\"\(heading)>\n\(Self.fenced(mask.hide(hit.text)))\n</passage>"
        }
        let asked = mask.hide(question)
        messages = [
            .init(.system, Self.rules),
            .init(.user, passages.joined(separator: "\n\n") + "\n\nQuestion: " + asked),
        ]
        self.mask = mask
    }

    /// A passage cannot close its own fence.
    private static func fenced(_ text: String) -> String {
        text.replacing(/<(?=\/?\s*passage)/.ignoresCase(), with: "‹")
    }

    private static func attribute(_ text: String) -> String {
        String(fenced(text).map { $0 == "\"" ? "'" : $0.isNewline ? " " : $0 }.prefix(200))
    }
}
