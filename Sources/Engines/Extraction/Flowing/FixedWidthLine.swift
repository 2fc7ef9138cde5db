/// A line of text that may be a row of a table: as it stands, character by character.
struct FixedWidthLine {
    private(set) var characters: [Character] = []
    let line: PlainTextReading.Line
    /// Pieces that two blanks part, three where a sentence ends before them.
    private(set) var pieces: [Range<Int>] = []

    init(_ raw: Substring) {
        line = PlainTextReading.Line(raw)
        // A line of a book is no row: only what holds a gap is looked at more closely.
        if raw.utf8.count < 600, !line.text.isEmpty, !line.isQuoted { characters = Array(raw) }
        while characters.last?.isWhitespace == true { characters.removeLast() }
        if characters.contains("\t") { characters = [] }
        pieces = Self.pieces(characters)
    }

    private static func pieces(_ characters: [Character]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start: Int?
        var index = 0
        while index < characters.count {
            guard characters[index] == " " else {
                start = start ?? index
                index += 1
                continue
            }
            var end = index
            while end < characters.count, characters[end] == " " { end += 1 }
            let isStop = index > 0 && ".?!:".contains(characters[index - 1])
            if let from = start, end - index >= (isStop ? 3 : 2) {
                result.append(from..<index)
                start = nil
            }
            index = end
        }
        if let from = start { result.append(from..<characters.count) }
        return result
    }

    func text(_ range: Range<Int>) -> String {
        let range = range.clamped(to: 0..<characters.count)
        return CharacterCleaning.clean(String(characters[range]))
    }

    /// Nothing but strokes.
    var isStroke: Bool {
        characters.contains { "-=_~".contains($0) } && characters.allSatisfy { "-=_~ +|".contains($0) }
    }

    /// "----- -------": where columns begin; nil where the line is none of strokes.
    var strokes: [Range<Int>]? {
        guard characters.count > 4, let sign = characters.first(where: { $0 != " " }), "-=_~".contains(sign),
            characters.allSatisfy({ $0 == sign || $0 == " " || $0 == "+" || $0 == "|" })
        else { return nil }
        var result: [Range<Int>] = []
        for (index, character) in characters.enumerated() where character == sign {
            if let last = result.last, last.upperBound == index {
                result[result.count - 1] = last.lowerBound..<index + 1
            } else {
                result.append(index..<index + 1)
            }
        }
        return result.count > 1 && result.contains { $0.count > 1 } ? result : nil
    }
}
