/// What stands side by side in one row of a page: one line of text, or the cells of a table's row.
struct TextRow {
    var cells: [SetLine]
    /// How many blank cells stand before each cell, and after the last.
    var blanks: [Int]

    init(_ line: SetLine) { (cells, blanks) = ([line], [0, 0]) }

    var first: SetLine { cells[0] }
    var last: SetLine { cells[cells.count - 1] }
    var isTable: Bool { cells.count > 1 }

    /// The rows of a column of lines.
    static func rows(_ column: [SetLine]) -> [TextRow] {
        var rows: [TextRow] = []
        for line in column {
            guard let previous = rows.last?.last, ReadingOrder.isSameRow(previous, line), line.left > previous.left - 1
            else {
                rows.append(TextRow(line))
                continue
            }
            // A bullet, a list's number or a line's number belongs to what follows it, however wide the gap.
            let mark = previous.characters.last?.scalar
            let isMark =
                rows[rows.count - 1].cells.count == 1
                && (previous.characters.count <= 2 || previous.characters.count <= 4 && (mark == "." || mark == ")"))
            if line.left - previous.right < 2.2 * line.size || isMark {
                rows[rows.count - 1].cells[rows[rows.count - 1].cells.count - 1].append(line)
            } else {
                rows[rows.count - 1].cells.append(line)
                rows[rows.count - 1].blanks.append(0)
            }
        }
        return rows
    }

    /// Transcripts number their lines 1, 2, 3 … in the margin; the numbers are not text.
    static func withoutLineNumbers(_ rows: [TextRow]) -> [TextRow] {
        let numbers = rows.map { row -> Int? in
            let digits = row.first.characters.prefix { ("0"..."9").contains($0.scalar) }
            let after = row.first.characters.dropFirst(digits.count).first?.scalar
            guard !digits.isEmpty, digits.count < 3, after == " " || after == nil else { return nil }
            return Int(String(String.UnicodeScalarView(digits.map(\.scalar))))
        }
        let steps = zip(numbers, numbers.dropFirst()).count { pair in pair.0.map { $0 + 1 } == pair.1 && pair.1 != nil }
        guard rows.count >= 10, steps * 5 >= rows.count * 4 else { return rows }
        return zip(rows, numbers).compactMap { row, number in
            guard number != nil else { return row }
            var row = row
            let kept = row.cells[0].characters.drop { ("0"..."9").contains($0.scalar) || $0.scalar == " " }
            if let head = kept.first {
                row.cells[0].characters = Array(kept)
                row.cells[0].left = head.left
            } else {
                row.cells.removeFirst()
                row.blanks.removeFirst()
            }
            return row.cells.isEmpty ? nil : row
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
            let right = full.map { $0.cells[place].right }.max() ?? 0
            guard left < right, left >= columns.last?.upperBound ?? left else { return nil }
            columns.append(left..<right)
        }
        return columns
    }
}
