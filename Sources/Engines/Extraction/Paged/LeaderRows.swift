/// Lines of a page whose parts a row of dots joins are rows of cells, each by itself: lists of telephone numbers, prices
/// and players. Lines of a contents page stay as they are.
enum LeaderRows {
    /// - Parameter pages: how many pages the file has.
    static func parted(_ rows: [TextRow], pages: Int?) -> [TextRow] {
        let found = rows.map { row in row.cells.map { LeaderLine($0.scalars) } }
        guard found.contains(where: { $0.contains { $0 != nil } }) else { return rows }
        let (rows, leaders) = columns(rows, found)
        let lines = zip(rows, leaders).map { $0.cells.count == 1 ? $1[0] : nil }
        let flags = LeaderLine.rows(lines, pages: pages)
        var result: [TextRow] = []
        for (index, row) in rows.enumerated() {
            if flags[index], let line = lines[index] {
                result.append(TextRow(leader: parts(row.first, line)))
                joinLabel(in: &result, isFirst: index == 0 || flags[index - 1])
            } else if row.cells.count > 1, leaders[index].contains(where: { $0?.isSure ?? false && $0?.page == nil }) {
                // Beside cells of another kind its parts are cells as well.
                result.append(
                    TextRow(
                        leader: zip(row.cells, leaders[index]).flatMap { cell, line in
                            line.map { $0.isSure ? parts(cell, $0) : [cell] } ?? [cell]
                        }))
            } else if row.cells.count == 1, let last = result.last, last.isLeader, goesOn(last, with: row.first) {
                result[result.count - 1].wraps[last.cells.count - 1].append(row.first)
            } else {
                result.append(row)
            }
        }
        return result
    }

    private static func parts(_ line: SetLine, _ leader: LeaderLine) -> [SetLine] {
        leader.cells.compactMap { cell in line.without(line.characters.indices.map { !cell.contains($0) }) }
    }

    /// Puts a label's first line, without dots, to the line that ends in its number.
    private static func joinLabel(in rows: inout [TextRow], isFirst: Bool) {
        guard !isFirst, rows.count > 1, let row = rows.last else { return }
        let above = rows[rows.count - 2]
        let (label, line) = (above.first, row.first)
        let step = line.baseline - label.baseline
        guard !above.isTable, row.cells.count > 1, step > 0, step < 1.4 * line.size, label.bold == line.bold,
            abs(label.size - line.size) < 0.1 * line.size, abs(label.left - line.left) < 3 * line.size,
            let last = label.characters.last?.scalar, !".:!?".unicodeScalars.contains(last)
        else { return }
        let isSmall = line.characters.first?.scalar.properties.isLowercase ?? false
        guard isSmall || line.left > label.left + 0.5 * line.size, label.right < row.last.right + line.size else {
            return
        }
        var joined = TextRow(leader: [label] + row.cells.dropFirst())
        joined.wraps[0] = [line]
        rows.replaceSubrange((rows.count - 2)..., with: [joined])
    }

    /// Whether a line goes on below the last cell of a row.
    private static func goesOn(_ row: TextRow, with line: SetLine) -> Bool {
        let cell = row.wraps[row.cells.count - 1].last ?? row.last
        let step = line.baseline - cell.baseline
        return step > 0 && step < 1.4 * line.size && line.left > row.first.right && line.left > row.last.left - 2
            && abs(line.size - cell.size) < 0.1 * cell.size && line.bold == cell.bold
    }

    // MARK: Columns

    /// Lists side by side, one after the other: each cell of their rows is a line of its own, or a list's head.
    private static func columns(_ rows: [TextRow], _ found: [[LeaderLine?]]) -> ([TextRow], [[LeaderLine?]]) {
        var result: ([TextRow], [[LeaderLine?]]) = ([], [])
        var index = 0
        while index < rows.count {
            let row = rows[index]
            let isWhole = !found[index].contains { $0 == nil }
            let isHead =
                row.cells.count > 1 && !isWhole && !found[index].contains { $0 != nil } && index + 1 < rows.count
                && !found[index + 1].contains { $0 == nil } && places(rows[index + 1], row) == Array(row.cells.indices)
            guard row.cells.count > 1, isWhole || isHead else {
                result.0.append(row)
                result.1.append(found[index])
                index += 1
                continue
            }
            var lists = row.cells.indices.map { [(row.cells[$0], found[index][$0])] }
            index += 1
            while index < rows.count, !found[index].contains(where: { $0 == nil }),
                let places = places(rows[index], row)
            {
                for (cell, place) in places.enumerated() {
                    lists[place].append((rows[index].cells[cell], found[index][cell]))
                }
                index += 1
            }
            for (line, leader) in lists.joined() {
                result.0.append(TextRow(line))
                result.1.append([leader])
            }
        }
        return result
    }

    /// Which cells of another row those of a row stand below; nil where they do not.
    private static func places(_ row: TextRow, _ above: TextRow) -> [Int]? {
        let places = row.cells.compactMap { cell in
            above.cells.firstIndex { abs($0.left - cell.left) < 1.5 * cell.size }
        }
        guard places.count == row.cells.count, zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return nil
        }
        return places
    }
}

extension SetLine {
    /// Its characters without their places.
    var scalars: some RandomAccessCollection<Unicode.Scalar> { characters.lazy.map(\.scalar) }
}
