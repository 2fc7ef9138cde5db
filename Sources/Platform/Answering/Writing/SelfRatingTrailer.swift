/// The last line of what a model writes, in which it says how sure it is; it is not part of the answer.
struct SelfRatingTrailer {
    private var held = ""
    private var isMidLine = false
    private static let word = "confidence"
    /// Bytes of a closing line with what stands before it in its piece; scalars of one at the end of a text.
    private static let longest = 4000, tail = 200

    /// What of a text that comes in pieces can be shown: a line that may be the closing one is kept back, with the
    /// blanks before it.
    mutating func show(_ piece: String) -> String {
        let text = held + piece
        // No closing line is so long; reading it anew with each piece would take the square of it.
        guard text.utf8.count <= Self.longest else {
            (held, isMidLine) = ("", text.last?.isNewline != true)
            return text
        }
        let isLineStart = !isMidLine || text.first?.isNewline == true
        if isLineStart, text.drop(while: \.isWhitespace).lowercased().hasPrefix(Self.word) {
            held = text
            return ""
        }
        var cut = text.startIndex
        if let newline = text.lastIndex(where: \.isNewline) {
            cut = text.index(after: newline)
        } else if isMidLine {
            cut = text.endIndex
        }
        guard cut < text.endIndex || text.last?.isNewline == true, Self.mayClose(text[cut...]) else {
            (held, isMidLine) = ("", true)
            return text
        }
        while cut > text.startIndex, text[text.index(before: cut)].isWhitespace { cut = text.index(before: cut) }
        held = String(text[cut...])
        if cut > text.startIndex { isMidLine = true }
        return String(text[..<cut])
    }

    private static func mayClose(_ line: Substring) -> Bool {
        let start = line.drop { $0.isWhitespace || $0 == "*" }.lowercased()
        return start.isEmpty || word.hasPrefix(start) || start.hasPrefix(word)
    }

    /// A whole text without its closing line, and what that says, 0 to 1.
    static func split(_ text: String) -> (text: String, confidence: Double?) {
        // Only the end can be one: a pattern that is tried at every blank and star of a long text takes the square of it.
        let scalars = text.unicodeScalars
        let end = text[
            (scalars.index(scalars.endIndex, offsetBy: -tail, limitedBy: scalars.startIndex) ?? scalars.startIndex)...]
        guard
            let match = end.firstMatch(
                of: /\s*[*(]*confidence[*]*:?[*]*\s*([0-9]{1,3})\s*(?:%|\/\s*100)?[.*)]*\s*$/.ignoresCase()),
            let value = Double(match.output.1), value <= 100
        else { return (text, nil) }
        return (String(text[..<match.range.lowerBound]), value / 100)
    }
}
