import Foundation
import LanguageModel
import Library

/// What a model is told for an answer: the rules, the passages as material to read, and the question; personal data
/// hidden.
enum AnswerPrompt {
    static let maxTokens = 700
    /// A token is seldom shorter than this many bytes.
    static let bytesPerToken = 3

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
            let passage = passage(
                index + 1, title: title, heading: heading, edition: hit.edition, text: mask.hide(hit.text))
            room -= passage.utf8.count
            guard index == 0 || room >= 0 else { break }
            passages.append(passage)
        }
        return [.init(.system, rules), .init(.user, (passages + [asked]).joined(separator: "\n\n"))]
    }

    /// A passage between its marks.
    static func passage(
        _ number: Int, title: String, heading: String?, edition: HitEdition = .init(), text: String
    ) -> String {
        var marks = " title=\"\(attribute(title))\""
        if let heading { marks += " heading=\"\(attribute(heading))\"" }
        if let name = edition.name { marks += " edition=\"\(attribute(name))\"" }
        if edition.isReplaced { marks += " status=\"replaced by a later edition\"" }
        return "<passage number=\"\(number)\"\(marks)>\n\(fenced(text))\n</passage>"
    }

    /// The passages in the order in which a model reads them: what holds first, what later editions replaced last.
    static func ordered(_ hits: [SearchHit]) -> [SearchHit] {
        hits.filter { !$0.edition.isReplaced } + hits.filter(\.edition.isReplaced)
    }

    /// A passage cannot close its own fence.
    private static func fenced(_ text: String) -> String {
        text.lowercased().contains("passage") ? text.replacing("<", with: "‹") : text
    }

    private static func attribute(_ text: String) -> String {
        String(fenced(text).map { $0 == "\"" ? "'" : $0.isNewline ? " " : $0 }.prefix(200))
    }
}
