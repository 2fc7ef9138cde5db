/// Tables that stand side by side: their rows share lines of the page, but are read one table after the other.
enum TwinTables {
    // MARK: Without drawn cells, or in one frame

    /// Rows with those parted whose head says the same names twice or three times: "Period, Begins, Ends, Period, Begins,
    /// Ends". A list that is set in several columns to save paper has such a head too, and is read alike.
    static func parted(_ rows: [TextRow]) -> [TextRow] {
        guard rows.count > 2 else { return rows }
        var result: [TextRow] = []
        var index = 0
        while index < rows.count {
            guard let twins = Twins(rows, head: index) else {
                result.append(rows[index])
                index += 1
                continue
            }
            if twins.hasCaptions { result.removeLast() }
            result += twins.tables.joined()
            index = twins.end
        }
        return result
    }

    private struct Twins {
        /// The rows of each table, its caption first.
        private(set) var tables: [[TextRow]]
        /// The first row below the tables.
        private(set) var end: Int
        private(set) var hasCaptions = false

        /// Nil where the row is not the head of several tables.
        init?(_ rows: [TextRow], head: Int) {
            guard let (starts, length) = Self.starts(rows[head]) else { return nil }
            let count = starts.count
            let lefts = starts.dropFirst().compactMap { rows[head].cell(at: $0)?.left }
            tables = Array(repeating: [], count: count)
            end = head
            var full = 0
            while end < rows.count, rows[end].isTable {
                let row = rows[end]
                if row.width == rows[head].width {
                    for table in 0..<count {
                        if let part = row.part(starts[table]..<starts[table] + length) { tables[table].append(part) }
                    }
                    if end > head, starts.allSatisfy({ row.cell(at: $0) != nil }) { full += 1 }
                } else if let table = Self.only(row, lefts: lefts) {
                    // One table has more rows than the others.
                    tables[table].append(row)
                } else {
                    break
                }
                end += 1
            }
            // Most rows have their first cell in each table; a label of all columns would have it in the first alone.
            guard full > 0, full * 2 >= end - head - 1 else { return nil }
            for table in tables.indices where !tables[table].isEmpty { tables[table][0].beginsTable = true }
            if head > 0, let captions = Self.captions(rows[head - 1], over: rows[head], lefts: lefts) {
                hasCaptions = true
                for table in tables.indices { tables[table].insert(captions[table], at: 0) }
            }
        }

        /// The columns with which each table begins, and how many each has; nil where a row does not say its names again.
        private static func starts(_ row: TextRow) -> (starts: [Int], length: Int)? {
            guard row.cells.count >= 4, row.wraps.allSatisfy({ $0.count < 3 }) else { return nil }
            let names = (0..<row.width).map { column in row.text(at: column) }
            for count in 2...3 {
                // An empty column may stand between the tables.
                for gap in 0...1 where (names.count - gap * (count - 1)) % count == 0 {
                    let length = (names.count - gap * (count - 1)) / count
                    guard length > 1 else { continue }
                    let starts = (0..<count).map { $0 * (length + gap) }
                    let parts = starts.map { Array(names[$0..<$0 + length]) }
                    let isSame = parts.allSatisfy { $0 == parts[0] && !$0.contains("") }
                    let isBlank = starts.dropFirst().allSatisfy { gap == 0 || names[$0 - 1].isEmpty }
                    let isHead = parts[0].allSatisfy { name in
                        name.contains { $0.isLetter } && !name.contains { $0.isNumber }
                    }
                    if isSame, isBlank, isHead, Set(parts[0]).count == length { return (starts, length) }
                }
            }
            return nil
        }

        private static func only(_ row: TextRow, lefts: [Float]) -> Int? {
            let tables = row.cells.map { cell in lefts.count { $0 <= cell.left + 2 } }
            guard let first = tables.first, tables.allSatisfy({ $0 == first }) else { return nil }
            return first < lefts.count && row.last.right > lefts[first] ? nil : first
        }

        /// A line over each table.
        private static func captions(_ row: TextRow, over head: TextRow, lefts: [Float]) -> [TextRow]? {
            guard row.cells.count == lefts.count + 1, row.wraps.allSatisfy(\.isEmpty),
                head.first.baseline - row.first.baseline < 5 * row.first.size
            else { return nil }
            let tables = row.cells.map { cell in lefts.count { $0 <= cell.right - 2 && $0 <= cell.left + 40 } }
            return tables == Array(row.cells.indices) ? row.cells.map { TextRow($0) } : nil
        }
    }

    // MARK: Drawn

    /// The lines that stand over tables which are drawn side by side, each over its own; by table.
    static func captions(_ tables: [PageInk.Box], _ lines: [SetLine]) -> [Int: SetLine] {
        guard (2...40).contains(tables.count) else { return [:] }
        var result: [Int: SetLine] = [:]
        for (index, table) in tables.enumerated() {
            let isTwin = tables.contains { other in
                (other.left > table.right - 1 || table.left > other.right - 1) && abs(other.top - table.top) < 4
            }
            guard isTwin else { continue }
            // The nearest line above it, where it stands over this table alone.
            let above = lines.filter { line in
                line.block == nil && line.bottom < table.top + 2 && line.right > table.left && line.left < table.right
            }
            guard let line = above.max(by: { $0.baseline < $1.baseline }), table.top - line.bottom < 3 * line.size,
                line.left > table.left - 6, line.right < table.right + 6, line.turn == .upright
            else { continue }
            result[index] = line
        }
        // One caption alone may be said of all.
        return result.filter { index, line in
            result.contains { $0.key != index && abs($0.value.baseline - line.baseline) < 3 }
        }
    }
}

/// Tables without drawn cells that stand below one another.
enum StackedTables {
    /// Marks the rows that head a table below another: names over other rows, set apart from the rows above.
    static func marked(_ rows: [TextRow]) -> [TextRow] {
        var result = rows
        for index in rows.indices.dropFirst(2).dropLast() {
            let (before, row, after) = (rows[index - 1], rows[index], rows[index + 1])
            guard row.cells.count > 1, before.cells.count > 1, after.cells.count > 1, !row.holdsNumber,
                !row.isLeader
            else { continue }
            let lowest = (before.wraps.compactMap(\.last) + [before.first]).map(\.baseline).max() ?? 0
            let step = row.first.baseline - lowest
            let usual =
                after.first.baseline - (row.wraps.compactMap(\.last) + [row.first]).map(\.baseline).reduce(0, max)
            let isBold = row.cells.allSatisfy(\.bold) && !before.first.bold && !after.last.bold
            let isOverFigures = before.holdsNumber && after.holdsNumber
            if usual > 0, isBold && step > 1.25 * usual || isOverFigures && step > 1.6 * usual {
                result[index].beginsTable = true
            }
        }
        return result
    }
}

extension TextRow {
    var holdsNumber: Bool {
        zip(cells, wraps).contains {
            ([$0] + $1).contains { $0.characters.contains { $0.scalar.properties.numericType != nil } }
        }
    }

    /// How many columns it has, blank ones too.
    var width: Int { cells.count + blanks.reduce(0, +) }

    private var columns: [Int] {
        var (result, next) = ([Int](), 0)
        for index in cells.indices {
            result.append(next + blanks[index])
            next += blanks[index] + 1
        }
        return result
    }

    func cell(at column: Int) -> SetLine? { columns.firstIndex(of: column).map { cells[$0] } }

    /// What a column says, in small letters.
    func text(at column: Int) -> String {
        guard let index = columns.firstIndex(of: column) else { return "" }
        return ([cells[index]] + wraps[index]).map(\.text).joined(separator: " ").lowercased().trimmed
    }

    /// The cells of some columns as a row; nil where none holds text.
    func part(_ range: Range<Int>) -> TextRow? {
        let columns = columns
        let taken = columns.indices.filter { range.contains(columns[$0]) }
        guard !taken.isEmpty else { return nil }
        var blanks: [Int] = []
        var next = range.lowerBound
        for index in taken {
            blanks.append(columns[index] - next)
            next = columns[index] + 1
        }
        return TextRow(cells: taken.map { [cells[$0]] + wraps[$0] }, blanks: blanks + [max(0, range.upperBound - next)])
    }
}
