/// A stretch of a document that is searched and quoted as one: 500 to 1000 tokens inside one chapter, on paragraph
/// or sentence boundaries. Chapters that hold less give less.
public struct Passage: Sendable {
    /// Global offsets (see `PagedText`).
    public var range: Range<Int>
    /// The headings above it, outermost first.
    public var headingPath: [String]
    public var sentences: [Sentence]

    /// A sentence, a heading, a list item or a table row.
    public struct Sentence: Sendable {
        /// Global offsets.
        public var range: Range<Int>
        public var tokens: [Int32]
        public var isHeading: Bool
    }

    /// Tokens in all.
    public var tokenCount: Int { sentences.reduce(0) { $0 + $1.tokens.count } }

    /// The headings of a path that are kept, the nearest ones.
    static let deepestPath = 8

    /// Runs of at most `size` tokens that cover every token, each repeating the last `overlap` of the one before.
    public func windows(size: Int = 254, overlap: Int = 32) -> [[Int32]] {
        let all = sentences.flatMap(\.tokens)
        guard all.count > size else { return [all] }
        // Even windows: the last is as full as the others.
        let count = (all.count - overlap + size - overlap - 1) / (size - overlap)
        let step = (all.count - overlap + count - 1) / count
        return (0..<count).map { Array(all[($0 * step)..<min($0 * step + step + overlap, all.count)]) }
    }
}

/// Cuts a document into passages.
public struct PassageCutter {
    /// Tokens a passage holds at least, where its chapter allows, and at most.
    public static let least = 500, most = 1000
    private static let target = 700
    /// Chapters that passages stop at: each costs a passage, however short it is.
    private static let mostChapters = 1500
    private static let mostHeadingsTogether = 20

    private struct Unit {
        var sentence: Passage.Sentence
        var startsParagraph: Bool
        var headingLevel: Int?

        /// What it fills of a passage: its tokens; or its length where letters without a blank make one token of a
        /// thousand, so that no passage is long without end. Words of no language have 16 letters a token on average.
        var weight: Int { max(sentence.tokens.count, sentence.range.count / 16) }
    }

    private let text: PagedText
    private let tokenize: (String) -> [Int32]

    /// - Parameter tokenize: the encoder's tokenizer.
    public init(_ text: PagedText, tokenize: @escaping (String) -> [Int32]) {
        (self.text, self.tokenize) = (text, tokenize)
    }

    /// The passages of a document, in order; together they hold all of its text that may be quoted.
    public func passages(_ pages: [ExtractedPage]) -> [Passage] {
        let units = self.units(pages)
        let levels = units.compactMap(\.headingLevel)
        let chapterLevel = (0...1).first { level in levels.count { $0 == level } >= 2 } ?? 0
        // What calls its every line a chapter has none.
        let hasChapters = levels.count { $0 <= chapterLevel } <= Self.mostChapters
        var result: [Passage] = []
        var path: [(level: Int, title: String)] = []
        var start = 0
        while start < units.count {
            var end = start + 1
            // A chapter runs to the next chapter heading; headings that follow one another stay together.
            while end < units.count,
                !(hasChapters && isChapter(units[end], chapterLevel)
                    && !units[start..<end].allSatisfy { $0.headingLevel != nil })
            {
                end += 1
            }
            for range in cuts(units[start..<end]) { result.append(passage(units[range], path: &path)) }
            start = end
        }
        return result
    }

    private func isChapter(_ unit: Unit, _ level: Int) -> Bool { unit.headingLevel.map { $0 <= level } ?? false }

    // MARK: Units

    private func units(_ pages: [ExtractedPage]) -> [Unit] {
        var units: [Unit] = []
        var pending: Range<Int>?
        func add(_ range: Range<Int>, _ kind: Paragraph.Kind) {
            let parts = kind.headingLevel != nil ? [range] : Sentences.split(text.scalars, range)
            for (index, part) in parts.flatMap({ pieces($0) }).enumerated() {
                let sentence = Passage.Sentence(
                    range: part, tokens: tokenize(text.text(part)), isHeading: kind.headingLevel != nil)
                units.append(Unit(sentence: sentence, startsParagraph: index == 0, headingLevel: kind.headingLevel))
            }
        }
        for (index, page) in pages.enumerated() {
            guard page.isQuotable else {
                if let before = pending { add(before, .body) }
                pending = nil
                continue
            }
            let start = text.pageStarts[index]
            for (number, paragraph) in page.paragraphs.enumerated() {
                var range = start + paragraph.range.lowerBound..<start + paragraph.range.upperBound
                if let before = pending, number == 0 { range = before.lowerBound..<range.upperBound }
                pending = nil
                // A paragraph that goes on overleaf is one with what follows.
                if number == page.paragraphs.count - 1, page.join != .paragraph, index + 1 < pages.count {
                    pending = range
                } else {
                    add(range, paragraph.kind)
                }
            }
        }
        if let pending { add(pending, .body) }
        return units
    }

    /// A sentence, cut at blanks where it is too long for a passage of its own (a table without stops, a data dump).
    private func pieces(_ range: Range<Int>, longest: Int = 1200) -> [Range<Int>] {
        guard range.count > longest else { return [range] }
        var result: [Range<Int>] = []
        var start = range.lowerBound
        while range.upperBound - start > longest {
            var end = start + longest
            while end > start + longest / 2, text.scalars[end] != " " { end -= 1 }
            if text.scalars[end] != " " { end = start + longest }
            result.append(start..<end)
            start = text.scalars[end] == " " ? end + 1 : end
        }
        result.append(start..<range.upperBound)
        return result
    }

    // MARK: Cuts

    private func cuts(_ units: ArraySlice<Unit>) -> [Range<Int>] {
        let total = units.reduce(0) { $0 + $1.weight }
        guard total > Self.most else { return [units.startIndex..<units.endIndex] }
        let parts = max(1, (total + Self.target / 2) / Self.target)
        let goal = min(max(total / parts, Self.least), Self.most)
        var result: [Range<Int>] = []
        var start = units.startIndex
        var tokens = 0
        for index in units.indices {
            let unit = units[index]
            let isHeading = unit.headingLevel != nil && (index == start || units[index - 1].headingLevel == nil)
            let isFull = tokens + unit.weight > Self.most
            let isGoodPlace = tokens >= Self.least && isHeading || tokens >= goal && unit.startsParagraph
            if index > start, isFull || isGoodPlace {
                var cut = index
                // A heading goes with what it heads; a list of nothing but headings is cut like any other.
                while cut - 1 > start, units[cut - 1].headingLevel != nil { cut -= 1 }
                if index - cut > Self.mostHeadingsTogether { cut = index }
                result.append(start..<cut)
                tokens = units[cut..<index].reduce(0) { $0 + $1.weight }
                start = cut
            }
            tokens += unit.weight
        }
        if let last = result.last, tokens < Self.least,
            units[last].reduce(tokens, { $0 + $1.weight }) <= Self.most
        {
            result[result.count - 1] = last.lowerBound..<units.endIndex
        } else if start < units.endIndex {
            result.append(start..<units.endIndex)
        }
        return result
    }

    private func passage(_ units: ArraySlice<Unit>, path: inout [(level: Int, title: String)]) -> Passage {
        func push(_ unit: Unit) {
            guard let level = unit.headingLevel else { return }
            path.removeAll { $0.level >= level }
            path.append((level, text.text(unit.sentence.range).cut(to: ExtractedDocument.longestName)))
        }
        // The headings it opens with are above it; those further down are above what follows them.
        let opening = units.prefix { $0.headingLevel != nil }
        opening.forEach(push)
        let headingPath = path.suffix(Passage.deepestPath).map(\.title)
        units.dropFirst(opening.count).forEach(push)
        let sentences = units.map(\.sentence)
        let range = (sentences.first?.range.lowerBound ?? 0)..<(sentences.last?.range.upperBound ?? 0)
        return Passage(range: range, headingPath: headingPath, sentences: sentences)
    }
}
