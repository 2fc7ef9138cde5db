/// Tables without drawn cells whose texts take several lines: the lines of one row are put together.
enum WrappedCells {
    static func joined(_ rows: [TextRow]) -> [TextRow] {
        guard rows.contains(where: { $0.cells.count > 1 }) else { return rows }
        var result: [TextRow] = []
        var start = 0
        while start < rows.count {
            guard rows[start].cells.count > 1, !rows[start].isLeader else {
                result.append(rows[start])
                start += 1
                continue
            }
            var end = start + 1
            while end < rows.count, goesOn(rows[start..<end], with: rows[end]) { end += 1 }
            result += end - start > 1 ? table(Array(rows[start..<end])) : [rows[start]]
            start = end
        }
        return result
    }

    /// Whether a row belongs to the table: cells of its own, or one line that stands close under one of its columns.
    private static func goesOn(_ table: ArraySlice<TextRow>, with row: TextRow) -> Bool {
        if row.isLeader { return false }
        if row.cells.count > 1 { return true }
        guard let last = table.last else { return false }
        let step = row.first.baseline - last.first.baseline
        guard step > 0, step < 1.4 * row.first.size else { return false }
        return table.suffix(6).contains { other in
            other.cells.count > 1 && other.cells.contains { abs($0.left - row.first.left) < 3 }
        }
            && !table.suffix(6).contains { other in
                // A line as wide as the table is text below it.
                other.cells.count > 1 && row.first.left < other.cells[0].right && row.first.right > other.cells[1].left
            }
    }

    private static func table(_ rows: [TextRow]) -> [TextRow] {
        guard let columns = columns(rows) else { return rows }
        let steps = zip(rows, rows.dropFirst()).map { $1.first.baseline - $0.first.baseline }.filter { $0 > 0 }
        let least = steps.min() ?? 0
        // Rows are set apart by more than the lines of one row.
        let hasGaps = steps.count { $0 > 1.22 * least } >= 2
        let rights = columns.indices.map { column in
            rows.flatMap { row in row.cells.filter { place($0, in: columns) == column }.map(\.right) }.max() ?? 0
        }
        var result: [TextRow] = []
        var last: SetLine?
        for row in rows {
            let places = row.cells.map { place($0, in: columns) }
            defer { last = row.first }
            if let last, let group = result.last, !places.contains(nil) {
                let step = row.first.baseline - last.baseline
                let isTight = step > 0 && step < 1.32 * row.first.size && (!hasGaps || step < 1.12 * least)
                let firsts = zip(row.cells, places).map { cell, column -> Bool in
                    guard let column, let above = line(of: group, in: column, columns: columns) else { return false }
                    return wraps(cell, after: above, right: rights[column])
                }
                let small = row.cells.map { $0.characters.first?.scalar.properties.isLowercase ?? false }
                let lacks = row.cells.count < group.cells.count
                // A row with all its cells is a new one unless its label goes on.
                let goesOn = lacks ? small.contains(true) || hasGaps || places.first != 0 : small[0] && !closes(group)
                if isTight, !firsts.contains(false), goesOn {
                    append(row, at: places.compactMap { $0 }, to: &result[result.count - 1], columns: columns)
                    continue
                }
            }
            result.append(row)
        }
        return result
    }

    private static func closes(_ row: TextRow) -> Bool {
        zip(row.cells, row.wraps).contains { cell, wraps in
            ".?!:".unicodeScalars.contains((wraps.last ?? cell).characters.last?.scalar ?? " ")
        }
    }

    /// Where the columns stand, by the row with the most cells and those that agree with it.
    private static func columns(_ rows: [TextRow]) -> [ClosedRange<Float>]? {
        guard let widest = rows.max(by: { $0.cells.count < $1.cells.count }) else { return nil }
        var columns = widest.cells.map { min($0.left, $0.right)...max($0.left, $0.right) }
        for row in rows {
            for cell in row.cells {
                let over = columns.indices.filter {
                    columns[$0].lowerBound < cell.right && cell.left < columns[$0].upperBound
                }
                if over.count == 1, let only = over.first {
                    columns[only] = min(columns[only].lowerBound, cell.left)...max(columns[only].upperBound, cell.right)
                }
            }
        }
        return zip(columns, columns.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound } ? columns : nil
    }

    private static func place(_ cell: SetLine, in columns: [ClosedRange<Float>]) -> Int? {
        let over = columns.indices.filter { columns[$0].lowerBound < cell.right && cell.left < columns[$0].upperBound }
        return over.count == 1 ? over[0] : nil
    }

    private static func line(of row: TextRow, in column: Int, columns: [ClosedRange<Float>]) -> SetLine? {
        zip(row.cells, row.wraps).first { place($0.0, in: columns) == column }.map { $0.1.last ?? $0.0 }
    }

    /// Whether a line goes on from the one above it: it looks alike, and its first word had no room there.
    private static func wraps(_ line: SetLine, after above: SetLine, right: Float) -> Bool {
        guard abs(line.size - above.size) < 0.1 * above.size, line.bold == above.bold,
            line.characters.contains(where: { $0.scalar.properties.isAlphabetic })
        else { return false }
        let word = line.characters.prefix { $0.scalar != " " }
        let width = (word.last?.right ?? line.left) - line.left
        return above.right + 0.2 * line.size + width > right - 0.5
    }

    private static func append(
        _ row: TextRow, at places: [Int], to group: inout TextRow, columns: [ClosedRange<Float>]
    ) {
        for (cell, column) in zip(row.cells, places) {
            if let index = group.cells.firstIndex(where: { place($0, in: columns) == column }) {
                group.wraps[index].append(cell)
            }
        }
    }
}
