/// Finds where sentences end.
public enum Sentences {
    /// Words before a full stop that seldom end a sentence, lower-cased.
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "rev", "st", "sr", "jr", "vs", "etc", "e.g", "i.e", "cf", "al", "fig", "figs",
        "no", "nos", "vol", "vols", "ch", "chap", "sec", "art", "p", "pp", "ed", "eds", "approx", "dept", "inc", "ltd",
        "co", "corp", "gen", "col", "lt", "capt", "sgt", "gov", "sen", "rep", "hon", "jan", "feb", "mar", "apr", "jun",
        "jul", "aug", "sep", "sept", "oct", "nov", "dec", "u.s", "u.k", "ph.d", "b.a", "m.a", "a.m", "p.m", "viz", "ca",
    ]

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
            if end < range.upperBound, text[end] == " ", isEnd(text, range, stop: index, next: end + 1) {
                if start < end { result.append(start..<end) }
                start = end + 1
            }
            index = end
        }
        if start < range.upperBound { result.append(start..<range.upperBound) }
        return result
    }

    private static func isEnd(_ text: [Unicode.Scalar], _ range: Range<Int>, stop: Int, next: Int) -> Bool {
        guard next < range.upperBound else { return false }
        var first = next
        while first < range.upperBound, "\"“‘'([—•".unicodeScalars.contains(text[first]) { first += 1 }
        guard first < range.upperBound else { return false }
        // A stop set apart by a blank ends a sentence whatever follows, as in text made for machines.
        if stop > range.lowerBound, text[stop - 1] == " " { return true }
        guard !text[first].properties.isLowercase else { return false }
        guard text[stop] == "." else { return true }
        var begin = stop
        while begin > range.lowerBound, text[begin - 1] != " ", !"(“\"‘[—".unicodeScalars.contains(text[begin - 1]) {
            begin -= 1
        }
        let word = String(String.UnicodeScalarView(text[begin..<stop]))
        if word.unicodeScalars.count == 1, let letter = word.unicodeScalars.first, letter.properties.isUppercase {
            // An initial, as in "J. Dewey"; but "I." and a list's "A." close where a longer text stands before them.
            return letter == "I" && begin > range.lowerBound
        }
        if begin == range.lowerBound, word.unicodeScalars.allSatisfy({ $0.properties.numericType != nil }) {
            return false
        }
        if abbreviations.contains(word.lowercased()) { return word == "etc" && text[first].properties.isUppercase }
        return true
    }

    private static func isStop(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "!" || scalar == "?" || scalar == "…" || scalar == "。"
    }

    private static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
        "”’\"')]".unicodeScalars.contains(scalar)
    }
}
