/// Finds where sentences end.
public enum Sentences {
    /// The sentences of one paragraph, in order; blanks between them belong to none.
    /// - Parameter range: a paragraph's range in `text`.
    public static func split(_ text: [Unicode.Scalar], _ range: Range<Int>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start = range.lowerBound
        var index = range.lowerBound
        while index < range.upperBound {
            guard isStop(text[index]) else {
                index += 1
                continue
            }
            var end = index + 1
            while end < range.upperBound, isStop(text[end]) || isClosing(text[end]) { end += 1 }
            if end < range.upperBound, text[end] == " ", isEnd(text, range, from: start, stop: index, next: end + 1) {
                if start < end { result.append(start..<end) }
                start = end + 1
            }
            index = end
        }
        if start < range.upperBound { result.append(start..<range.upperBound) }
        return result
    }

    /// - Parameter start: where the sentence begins that may end here.
    private static func isEnd(
        _ text: [Unicode.Scalar], _ range: Range<Int>, from start: Int, stop: Int, next: Int
    ) -> Bool {
        guard next < range.upperBound else { return false }
        var first = next
        while first < range.upperBound, "\"“‘'([—•¿¡«".unicodeScalars.contains(text[first]) { first += 1 }
        guard first < range.upperBound else { return false }
        // A stop set apart by a blank ends a sentence whatever follows, as in text made for machines.
        if stop > range.lowerBound, text[stop - 1] == " " { return true }
        guard !text[first].properties.isLowercase else { return false }
        guard text[stop] == "." else { return true }
        var begin = stop
        while begin > range.lowerBound, text[begin - 1] != " ", !"(“\"‘[—«".unicodeScalars.contains(text[begin - 1]) {
            begin -= 1
        }
        let word = String(String.UnicodeScalarView(text[begin..<stop]))
        // The number of an item or a section opens what follows.
        if isNumeral(word), begin == start || opensItem(text, range, before: begin) || names(text[start..<begin]) {
            return false
        }
        return !Abbreviations.holdsOn(word, follower(text, range, from: first), before: wordBefore(text, range, begin))
    }

    /// "Step" in "Step 3. Wait for the whistle."
    private static func names(_ opening: ArraySlice<Unicode.Scalar>) -> Bool {
        opening.count <= 12 && named.contains(String(String.UnicodeScalarView(opening)).lowercased())
    }

    private static let named: Set<String> = [
        "step ", "part ", "section ", "article ", "chapter ", "rule ", "phase ", "item ", "paso ", "parte ", "sección ",
        "artículo ", "capítulo ", "regla ", "fase ",
    ]

    /// The word that a place begins with.
    private static func follower(_ text: [Unicode.Scalar], _ range: Range<Int>, from place: Int) -> String {
        var end = place
        while end < min(range.upperBound, place + 24), text[end] != " " { end += 1 }
        return String(String.UnicodeScalarView(text[place..<end]))
    }

    /// The word before the one that begins at a place.
    private static func wordBefore(_ text: [Unicode.Scalar], _ range: Range<Int>, _ place: Int) -> String {
        guard place > range.lowerBound, text[place - 1] == " " else { return "" }
        var begin = place - 1
        while begin > max(range.lowerBound, place - 24), text[begin - 1] != " " { begin -= 1 }
        return String(String.UnicodeScalarView(text[begin..<place - 1]))
    }

    /// "3", "2.1", "IV", "b": what counts items.
    private static func isNumeral(_ word: String) -> Bool {
        let scalars = word.unicodeScalars
        if scalars.allSatisfy({ $0.properties.numericType != nil || $0 == "." }) { return true }
        return scalars.count == 1 || scalars.count <= 5 && scalars.allSatisfy { "ivxIVX".unicodeScalars.contains($0) }
    }

    /// Whether an item can begin at a place in the middle of a paragraph: after a bar of a table, a mark or a colon.
    private static func opensItem(_ text: [Unicode.Scalar], _ range: Range<Int>, before place: Int) -> Bool {
        guard place > range.lowerBound + 1, text[place - 1] == " " else { return false }
        return "|;:•☐☒☑✓".unicodeScalars.contains(text[place - 2])
    }

    private static func isStop(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "!" || scalar == "?" || scalar == "…" || scalar == "。"
    }

    private static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
        "”’\"')]»".unicodeScalars.contains(scalar)
    }
}
