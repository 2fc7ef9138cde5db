import Foundation
import LanguageModel
import Library

/// What a model is told for an answer: the rules, the passages as material to read, and the question; personal data
/// hidden.
enum AnswerPrompt {
    static let maxTokens = 700
    /// A token is seldom shorter than this many bytes.
    private static let bytesPerToken = 3

    /// - Parameter tokens: what fits; the passages that come last are left out first, but never the first.
    static func messages(
        _ rules: String, _ question: String, _ hits: [SearchHit], _ mask: inout Mask, tokens: Int
    ) -> [ChatModel.Message] {
        let asked = "Question: " + mask.hide(question)
        var room = tokens * bytesPerToken - rules.utf8.count - asked.utf8.count
        var passages: [String] = []
        for (index, hit) in hits.enumerated() {
            let heading = hit.headingPath.last.map { mask.hide($0) }
            let title = mask.hide(hit.documentTitle)
            let passage = passage(index + 1, title: title, heading: heading, text: mask.hide(hit.text))
            room -= passage.utf8.count
            guard index == 0 || room >= 0 else { break }
            passages.append(passage)
        }
        return [.init(.system, rules), .init(.user, (passages + [asked]).joined(separator: "\n\n"))]
    }

    /// A passage between its marks.
    static func passage(_ number: Int, title: String, heading: String?, text: String) -> String {
        let heading = heading.map { " heading=\"\(attribute($0))\"" } ?? ""
        return "<passage number=\"\(number)\" title=\"\(attribute(title))\"\(heading)>\n\(fenced(text))\n</passage>"
    }

    /// A passage cannot close its own fence.
    private static func fenced(_ text: String) -> String {
        text.replacing(/<(?=\s*\/?\s*passage)/.ignoresCase(), with: "‹")
    }

    private static func attribute(_ text: String) -> String {
        String(fenced(text).map { $0 == "\"" ? "'" : $0.isNewline ? " " : $0 }.prefix(200))
    }
}
