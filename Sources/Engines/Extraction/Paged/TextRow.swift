/// What stands side by side in one row of a page: one line of text, or the cells of a table's row.
struct TextRow {
    /// The first line of each cell.
    var cells: [SetLine]
    /// How many blank cells stand before each cell, and after the last.
    var blanks: [Int]
    /// For each cell, the lines that follow its first.
    var wraps: [[SetLine]]

    init(_ line: SetLine) { (cells, blanks, wraps) = ([line], [0, 0], [[]]) }

    /// - Parameter cells: the lines of each cell, one at least.
    init(cells: [[SetLine]], blanks: [Int]) {
        (self.cells, self.blanks, wraps) = (cells.map { $0[0] }, blanks, cells.map { Array($0.dropFirst()) })
        isCell = true
    }

    private var isCell = false
    /// It is the first of a table that stands below or beside another.
    var beginsTable = false
    /// It is of the table above, whatever stands between.
    var goesOn = false
    /// A row of dots joined its cells: it is whole.
    private(set) var isLeader = false
    var first: SetLine { cells[0] }
    var last: SetLine { cells[cells.count - 1] }
    var isTable: Bool { cells.count > 1 || isCell }

    /// A row whose cells a row of dots joined.
    init(leader cells: [SetLine]) {
        self.init(cells: cells.map { [$0] }, blanks: Array(repeating: 0, count: cells.count + 1))
        isLeader = true
    }

    /// The rows of a column of lines.
    static func rows(_ column: [SetLine]) -> [TextRow] {
        var rows: [TextRow] = []
        for line in column {
            guard let previous = rows.last?.last, ReadingOrder.isSameRow(previous, line), line.left > previous.left - 1
            else {
                rows.append(TextRow(line))
                continue
            }
            rows[rows.count - 1].cells.append(line)
            rows[rows.count - 1].blanks.append(0)
            rows[rows.count - 1].wraps.append([])
        }
        return rows.map(joined)
    }

    /// Puts fragments together that are one text: those that stand close, marks with what they mark, letters set apart.
    private static func joined(_ row: TextRow) -> TextRow {
        guard row.cells.count > 1 else { return row }
        let isSpaced = row.cells.allSatisfy { LetterSpacing.isSpaced($0.characters) }
        // Figures that stand apart, several of them, are cells however near their columns are set.
        let figures = row.cells.map(isFigure)
        let areCells = !isSpaced && figures.count(where: \.self) >= 3
        var result = TextRow(row.cells[0])
        for (index, line) in row.cells.enumerated().dropFirst() {
            let previous = result.cells[result.cells.count - 1]
            // A bullet or a list's number belongs to what follows it, however wide the gap; a number before more than
            // one cell is a cell itself.
            let mark = previous.characters.last?.scalar
            let isNumber =
                previous.characters.allSatisfy { ("0"..."9").contains($0.scalar) }
                || previous.characters.count == 1 && ("A"..."Z").contains(previous.characters[0].scalar)
            let startsCell =
                areCells && figures[index] && line.left - previous.right > 0.45 * line.size && mark != "."
                && mark != ")"
            let isMark =
                !startsCell && result.cells.count == 1
                && (previous.characters.count <= 2 && !(isNumber && row.cells.count - index > 1)
                    || previous.characters.count <= 4 && (mark == "." || mark == ")"))
            // A row of dots leads from a title of a contents page to its number.
            let isLeader = ContentsLines.isLeader(line) || ContentsLines.endsInLeader(previous)
            if !startsCell && line.left - previous.right < 2.2 * line.size || isMark || isLeader
                || isSpaced && line.left - previous.right < 4 * line.size
            {
                result.cells[result.cells.count - 1].append(line)
            } else {
                result.cells.append(line)
                result.blanks.append(0)
                result.wraps.append([])
            }
        }
        return result
    }

    /// Whether a fragment is a number, a share, a sum or a range of years, and no part of a sentence.
    static func isFigure(_ line: SetLine) -> Bool {
        guard line.characters.count <= 16, let last = line.characters.last?.scalar, last != ",", last != ";" else {
            return false
        }
        return line.characters.contains { ("0"..."9").contains($0.scalar) }
            && line.characters.allSatisfy {
                ("0"..."9").contains($0.scalar) || "$.,%()–-−+*†/: ".unicodeScalars.contains($0.scalar)
            }
    }

    // MARK: Blank cells

    /// Counts the blank cells of every table's rows: a page has no ink where a cell is empty, and without its place
    /// the number beside it would belong to the wrong column.
    static func aligned(_ rows: [TextRow]) -> [TextRow] {
        var result = rows
        var start = 0
        while start < result.count {
            let end = result[start...].firstIndex { !$0.isTable } ?? result.count
            if end - start > 1 { align(&result[start..<end]) }
            start = end + 1
        }
        return result
    }

    private static func align(_ table: inout ArraySlice<TextRow>) {
        guard let columns = columns(of: table) else { return }
        for index in table.indices where table[index].cells.count < columns.count {
            // The one column that each cell stands in; one that spans several (a title above them) says nothing.
            let places = table[index].cells.map { cell in
                columns.indices.filter { columns[$0].lowerBound < cell.right && cell.left < columns[$0].upperBound }
            }
            let only = places.compactMap { $0.count == 1 ? $0[0] : nil }
            guard only.count == places.count, zip(only, only.dropFirst()).allSatisfy({ $0 < $1 }) else { continue }
            table[index].blanks = zip([-1] + only, only + [columns.count]).map { $1 - $0 - 1 }
        }
    }

    /// Where the columns stand, by the rows that fill them all; nil where those do not agree.
    private static func columns(of table: ArraySlice<TextRow>) -> [Range<Float>]? {
        let count = table.map(\.cells.count).max() ?? 0
        let full = table.filter { $0.cells.count == count }
        guard count > 2, full.count < table.count else { return nil }
        var columns: [Range<Float>] = []
        for place in 0..<count {
            let left = full.map { $0.cells[place].left }.min() ?? 0
            let right = full.map { row in ([row.cells[place]] + row.wraps[place]).map(\.right).max() ?? 0 }.max() ?? 0
            guard left < right, left >= columns.last?.upperBound ?? left else { return nil }
            columns.append(left..<right)
        }
        return columns
    }
}
