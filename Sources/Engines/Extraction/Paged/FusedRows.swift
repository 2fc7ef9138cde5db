/// Rows of a table whose figures are set so near one another that they came as one line, between rows whose cells stand
/// apart: sums in bold type, as wide as their columns.
enum FusedRows {
    /// Rows so near may show the columns.
    private static let reach = 3

    static func parted(_ rows: [TextRow]) -> [TextRow] {
        guard rows.count > 2 else { return rows }
        return rows.indices.map { index in
            let row = rows[index]
            guard row.cells.count < 4, !row.isLeader, let last = row.cells.last,
                (9...400).contains(last.characters.count)
            else { return row }
            let near = rows[max(0, index - reach)...min(rows.count - 1, index + reach)]
            guard let model = near.max(by: { $0.cells.count < $1.cells.count }), model.cells.count >= 4,
                let cells = parted(row, as: model)
            else { return row }
            return TextRow(cells: cells.map { [$0] }, blanks: Array(repeating: 0, count: cells.count + 1))
        }
    }

    private static func parted(_ row: TextRow, as model: TextRow) -> [SetLine]? {
        let last = row.cells[row.cells.count - 1]
        let words = words(of: last)
        let figures = words.reversed().prefix { TextRow.isFigure(part(last, $0)) }.count
        guard figures >= 3 else { return nil }
        var cells = Array(row.cells.dropLast())
        if figures < words.count {
            cells.append(part(last, words[0].lowerBound..<words[words.count - figures - 1].upperBound))
        }
        cells += words.suffix(figures).map { part(last, $0) }
        guard cells.count == model.cells.count else { return nil }
        let areColumns = zip(cells, model.cells).suffix(figures).allSatisfy { cell, column in
            abs(cell.right - column.right) < 4 || abs(cell.left + cell.right - column.left - column.right) < 8
        }
        return areColumns ? cells : nil
    }

    private static func words(of line: SetLine) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for (index, character) in line.characters.enumerated() {
            if character.scalar == " " {
                if let from = start { words.append(from..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let from = start { words.append(from..<line.characters.count) }
        return words
    }

    private static func part(_ line: SetLine, _ range: Range<Int>) -> SetLine {
        line.without(line.characters.indices.map { !range.contains($0) }) ?? line
    }
}
