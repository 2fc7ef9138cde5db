import Foundation

/// What assistants say around an answer and that is none: "Sure!", "Here is the answer:", "Let me know if …".
enum Courtesies {
    /// Sentences that are nothing else, in small letters, by words.
    private static let whole: Set<String> = [
        "sure", "sure thing", "certainly", "of course", "absolutely", "great question", "good question",
        "that s a great question", "that is a great question", "thank you for your question", "thanks for asking",
        "por supuesto", "claro", "claro que sí", "desde luego", "buena pregunta", "gracias por tu pregunta",
    ]
    /// How those begin that offer more, or hope that it helped.
    private static let offers = [
        "let me know if", "let me know whether", "please let me know if", "feel free to ask",
        "feel free to let me know",
        "please feel free to ask", "don t hesitate to ask", "please don t hesitate to ask", "i hope this helps",
        "i hope that helps", "hope this helps", "hope that helps", "is there anything else", "would you like me to",
        "do you want me to", "if you need more help", "if you d like i can", "if you would like i can",
        "if you want i can", "i m here to help", "i am here to help", "i d be happy to help", "i m happy to help",
        "happy to help", "if you have any other questions", "if you have any more questions",
        "if you have any further questions", "if you have further questions", "if you have more questions",
        "if you have any questions feel free", "if you have any questions let me know",
        "if you have any questions please let me know", "if you have any questions please feel free", "espero que esto",
        "espero que te sirva", "espero haberte ayudado", "no dudes en preguntar", "avísame si", "dime si",
        "hay algo más en que", "hay algo más en lo que", "quieres que te", "te gustaría que",
        "si tienes más preguntas", "si tienes otras preguntas", "si tienes alguna otra pregunta",
    ]
    /// How those begin and end that announce an answer.
    private static let announcements = [
        "here is", "here s", "here are", "below is", "below are", "based on the", "according to the", "aquí está",
        "aquí tienes", "a continuación", "según los pasajes",
    ]
    private static let announced: Set<String> = [
        "answer", "response", "summary", "passages", "passage", "question", "respuesta", "resumen", "pasajes",
        "pregunta",
    ]
    /// Words that stand before an answer, with a colon behind them.
    private static let labels: Set<String> = ["answer", "response", "final answer", "respuesta"]

    /// Whether a sentence is one, or may become one.
    /// - Parameters:
    ///   - words: its words in small letters, one blank between two.
    ///   - text: the same as it was written.
    static func isOne(_ words: String, _ text: String) -> Bool {
        // What cites something, or has a number in it, says something.
        guard !text.contains(where: { "[【".contains($0) || $0.isNumber }) else { return false }
        var words = words
        for opening in ["sure ", "certainly ", "of course ", "absolutely ", "claro ", "por supuesto "]
        where words.hasPrefix(opening) {
            words.removeFirst(opening.count)
        }
        if whole.contains(words) || offers.contains(where: { (words + " ").hasPrefix($0 + " ") }) { return true }
        return text.last { !$0.isWhitespace && !"*_".contains($0) } == ":"
            && announcements.contains { (words + " ").hasPrefix($0 + " ") }
            && words.split(separator: " ").contains { announced.contains(String($0)) }
    }

    static func mayBecomeOne(_ words: String) -> Bool {
        let words = words + " "
        let begun = words.split(separator: " ").first.map(String.init) ?? ""
        guard begun.count > 0 else { return true }
        func fits(_ known: String) -> Bool { (known + " ").hasPrefix(words) || words.hasPrefix(known + " ") }
        return whole.contains(where: fits) || offers.contains(where: fits) || announcements.contains(where: fits)
            || labels.contains(where: fits)
    }

    /// A text without a label before it.
    static func withoutLabel(_ text: String) -> String {
        guard let colon = text.firstIndex(of: ":") else { return text }
        let label = text[..<colon].lowercased().trimmingCharacters(in: .init(charactersIn: " \n\r\t*_#"))
        guard labels.contains(label) else { return text }
        return String(text[text.index(after: colon)...].drop { $0.isWhitespace || $0 == "*" || $0 == "_" })
    }
}
