/// What becomes of raised and lowered text: a power keeps its value, an ordinal its letters, a footnote's figure goes.
enum RaisedFigures {
    /// Letters that are raised by custom and read on the line.
    private static let endings: Set<String> = [
        "st", "nd", "rd", "th", "er", "ers", "re", "e", "ème", "do", "ro", "to", "mo", "vo", "ra", "da", "ta", "os",
        "as", "tm", "sm", "™", "®", "℠", "°", "º", "ª", "′", "″", "*", "**", "***", "†", "‡", "§", "¶",
    ]
    /// Measures that are raised to a power.
    private static let measures: Set<Substring> = [
        "m", "cm", "km", "mm", "dm", "ft", "in", "yd", "mi", "sec", "pulg", "pies", "sin", "cos", "tan", "sen",
    ]

    /// - Parameter before: what follows the raised text.
    static func append(_ text: String, to result: inout String, before next: String) {
        let raised = text.trimmed
        guard let first = raised.first else { result += text; return }
        let last = result.last { !$0.isWhitespace }
        if endings.contains(raised.lowercased()) { result += raised; return }
        if let last, last.isNumber || last == ".", raised == "o" || raised == "a" {
            // "1o" and "n.o" are ordinals, "70o" is degrees: both look like this sign.
            result += raised == "o" ? "º" : "ª"
            return
        }
        if raised == "+" || raised == "-" || raised == "−" { result += raised; return }
        // "[3]", "(a)": a mark of a note or of a source.
        if "[(".contains(first), let close = raised.last, "])".contains(close), raised.count <= 5 { return }
        if raised.allSatisfy({ $0.isNumber || ",;–- ".contains($0) }), first.isNumber {
            appendFigure(raised, to: &result, before: next)
        } else if raised.count <= 12, !raised.contains(where: \.isWhitespace), last.map(isBase) ?? false,
            isPower(raised), word(result).count <= 2 || result.last == ")" || result.last?.isNumber == true
        {
            // "2 1/2" with its fraction raised.
            if raised.contains("/"), result.last?.isNumber == true { result += " " + raised; return }
            result += isAtom(raised) ? "^" + raised : "^(\(raised))"
        } else {
            if let end = result.last, !end.isWhitespace, raised.count > 3 { result += " " }
            result += text
        }
    }

    private static func appendFigure(_ raised: String, to result: inout String, before next: String) {
        let isList = raised.contains { ",; ".contains($0) }
        guard let end = result.last, !InlineText.isBreak(end) else { result += raised + " "; return }
        if end.isWhitespace || end == "(" {
            // "¹⁴C" is an isotope, "¹⁶ For God so loved" a verse, all else a note's mark.
            guard let follower = next.first, follower.isUppercase else { return }
            let letters = next.prefix(while: \.isLetter)
            result += letters.count <= 2 ? raised : raised + " "
        } else if end.isNumber {
            let figure = result.reversed().prefix { $0.isNumber || ".,".contains($0) }
            let isYear = figure.count == 4 && (figure.last == "1" || figure.last == "2") && raised.count <= 2
            if !isList && !isYear { result += "^" + raised }
        } else if end.isLetter {
            let word = word(result)
            if !isList, word.count == 1 || measures.contains(word) { result += "^" + raised }
        } else if end == ")" || end == "]" {
            let inside = result.reversed().dropFirst().prefix(60).prefix { $0 != "(" && $0 != "[" }
            if !isList, inside.contains(where: { "+-−*×/=".contains($0) }) || inside.count <= 2 {
                result += "^" + raised
            }
        }
    }

    static func appendLowered(_ text: String, to result: inout String, before next: String) {
        let lowered = text.trimmed
        guard !lowered.isEmpty, let end = result.last, !end.isWhitespace, lowered.count <= 12 else {
            result += text
            return
        }
        // "H₂O", "Ca(OH)₂": a formula is written on the line.
        if lowered.allSatisfy(\.isNumber), end == ")" || isFormula(word(result)) { result += lowered; return }
        result += isAtom(lowered) ? "_" + lowered : "_(\(lowered))"
        if let follower = next.first, follower.isNumber || follower.isLetter { result += " " }
    }

    private static func isBase(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == ")"
    }

    private static func isPower(_ text: String) -> Bool {
        text.allSatisfy { $0.isNumber || "+-−*·/^().,".contains($0) || $0.isLetter }
            && text.count { $0.isLetter } <= 3
    }

    private static func isAtom(_ text: String) -> Bool {
        text.allSatisfy { $0.isNumber || $0.isLetter || $0 == "." || $0 == "′" }
            || text.dropLast().allSatisfy(\.isNumber) && "+-−".contains(text.last ?? " ")
            || "-−".contains(text.first ?? " ") && text.dropFirst().allSatisfy { $0.isNumber || $0.isLetter }
    }

    /// The letters that the text ends with.
    private static func word(_ text: String) -> Substring {
        let count = text.reversed().prefix(20).prefix(while: \.isLetter).count
        return text.suffix(count)
    }

    /// Whether letters can be symbols of elements: each begins with a capital and has at most one small letter more.
    private static func isFormula(_ letters: Substring) -> Bool {
        guard let first = letters.first, first.isUppercase, letters.count <= 8 else { return false }
        var small = 0
        for letter in letters {
            small = letter.isUppercase ? 0 : small + 1
            if small > 1 { return false }
        }
        return true
    }
}

extension InlineText {
    static func isBreak(_ character: Character) -> Bool { character == "\u{2028}" || character == "\u{10FF00}" }
}
