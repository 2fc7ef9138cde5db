/// Tests and exercises in two or three columns: numbered questions with their choices below them. Their short lines
/// look like the rows of a table; the choices tell that they are none.
enum QuestionColumns {
    private static let most = 400

    /// The columns one after the other, with what spans them above, between and below; nil where there are none.
    static func columns(_ lines: [SetLine]) -> [ReadingOrder.Column]? {
        guard (8...most).contains(lines.count) else { return nil }
        let questions = lines.filter { number($0) != nil }
        guard questions.count >= 2, lines.count(where: { choice($0) != nil }) >= 4,
            let size = questions.map(\.size).max()
        else { return nil }
        // Columns begin where several questions do.
        var starts: [Float] = []
        for left in questions.map(\.left).sorted() where starts.last.map({ left - $0 > 8 * size }) ?? true {
            starts.append(left)
        }
        guard (2...4).contains(starts.count) else { return nil }
        func column(_ line: SetLine) -> Int { (starts.lastIndex { $0 <= line.left + size } ?? 0) }
        // A line that reaches into the next column spans all.
        func spans(_ line: SetLine) -> Bool {
            let place = column(line)
            return place + 1 < starts.count && line.right > starts[place + 1] - 2
        }
        let sorted = lines.sorted { $0.baseline < $1.baseline }
        guard let first = sorted.first(where: { number($0) != nil })?.baseline else { return nil }
        var result: [ReadingOrder.Column] = []
        var band: [SetLine] = []
        var isFound = false
        func flush() {
            guard !band.isEmpty else { return }
            let last = closing(of: band)
            band.removeLast(last.count)
            let parts = starts.indices.map { place in band.filter { column($0) == place } }
            if parts.count(where: isOfQuestions) >= 2 {
                isFound = true
                result += parts.filter { !$0.isEmpty }.map { part in ReadingOrder.rows(part) }
            } else {
                result.append(ReadingOrder.rows(band))
            }
            if !last.isEmpty { result.append(ReadingOrder.rows(last)) }
            band = []
        }
        var span: [SetLine] = []
        func flushSpan() {
            if !span.isEmpty { result.append(ReadingOrder.rows(span)) }
            span = []
        }
        for line in sorted {
            if spans(line) || line.baseline < first - 0.3 * size {
                flush()
                span.append(line)
            } else {
                flushSpan()
                band.append(line)
            }
        }
        flush()
        flushSpan()
        return isFound ? result : nil
    }

    /// What stands below all columns, apart from them, and is no question: "Turn in your test."
    private static func closing(of band: [SetLine]) -> [SetLine] {
        var start = band.count
        while start > 1, number(band[start - 1]) == nil, choice(band[start - 1]) == nil {
            start -= 1
            if band[start].baseline - band[start - 1].baseline > 2.6 * band[start].size {
                return Array(band[start...])
            }
        }
        return []
    }

    /// Whether a column holds a question and two choices that follow on one another below it.
    private static func isOfQuestions(_ lines: [SetLine]) -> Bool {
        let order = ReadingOrder.rows(lines)
        guard order.contains(where: { number($0) != nil }) else { return false }
        var last: (letter: UInt32, baseline: Float)?
        for line in order {
            guard let letter = choice(line) else { continue }
            if let before = last, letter == before.letter + 1, line.baseline > before.baseline + 0.5 * line.size {
                return true
            }
            last = (letter, line.baseline)
        }
        return false
    }

    /// "12. ", "3) " before words.
    private static func number(_ line: SetLine) -> Int? {
        guard let first = line.characters.first?.scalar, ("0"..."9").contains(first) else { return nil }
        let head = line.characters.prefix(5).map(\.scalar)
        let digits = head.prefix { ("0"..."9").contains($0) }
        guard (1...3).contains(digits.count), digits.count + 1 < head.count,
            ".)".unicodeScalars.contains(head[digits.count]),
            head[digits.count + 1] == " ", line.characters.count > 8
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1.value - 0x30) }
    }

    /// "A. ", "(b) ", "c) ", also behind a box or a blank for the tick.
    private static func choice(_ line: SetLine) -> UInt32? {
        let head = line.characters.prefix(12).map(\.scalar).drop { "_☐○□◯(  ".unicodeScalars.contains($0) }
        guard head.count > 2, let letter = head.first, let mark = head.dropFirst().first, mark == "." || mark == ")",
            head.dropFirst(2).first == " "
        else { return nil }
        let value = letter.value | 0x20
        return (0x61...0x68).contains(value) ? value : nil
    }
}
