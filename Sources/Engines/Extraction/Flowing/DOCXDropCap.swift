/// A first letter that is set large: Word keeps it in a paragraph of its own, in a frame, or in a text box; it begins
/// the next paragraph's first word.
enum DOCXDropCap {
    /// A whole word may be set large; a longer text in a frame is an aside.
    private static let longest = 24

    /// Whether a paragraph is one.
    static func isOne(_ properties: MarkupNode?, _ text: String) -> Bool {
        guard let frame = properties?.child("framePr") else { return false }
        let kind = frame.attribute("w:dropCap")
        if kind == "drop" || kind == "margin" {
            return text.count <= longest && text.contains { $0.isLetter || $0.isNumber }
        }
        return isInitial(text)
    }

    /// Whether a text box holds the letter that a text lacks.
    static func isOne(box: MarkupNode, before text: String) -> Bool {
        let first = text.drop { "’'".contains($0) }
        guard isInitial(box.content), let head = first.first, head.isLetter else { return false }
        return head.isLowercase || first.dropFirst().first?.isUppercase == true
    }

    /// A capital, perhaps with a mark before it.
    private static func isInitial(_ text: String) -> Bool {
        let letter = text.trimmed.drop { "\"“‘'¿¡«".contains($0) }
        return letter.count == 1 && letter.first?.isUppercase == true
    }

    /// What stands between the letter and the text: a blank where the letter is a word.
    static func joiner(_ initial: String, _ text: String) -> String {
        let letter = initial.filter(\.isLetter).lowercased()
        let rest = text.prefix { $0.isLetter }.lowercased()
        let isWord = ["a", "i", "o", "y"].contains(letter) && !rest.isEmpty
        return isWord && Lexicon.contains(rest) && !Lexicon.contains(letter + rest) ? " " : ""
    }
}
