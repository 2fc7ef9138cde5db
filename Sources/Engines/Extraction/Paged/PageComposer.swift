/// Makes a page's clean text from its lines in reading order: rows into paragraphs, cells into table rows, words that
/// were broken at line ends whole again.
struct PageComposer {
    /// The font size of most of the document's text, points.
    let bodySize: Float
    /// Words seen inside lines, lower-cased: they tell whether `co-` `operate` was `cooperate` or `co-operate`.
    let words: Set<String>
    private let compounds: Compounds
    /// What raised and lowered figures say.
    var figures = SetFigures([])
    /// How many pages the file has.
    var pageCount: Int?
    /// The size of the page that is composed, points.
    var width: Float = 0
    var height: Float = 0

    init(bodySize: Float, words: Set<String>) {
        (self.bodySize, self.words, compounds) = (bodySize, words, Compounds(words: words))
    }

    /// What a composed page is made of.
    struct Result {
        var text: [Unicode.Scalar] = []
        var paragraphs: [Draft] = []
        var lines: [TextLine] = []
    }

    /// A paragraph with the looks that decide whether it is a heading.
    struct Draft {
        var range: Range<Int>
        var kind: Paragraph.Kind
        var size: Float
        var bold: Bool
        var rows: Int
        var endsInStop: Bool
        /// The last line ended in a hyphen that a following page may resolve.
        var endsInHyphen = false
        var isUpright = true
        var isBullet = false
        /// It is a piece of a longer text.
        var isRunning = false
    }

    func compose(_ columns: [ReadingOrder.Column]) -> Result { compose(columns.map { .column($0) }) }

    func compose(_ blocks: [PageBlock]) -> Result {
        var result = Result()
        var boundary = TableBoundary()
        for block in blocks {
            switch block {
            case .column(let column):
                let parted = LeaderRows.parted(LineNumbers.removed(from: TextRow.rows(column)), pages: pageCount)
                let rows = WrappedCells.joined(FusedRows.parted(parted))
                for group in paragraphs(TwinTables.parted(StackedTables.marked(TextRow.aligned(rows)))) {
                    append(group, to: &result, &boundary)
                }
            case .table(let rows):
                for (index, row) in TwinTables.parted(rows).enumerated() {
                    var row = row
                    row.beginsTable = row.beginsTable || index == 0 && !row.goesOn
                    append([row], to: &result, &boundary)
                }
            }
        }
        markRunning(&result)
        return result
    }

    // MARK: Paragraphs

    private func paragraphs(_ rows: [TextRow]) -> [[TextRow]] {
        guard let first = rows.first else { return [] }
        let leading = Leading(rows)
        let left = rows.map(\.first.left).min() ?? 0
        let right = rows.map(\.last.right).max() ?? 0
        var groups = [[first]]
        let counted = LineNumbers.counted(rows)
        for (index, (previous, row)) in zip(rows, rows.dropFirst()).enumerated() {
            if counted.contains(index + 1)
                || startsParagraph(row, after: previous, leading: leading.of(row), left: left, right: right)
            {
                groups.append([row])
            } else {
                groups[groups.count - 1].append(row)
            }
        }
        return groups
    }

    private func startsParagraph(_ row: TextRow, after previous: TextRow, leading: Float, left: Float, right: Float)
        -> Bool
    {
        if row.isTable || previous.isTable || row.first.startsParagraph || previous.last.endsParagraph { return true }
        let (line, before) = (row.first, previous.first)
        let step = line.baseline - before.baseline
        if step <= 0 || step > 1.35 * max(leading, 1.05 * min(line.size, before.size)) { return true }
        if abs(line.size - before.size) > 0.08 * max(line.size, before.size) && abs(line.size - before.size) > 0.6 {
            return true
        }
        if line.bold != before.bold, line.bold || previous.last.right < right - 2 * line.size { return true }
        // "in Room" goes on with "305."; no list counts so far in a sentence's midst.
        let isNumber = line.characters.prefix(3).allSatisfy { ("0"..."9").contains($0.scalar) }
        let isItem = Self.startsListItem(line) && !(isNumber && !Self.closesSentence(previous.last))
        if isItem || ContentsLines.isOne(line) || ContentsLines.isOne(before) { return true }
        if line.left - before.left > 0.8 * line.size, line.left - left > 0.8 * line.size,
            !Self.goesOn(line, below: before)
        {
            return true
        }
        let isShort = previous.last.right < right - 0.2 * (right - left)
        return isShort && Self.closesSentence(before)
    }

    private static func startsListItem(_ line: SetLine) -> Bool {
        let head = line.characters.prefix(6).map(\.scalar)
        guard let first = head.first else { return false }
        if isBullet(line) { return true }
        if bullets.contains(first) { return false }
        let mark = head.prefix { $0 != " " }
        guard mark.count < head.count, mark.count <= 4, let last = mark.last, last == "." || last == ")" else {
            return false
        }
        let body = mark.dropLast().drop { $0 == "(" }
        return !body.isEmpty
            && (body.allSatisfy { $0.properties.numericType != nil } || body.count == 1 && last == ")")
    }

    /// Whether a line stands below the words of an item, behind its mark; below a bullet's it may stand further left.
    private static func goesOn(_ line: SetLine, below item: SetLine) -> Bool {
        guard startsListItem(item), let blank = item.characters.firstIndex(where: { $0.scalar == " " }),
            let text = item.characters[blank...].first(where: { $0.scalar != " " })
        else { return false }
        return line.left < text.left + 0.5 * line.size && (isBullet(item) || line.left > text.left - 0.5 * line.size)
    }

    /// Small words inside compounds of three: "mother-in-law".
    private static let middles: Set<String> = ["on", "to", "by", "of", "in", "and", "the", "up", "at", "for", "a"]

    private static let bullets = Set("•◦▪■●○–—*☐☒☑✓✔✗➢➤►".unicodeScalars)

    private static func isBullet(_ line: SetLine) -> Bool {
        line.characters.count > 1 && bullets.contains(line.characters[0].scalar) && line.characters[1].scalar == " "
    }

    private static func closesSentence(_ line: SetLine) -> Bool {
        line.characters.last.map { ".!?:;”\"’)]".unicodeScalars.contains($0.scalar) } ?? true
    }

    // MARK: Text

    private func append(_ rows: [TextRow], to result: inout Result, _ boundary: inout TableBoundary) {
        if !result.text.isEmpty { result.text.append("\n") }
        var start = result.text.count
        let firstLine = result.lines.count
        var endsInHyphen = false
        for (index, row) in rows.enumerated() {
            if index > 0 { joinLine(row.first, to: &result, from: start) }
            for (cell, line) in row.cells.enumerated() {
                let blanks = row.blanks[cell]
                // A blank cell keeps its place, so that what follows keeps its column.
                if cell > 0 { result.text += [" "] }
                result.text += repeatElement(["|", " "], count: cell > 0 ? blanks + 1 : blanks).joined()
                let cellStart = result.text.count
                append(line, to: &result)
                for next in row.wraps[cell] {
                    joinLine(next, to: &result, from: cellStart)
                    append(next, to: &result)
                }
                // No word goes on in the next cell.
                if row.isTable, result.text.last == "\u{AD}" { dropHyphen(from: &result) }
            }
            if let after = row.blanks.last { result.text += repeatElement([" ", "|"], count: after).joined() }
            let tail = row.last.characters.last?.scalar
            endsInHyphen = (tail == "-" || tail == "\u{AD}") && !row.isTable
        }
        // A soft hyphen is never text; whether the word goes on overleaf is known by the draft.
        if result.text.last == "\u{AD}" { dropHyphen(from: &result) }
        guard result.text.count > start else {
            if start > 0 { result.text.removeLast() }
            return
        }
        let written = String(String.UnicodeScalarView(result.text[start...]))
        if boundary.parts(written, isRow: rows[0].isTable, begins: rows[0].beginsTable) {
            // Two tables are kept apart by a blank line.
            result.text.insert("\n", at: start)
            start += 1
            for line in result.lines.indices.dropFirst(firstLine) {
                let range = result.lines[line].range
                result.lines[line].range = range.lowerBound + 1..<range.upperBound + 1
            }
        }
        let lines = rows.flatMap(\.cells)
        let kind: Paragraph.Kind =
            rows[0].isTable || ContentsLines.isOne(rows[0].first)
            ? .tableRow : Self.startsListItem(rows[0].first) ? .listItem : .body
        result.paragraphs.append(
            Draft(
                range: start..<result.text.count, kind: kind, size: lines.map(\.size).max() ?? 0,
                bold: lines.allSatisfy(\.bold), rows: rows.count, endsInStop: result.text.last == ".",
                endsInHyphen: endsInHyphen,
                isUpright: rows[0].first.upright, isBullet: Self.isBullet(rows[0].first)))
    }

    private func append(_ line: SetLine, to result: inout Result) {
        let start = result.text.count
        var (edges, right) = ([Float](), line.right)
        let written = ContentsLines.shortened(figures.written(LetterSpacing.closed(line.characters, size: line.size)))
        for (index, character) in written.enumerated() {
            guard let scalar = SetLine.scalar(at: index, of: written, size: line.size) else { continue }
            // A mark that was left out may have stood between blanks.
            if scalar == " ", index > 0, result.text.last == " " { continue }
            result.text.append(scalar)
            edges.append(line.isMirrored ? width - character.right : character.left)
            right = line.isMirrored ? width - character.left : character.right
        }
        guard !edges.isEmpty else { return }
        edges.append(right)
        result.lines.append(place(line, start..<result.text.count, edges: edges))
    }

    /// Where a line stands on the page as it is drawn.
    private func place(_ line: SetLine, _ range: Range<Int>, edges: [Float]) -> TextLine {
        let (left, top, right, bottom) =
            switch line.turn {
            case .upright, .slanted: (Float(0), line.top, Float(0), line.bottom)
            case .upward: (line.top, height - line.right, line.bottom, height - line.left)
            case .downward: (width - line.bottom, line.left, width - line.top, line.right)
            case .upsideDown: (width - line.right, height - line.bottom, width - line.left, height - line.top)
            }
        guard line.turn != .upright, line.turn != .slanted else {
            return TextLine(range: range, top: top, bottom: bottom, edges: edges)
        }
        // A turned line's letters stand over one another: each has the whole line's place.
        return TextLine(
            range: range, top: top, bottom: bottom,
            edges: Array(repeating: left, count: range.count) + [right])
    }

    /// Puts a blank between two lines, or takes the hyphen away where it broke a word.
    private func joinLine(_ next: SetLine, to result: inout Result, from start: Int) {
        guard let tail = result.text.last, result.text.count > start else { return }
        guard tail == "-" || tail.value == 0xAD else { return result.text.append(" ") }
        let before = Array(
            result.text[start...].dropLast().reversed().prefix { $0.properties.isAlphabetic }.reversed())
        let nextWord = Array(next.characters.map(\.scalar).prefix { $0.properties.isAlphabetic })
        if tail == "-" {
            guard let first = nextWord.first, !before.isEmpty else { return }
            // "one-on-" goes on with "one" as "one-on-one".
            let place = result.text.count - before.count - 2
            if place > start, result.text[place] == "-", Self.middles.contains(Self.word(before)) { return }
            if !first.properties.isLowercase || keepsHyphen(before, nextWord) { return }
        } else if result.text.count > start + 1,
            isCompound(before, nextWord)
                || SetLine.joinsNumber(result.text[result.text.count - 2], next.characters.first?.scalar)
        {
            result.text[result.text.count - 1] = "-"
            return
        }
        dropHyphen(from: &result)
    }

    /// Whether a soft hyphen at a line's end is one for good: programs that set every hyphen as a soft one break lines
    /// at those of `al-Qaeda` too. In doubt it only broke the word.
    private func isCompound(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Bool {
        guard let tail = first.last, let head = second.first, !words.contains(Self.word(first + second)) else {
            return false
        }
        return words.contains(Self.word(first) + "-" + Self.word(second))
            || tail.properties.isLowercase && head.properties.isUppercase
    }

    private func keepsHyphen(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Bool {
        compounds.isCompound(Self.word(first), Self.word(second))
    }

    private static func word(_ scalars: [Unicode.Scalar]) -> String {
        String(String.UnicodeScalarView(scalars)).lowercased()
    }

    private func dropHyphen(from result: inout Result) {
        result.text.removeLast()
        guard var line = result.lines.popLast() else { return }
        line.range = line.range.lowerBound..<result.text.count
        line.edges.removeLast()
        if !line.range.isEmpty { result.lines.append(line) }
    }

    /// Joins a page to the next: sets how, and takes a hyphen away that broke a word.
    func join(_ result: inout Result, to next: Result) -> PageJoin {
        Footnotes.move(in: &result, before: next, bodySize: bodySize)
        guard let last = result.paragraphs.last, let first = next.paragraphs.first, last.kind != .tableRow,
            first.kind == .body, !isHeading(last), !isHeading(first), let tail = result.text.last,
            let head = next.text.first
        else { return .paragraph }
        let nextWord = next.text.prefix { $0.properties.isAlphabetic }
        if last.endsInHyphen, head.properties.isLowercase {
            let before = result.text.dropLast().reversed().prefix { $0.properties.isAlphabetic }.reversed()
            if tail != "-" || keepsHyphen(Array(before), Array(nextWord)) { return .word }
            dropHyphen(from: &result)
            let end = result.text.count
            result.paragraphs[result.paragraphs.count - 1].range = last.range.lowerBound..<end
            return .word
        }
        if ".!?:;”\"’".unicodeScalars.contains(tail) { return .paragraph }
        return .sentence
    }
}
