/// A table whose cells are drawn: rules or shaded boxes part them.
struct TableGrid {
    /// Where the columns and rows are parted, outer edges included.
    private let xs: [Float]
    private let ys: [Float]
    private let level: [PageInk.Rule]
    private let upright: [PageInk.Rule]

    var left: Float { xs[0] }
    var right: Float { xs[xs.count - 1] }
    var top: Float { ys[0] }
    var bottom: Float { ys[ys.count - 1] }

    /// How many rules a page may have to be looked at: what has more is a drawing.
    private static let most = 1500

    /// The tables that a page draws.
    static func all(_ ink: PageInk, width: Float, height: Float) -> [TableGrid] {
        let ruled = all(ink, edges: [])
        // Shaded cells have edges only. Inside a ruled table shades are looks.
        let shades = ink.boxes.filter { box in
            !box.isWhite && box.area < 0.5 * width * height
                && !ruled.contains {
                    $0.left < box.right && box.left < $0.right && $0.top < box.bottom && box.top < $0.bottom
                }
        }
        return shades.isEmpty ? ruled : ruled + all(PageInk(), edges: shades.prefix(600))
    }

    private static func all(_ ink: PageInk, edges: some Collection<PageInk.Box>) -> [TableGrid] {
        let level = merged(
            ink.level
                + edges.flatMap {
                    [
                        PageInk.Rule(from: $0.left, to: $0.right, at: $0.top),
                        PageInk.Rule(from: $0.left, to: $0.right, at: $0.bottom),
                    ]
                })
        let upright = merged(
            ink.upright
                + edges.flatMap {
                    [
                        PageInk.Rule(from: $0.top, to: $0.bottom, at: $0.left),
                        PageInk.Rule(from: $0.top, to: $0.bottom, at: $0.right),
                    ]
                })
        guard level.count > 1, !upright.isEmpty, level.count + upright.count <= most else { return [] }
        // Rules that meet belong to one table.
        var group = Array(0..<(level.count + upright.count))
        func root(_ index: Int) -> Int {
            var index = index
            while group[index] != index {
                group[index] = group[group[index]]
                index = group[index]
            }
            return index
        }
        for (i, across) in level.enumerated() {
            for (j, down) in upright.enumerated()
            where down.at > across.from - 3 && down.at < across.to + 3 && across.at > down.from - 3
                && across.at < down.to + 3
            {
                group[root(i)] = root(level.count + j)
            }
        }
        var parts: [Int: (level: [PageInk.Rule], upright: [PageInk.Rule])] = [:]
        for (i, rule) in level.enumerated() { parts[root(i), default: ([], [])].level.append(rule) }
        for (j, rule) in upright.enumerated() { parts[root(level.count + j), default: ([], [])].upright.append(rule) }
        return parts.values.compactMap { TableGrid(level: $0.level, upright: $0.upright) }
            .sorted { ($0.top, $0.left) < ($1.top, $1.left) }
    }

    /// Tables that stand in cells of others come before those.
    static func innermostFirst(_ grids: [TableGrid]) -> [TableGrid] {
        func area(_ grid: TableGrid) -> Float { (grid.right - grid.left) * (grid.bottom - grid.top) }
        return grids.sorted { area($0) < area($1) }
    }

    private init?(level: [PageInk.Rule], upright: [PageInk.Rule]) {
        guard level.count > 1, !upright.isEmpty else { return nil }
        // A table may lack its outer rules: it reaches as far as its rules do.
        xs = Self.places(upright.map(\.at) + [level.map(\.from).min() ?? 0, level.map(\.to).max() ?? 0])
        ys = Self.places(level.map(\.at) + [upright.map(\.from).min() ?? 0, upright.map(\.to).max() ?? 0])
        (self.level, self.upright) = (level, upright)
        guard xs.count > 2, ys.count > 2, xs.count < 60, ys.count < 400 else { return nil }
    }

    /// Rules of one line put together, from the first to the last.
    private static func merged(_ rules: [PageInk.Rule]) -> [PageInk.Rule] {
        let sorted = rules.sorted { (($0.at / 2).rounded(), $0.from) < (($1.at / 2).rounded(), $1.from) }
        var result: [PageInk.Rule] = []
        for rule in sorted where rule.to - rule.from > 4 {
            if let last = result.last, abs(last.at - rule.at) < 2, rule.from <= last.to + 2.5 {
                result[result.count - 1].to = max(last.to, rule.to)
            } else {
                result.append(rule)
            }
        }
        return result
    }

    /// Distinct places, in order; those closer than a letter are one.
    private static func places(_ values: [Float]) -> [Float] {
        var result: [Float] = []
        for value in values.sorted() where value - (result.last ?? -.infinity) > 5 { result.append(value) }
        return result
    }

    func contains(_ line: SetLine) -> Bool {
        let (x, y) = ((line.left + line.right) / 2, (line.top + line.bottom) / 2)
        return x > left - 1 && x < right + 1 && y > top - 1 && y < bottom + 1
    }

    // MARK: Cells

    /// A cell's place: the first and last of the rows and columns that it spans.
    struct Cell: Hashable {
        let rows: ClosedRange<Int>
        let columns: ClosedRange<Int>
    }

    /// The rows of the table with the lines of each cell; nil where too little stands in cells for a table.
    func rows(_ lines: [SetLine]) -> [[(cell: Cell, lines: [SetLine])]]? {
        var cells: [Cell: [SetLine]] = [:]
        var known: [Int: Cell] = [:]
        for line in lines.flatMap(split) {
            guard let row = Self.index(of: (line.top + line.bottom) / 2, in: ys),
                let column = Self.index(of: (line.left + line.right) / 2, in: xs)
            else { return nil }
            let place = row * xs.count + column
            let cell = known[place] ?? self.cell(row: row, column: column)
            known[place] = cell
            cells[cell, default: []].append(line)
        }
        let filledRows = Set(cells.keys.map(\.rows.lowerBound)),
            filledColumns = Set(cells.keys.map(\.columns.lowerBound))
        // Frames in frames are a drawing or a page's layout: a table's cell spans rows or columns, hardly both.
        let spanning = cells.keys.filter { $0.rows.count > 1 }
        guard !spanning.contains(where: { $0.columns.count > 1 }), spanning.count * 3 <= cells.count else { return nil }
        guard filledRows.count > 1, filledColumns.count > 1,
            cells.count > 3 || cells.count == 3 && filledRows.count == 2
        else { return nil }
        return (0..<(ys.count - 1)).map { row in
            cells.filter { $0.key.rows.contains(row) }.map { (cell: $0.key, lines: $0.value) }
                .sorted { $0.cell.columns.lowerBound < $1.cell.columns.lowerBound }
        }
    }

    var columnCount: Int { xs.count - 1 }

    /// The cell that holds a place of the grid: it reaches to the next rules around it.
    private func cell(row: Int, column: Int) -> Cell {
        var columns = column...column
        let middle = (ys[row] + ys[row + 1]) / 2
        while columns.upperBound + 2 < xs.count, !isParted(upright, at: xs[columns.upperBound + 1], beside: middle) {
            columns = columns.lowerBound...(columns.upperBound + 1)
        }
        while columns.lowerBound > 0, !isParted(upright, at: xs[columns.lowerBound], beside: middle) {
            columns = (columns.lowerBound - 1)...columns.upperBound
        }
        var rows = row...row
        let centre = (xs[columns.lowerBound] + xs[columns.lowerBound + 1]) / 2
        while rows.upperBound + 2 < ys.count, !isParted(level, at: ys[rows.upperBound + 1], beside: centre) {
            rows = rows.lowerBound...(rows.upperBound + 1)
        }
        while rows.lowerBound > 0, !isParted(level, at: ys[rows.lowerBound], beside: centre) {
            rows = (rows.lowerBound - 1)...rows.upperBound
        }
        return Cell(rows: rows, columns: columns)
    }

    private func isParted(_ rules: [PageInk.Rule], at place: Float, beside middle: Float) -> Bool {
        rules.contains { abs($0.at - place) <= 5 && $0.from - 1 < middle && middle < $0.to + 1 }
    }

    private static func index(of value: Float, in places: [Float]) -> Int? {
        let place = places.partitioningIndex { $0 > value } - 1
        return place >= -1 && place < places.count ? min(max(place, 0), places.count - 2) : nil
    }

    /// A line cut where upright rules cross it: a narrow gap between cells does not part them for MuPDF.
    private func split(_ line: SetLine) -> [SetLine] {
        guard line.block == nil else { return [line] }
        let middle = (line.top + line.bottom) / 2
        let cuts = xs.dropFirst().dropLast().filter { x in
            x > line.left + 1 && x < line.right - 1 && isParted(upright, at: x, beside: middle)
        }
        guard !cuts.isEmpty else { return [line] }
        return (0...cuts.count).compactMap { part in
            let from = part > 0 ? cuts[cuts.startIndex + part - 1] : -.infinity
            let to = part < cuts.count ? cuts[cuts.startIndex + part] : .infinity
            return line.without(
                line.characters.map { character in
                    let place = (character.left + character.right) / 2
                    return place < from || place >= to
                })
        }
    }
}
