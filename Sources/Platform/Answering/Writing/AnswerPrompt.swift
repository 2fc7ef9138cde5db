import Foundation
import LanguageModel
import Models
import Search

/// What a model is told for an answer: the rules, the passages as material to read, and the question; personal data
/// hidden.
enum AnswerPrompt {
    static let maxTokens = 700

    /// Fewest bytes of the first passage.
    private static let fewest = 500

    /// - Parameter tokens: what fits; the passages that come last are left out first. The first is cut where it does not fit
    ///   alone.
    static func messages(
        _ rules: String, _ question: String, _ hits: [SearchHit], _ mask: inout Mask, tokens: Int
    ) -> [ChatModel.Message] {
        let asked = "Question: " + mask.hide(question)
        var room = tokens * ModelCalls.bytesPerToken - rules.utf8.count - asked.utf8.count
        var passages: [String] = []
        for (index, hit) in hits.enumerated() {
            let heading = hit.headingPath.last.map { mask.hide($0) }
            let title = mask.hide(hit.documentTitle)
            var text = mask.hide(hit.text)
            func whole() -> String {
                passage(index + 1, title: title, heading: heading, edition: hit.edition, text: text)
            }
            let excess = whole().utf8.count - room
            if excess > 0 {
                guard index == 0 else { break }
                text = beginning(of: text, bytes: max(Self.fewest, text.utf8.count - excess))
            }
            passages.append(whole())
            room -= passages[index].utf8.count
        }
        return [.init(.system, rules), .init(.user, (passages + [asked]).joined(separator: "\n\n"))]
    }

    /// The beginning of a text, up to a blank, in so many bytes.
    private static func beginning(of text: String, bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        let start = String(decoding: text.utf8.prefix(bytes), as: UTF8.self)
        return String(start[..<(start.lastIndex(where: \.isWhitespace) ?? start.endIndex)])
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
