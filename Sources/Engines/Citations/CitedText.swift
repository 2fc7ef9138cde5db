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
                for mark in part.matches(of: Self.mark) {
                    for number in mark.output.1.split(whereSeparator: { !$0.isNumber }).compactMap({ Int($0) }) {
                        if !(1...max(1, passages)).contains(number) || passages == 0 {
                            invented += 1
                        } else if !citations.contains(number) {
                            citations.append(number)
                        }
                    }
                }
                let bare = part.replacing(/\s*\[(?:[0-9]+(?:\s*[,;–-]\s*)?)+\]/, with: "").trimmed
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

    private static var mark: Regex<(Substring, Substring)> { /\[((?:[0-9]+(?:\s*[,;–-]\s*)?)+)\]/ }

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
