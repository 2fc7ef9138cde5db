/// Tables of plain text whose columns are made with blanks, as student systems print their reports: where a column
/// begins is told by the strokes under the heads, or by what is blank in every row.
struct FixedWidthTable {
    typealias Line = PlainTextReading.Line

    private static let mostColumns = 60, rowsBetweenHeads = 60

    /// The lines of a text, those of such tables as rows of cells.
    static func lines(_ raw: [Substring]) -> [Line] {
        guard raw.contains(where: { $0.utf8.count < 600 && $0.contains("  ") }) else { return raw.map { Line($0) } }
        let all = raw.map { FixedWidthLine($0) }
        var result: [Line] = []
        result.reserveCapacity(all.count)
        var index = 0
        while index < all.count {
            if let strokes = all[index].strokes, strokes.count <= mostColumns {
                index = table(all, index, columns: strokes.map(\.lowerBound), into: &result)
            } else if let end = run(all, index) {
                if let rows = rows(all[index..<end]) {
                    result += rows
                    index = end
                } else {
                    // A part of a short run may be a table; a long one is looked at once.
                    let next = end - index > 60 ? end : index + 1
                    result += all[index..<next].map(\.line)
                    index = next
                }
            } else {
                result.append(all[index].line)
                index += 1
            }
        }
        return result
    }

    // MARK: Tables with strokes

    /// Reads the rows below a line of strokes.
    /// - Returns: the index of the first line after them.
    private static func table(_ all: [FixedWidthLine], _ strokes: Int, columns: [Int], into result: inout [Line]) -> Int
    {
        var head = [String](repeating: "", count: columns.count)
        var first = strokes
        while first > 0, strokes - first < 3, result.count > 0 {
            let above = all[first - 1]
            guard !above.characters.isEmpty, above.strokes == nil, let cells = cells(above, columns),
                cells.count(where: { !$0.isEmpty }) > 1
            else { break }
            for (place, cell) in cells.enumerated() where !cell.isEmpty {
                head[place] = head[place].isEmpty ? cell : cell + " " + head[place]
            }
            first -= 1
            result.removeLast()
        }
        let hasHead = first < strokes
        if hasHead { result.append(Line(row: head)) }
        var index = strokes + 1
        var (rows, blanks) = (0, 0)
        while index < all.count {
            let source = all[index]
            if source.line.text.isEmpty {
                // Rows may stand in groups; where the page ends, what follows shows whether the table goes on.
                blanks += 1
                guard blanks < 4 else { break }
                result.append(source.line)
                index += 1
                continue
            }
            if let again = source.strokes {
                // Strokes over a sum.
                guard again.map(\.lowerBound).allSatisfy(columns.contains) else { break }
                index += 1
                continue
            }
            if source.isStroke {
                // Over a sum.
                index += 1
                continue
            }
            // The head of the next table is no row of this one.
            if blanks > 0, all[(index + 1)...].prefix(4).contains(where: { $0.strokes != nil }) { break }
            guard let cells = cells(source, columns) else { break }
            let filled = cells.indices.filter { !cells[$0].isEmpty }
            if filled.count == 1, filled[0] > 0, blanks == 0, rows > 0, let last = result.last, last.isFixed {
                // A cell that goes on in the next line.
                var whole = last.cells + [String](repeating: "", count: max(0, columns.count - last.cells.count))
                whole[filled[0]] += (whole[filled[0]].isEmpty ? "" : " ") + cells[filled[0]]
                result[result.count - 1] = Line(row: whole)
            } else if filled.count > 1 {
                // Another table's heads, with strokes of their own.
                if index + 1 < all.count, let next = all[index + 1].strokes, next.map(\.lowerBound) != columns { break }
                if hasHead, rows > 0, rows % rowsBetweenHeads == 0 { result.append(Line(row: head)) }
                result.append(Line(row: cells))
                rows += 1
            } else {
                result.append(source.line)
            }
            blanks = 0
            index += 1
        }
        return index
    }

    /// The cells of a row whose columns begin at given places; nil where its words do not stand in them.
    private static func cells(_ source: FixedWidthLine, _ columns: [Int]) -> [String]? {
        let (count, text) = (columns.count, source.characters)
        let isCut = columns.dropFirst().contains { start in
            start < text.count && start > 0 && text[start] != " " && text[start - 1] != " "
        }
        let begins = text.firstIndex { $0 != " " } ?? 0
        if !isCut {
            return columns.indices.map { place in
                let start = place == 0 ? min(begins, columns[0]) : columns[place]
                let end = place + 1 < count ? columns[place + 1] : text.count
                return start < end ? source.text(start..<end) : ""
            }
        }
        // A value wider than its column: pieces go where most of them stands.
        let pieces = source.pieces
        guard pieces.count > 1 else { return nil }
        if pieces.count == count { return pieces.map(source.text) }
        var cells = [String](repeating: "", count: count)
        var last = -1
        for piece in pieces {
            let shares = columns.indices.map { place in
                let end = place + 1 < count ? columns[place + 1] : Int.max
                return min(piece.upperBound, end) - max(piece.lowerBound, columns[place])
            }
            guard let best = shares.indices.max(by: { (shares[$0], $1) < (shares[$1], $0) }), best > last else {
                return nil
            }
            cells[best] = source.text(piece)
            last = best
        }
        return cells
    }

    // MARK: Tables without strokes

    /// Where a run of lines ends that each hold a gap, or go on below a cell of the line before; nil where fewer than
    /// three do.
    private static func run(_ all: [FixedWidthLine], _ start: Int) -> Int? {
        var end = start
        var starts: [Int] = []
        var count = 0
        while end < all.count, end - start < 20_000, all[end].strokes == nil {
            let pieces = all[end].pieces
            if pieces.count > 1 {
                starts = pieces.dropFirst().map(\.lowerBound)
                count += 1
            } else if pieces.isEmpty || !starts.contains(pieces[0].lowerBound) {
                break
            }
            end += 1
        }
        // A line of strokes says more.
        if end < all.count, all[end].strokes != nil { return nil }
        return count >= 3 ? end : nil
    }

    /// The rows of a run by what is blank in all of them; nil where that parts nothing, or less than each line does.
    private static func rows(_ run: ArraySlice<FixedWidthLine>) -> [Line]? {
        for skipped in 0...1 where run.count - skipped >= 3 {
            let body = run.dropFirst(skipped)
            guard let columns = columns(body) else { continue }
            // The table's title is none of its rows.
            func isTitle(_ cells: [String]) -> Bool { columns.count > 4 && cells.count { !$0.isEmpty } < 3 }
            var rows = run.prefix(skipped).map { source in
                cells(source, columns).flatMap { isTitle($0) ? nil : row($0) } ?? source.line
            }
            var isWhole = true
            for source in body {
                guard var cells = cells(source, columns) else {
                    isWhole = false
                    break
                }
                let filled = cells.indices.filter { !cells[$0].isEmpty }
                if source.pieces.count == 1, filled.count == 1, filled[0] > 0, let last = rows.last, last.isFixed {
                    // A cell that goes on in the next line.
                    var whole = last.cells + [String](repeating: "", count: max(0, cells.count - last.cells.count))
                    whole[filled[0]] += (whole[filled[0]].isEmpty ? "" : " ") + cells[filled[0]]
                    rows[rows.count - 1] = row(whole)
                } else if rows.isEmpty, isTitle(cells) {
                    rows.append(source.line)
                } else {
                    if source.pieces.count == 1 { cells = [source.line.text] }
                    rows.append(row(cells))
                }
            }
            if isWhole { return rows }
        }
        return nil
    }

    private static func row(_ cells: [String]) -> Line { Line(row: cells) }

    private static func columns(_ rows: ArraySlice<FixedWidthLine>) -> [Int]? {
        let width = rows.map(\.characters.count).max() ?? 0
        var inked = [Bool](repeating: false, count: width)
        for row in rows {
            for (place, character) in row.characters.enumerated() where character != " " { inked[place] = true }
        }
        var columns: [Int] = []
        var blanks = 2
        for (place, isInked) in inked.enumerated() {
            if isInked, blanks >= 2 { columns.append(place) }
            blanks = isInked ? 0 : blanks + 1
        }
        // The gap behind a sentence parts nothing.
        let pieces = rows.map(\.pieces)
        let begins = Set(pieces.joined().map(\.lowerBound))
        columns = columns.enumerated().filter { index, start in
            let end = index + 1 < columns.count ? columns[index + 1] : width
            return index == 0 || (start..<end).contains(where: begins.contains)
        }.map(\.element)
        let counts = pieces.map(\.count).filter { $0 > 1 }.sorted()
        // Half of the rows may have blank cells, but none is to lose a column.
        guard (2...mostColumns).contains(columns.count), columns.count >= counts[counts.count - 1 - counts.count / 10]
        else { return nil }
        return columns
    }
}
