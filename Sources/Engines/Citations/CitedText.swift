/// A text that cites as it goes: sentences, each followed by the numbers of the passages it rests on.
public struct CitedText: Sendable, Equatable {
    public struct Sentence: Sendable, Equatable {
        /// Without the marks.
        public var text: String
        /// In their order, each once.
        public var citations: [Int]
        /// Whether a line ends before it.
        public var opensParagraph: Bool

        public init(text: String, citations: [Int], opensParagraph: Bool) {
            (self.text, self.citations, self.opensParagraph) = (text, citations, opensParagraph)
        }
    }

    public var sentences: [Sentence] = []
    /// Marks of passages that there are not.
    public var invented = 0

    /// - Parameter passages: how many there are to cite.
    public init(_ text: String, passages: Int) {
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            // What models make lists and headings of.
            let plain = line.replacing(/^\s*(?:[-*•#>]+|[0-9]+[.)])\s+/, with: "").replacing(/\*\*|__|`/, with: "")
            var opens = number > 0
            for part in Self.parts(String(plain)) {
                var citations: [Int] = []
                let (bare, numbers) = Self.taken(part)
                for number in numbers {
                    if let number, number > 0, number <= passages {
                        if !citations.contains(number) { citations.append(number) }
                    } else {
                        invented += 1
                    }
                }
                guard bare.contains(where: { $0.isLetter }) else {
                    // Marks that stand alone belong to the sentence before.
                    if let last = sentences.indices.last, !opens {
                        sentences[last].citations += citations.filter { !sentences[last].citations.contains($0) }
                    }
                    continue
                }
                sentences.append(Sentence(text: bare, citations: citations, opensParagraph: opens))
                opens = false
            }
        }
    }

    /// Characters between the brackets of a mark, at most.
    private static let longestMark = 200

    /// A part without its marks, "[3]" or "[1, 2]", and without the blanks before them; and the marks' numbers, nil for one
    /// that is too large to be any. Read from left to right, each bracket once: what a model writes is anybody's, and a
    /// pattern that may try digits in several ways takes for ever over "[1111…".
    private static func taken(_ part: Substring) -> (text: String, numbers: [Int?]) {
        var kept = ""
        var numbers: [Int?] = []
        var place = part.startIndex
        while place < part.endIndex {
            if part[place] == "[", let end = endOfMark(part, place) {
                numbers += part[place..<end].split { !$0.isASCII || !$0.isNumber }.map { Int($0) }
                while kept.last?.isWhitespace == true { kept.removeLast() }
                place = end
            } else {
                kept.append(part[place])
                place = part.index(after: place)
            }
        }
        return (kept.trimmed, numbers)
    }

    /// The place behind the closing bracket, where only numbers and what parts them stand between; nil otherwise.
    private static func endOfMark(_ part: Substring, _ start: String.Index) -> String.Index? {
        var place = part.index(after: start)
        guard place < part.endIndex, ("0"..."9").contains(part[place]) else { return nil }
        for _ in 0..<longestMark where place < part.endIndex {
            let character = part[place]
            place = part.index(after: place)
            if character == "]" { return place }
            guard ("0"..."9").contains(character) || character.isWhitespace || ",;–-".contains(character) else {
                return nil
            }
        }
        return nil
    }

    /// Splits after a stop and the marks that follow it.
    private static func parts(_ line: String) -> [Substring] {
        var parts: [Substring] = []
        var start = line.startIndex
        for end in line.ranges(of: /[.!?][”"’)]*(?:\s*\[[0-9,;–\s-]+\])*(?=\s+[“"(]?\p{Lu}|\s*$)/) {
            // "Dr. Marzano", "e.g. Monday": a short word before the stop is no end.
            let word = line[start..<end.lowerBound].split(separator: " ").last ?? ""
            let isAbbreviation =
                line[end].first == "." && !line[end].contains("[")
                && (word.count < 3 && word.first?.isUppercase == true
                    || ["e.g", "i.e", "Dr", "Mr", "Mrs", "Ms", "vs", "No"].contains(word))
            guard !isAbbreviation else { continue }
            parts.append(line[start..<end.upperBound])
            start = end.upperBound
        }
        if start < line.endIndex { parts.append(line[start...]) }
        return parts
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let start = self.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
