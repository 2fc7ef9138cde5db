/// Puts a page's lines into the order in which a person reads them: columns one after the other, and lines that span
/// the columns (titles, wide tables) where they stand.
enum ReadingOrder {
    /// A run of lines that stands in one column.
    typealias Column = [SetLine]

    /// - Complexity: about n log n in lines; recursion is at most `depth` deep.
    static func columns(_ lines: [SetLine], depth: Int = 4) -> [Column] {
        guard lines.count >= 8, depth > 0 else { return lines.isEmpty ? [] : [rows(lines)] }
        if depth == 4, let columns = QuestionColumns.columns(lines) { return columns }
        guard let (gutter, isUnderTable) = gutter(lines) else {
            return ShortColumns.columns(lines) ?? (depth == 4 ? Sidebar.columns(lines) : nil) ?? [rows(lines)]
        }
        let (crossing, others) = parted(lines, by: gutter, takesRows: isUnderTable)
        var result: [Column] = []
        var rest = others[...].sorted { $0.baseline < $1.baseline }[...]
        var spanning: [SetLine] = []
        var hasMasthead = false
        func flushSpanning() {
            if !spanning.isEmpty { result += hasMasthead ? Masthead.columns(spanning) : [rows(spanning)] }
            (spanning, hasMasthead) = ([], false)
        }
        if depth == 4 {
            // What stands over the columns from edge to edge is none of them.
            while let first = rest.first, spanning.count < 8 {
                let row = rest.prefix { isSameRow(first, $0) }
                let beside = crossing.prefix(4).filter { isSameRow(first, $0) }
                guard Masthead.isOne((row + beside).sorted { $0.left < $1.left }, over: lines) else { break }
                spanning += row
                hasMasthead = true
                rest = rest.dropFirst(row.count)
            }
        }
        for line in crossing + [nil] as [SetLine?] {
            let band = line.map { line in rest.prefix { $0.baseline < line.baseline - 0.3 * line.size } } ?? rest
            rest = rest.dropFirst(band.count)
            if !band.isEmpty {
                flushSpanning()
                let middle = (gutter.lowerBound + gutter.upperBound) / 2
                let (left, right) = (band.filter { $0.left < middle }, band.filter { $0.left >= middle })
                if isProse(left) && isProse(right) || line == nil && crossing.isEmpty {
                    result += columns(left, depth: depth - 1) + columns(right, depth: depth - 1)
                } else {
                    result.append(rows(Array(band)))
                }
            }
            if let line { spanning.append(line) }
        }
        flushSpanning()
        return result
    }

    /// The widest stretch of x that few lines cross and that has prose on both sides.
    private static func gutter(_ lines: [SetLine]) -> (gap: Range<Float>, isUnderTable: Bool)? {
        guard let left = lines.map(\.left).min(), let right = lines.map(\.right).max(), right - left > 120 else {
            return nil
        }
        let bins = Int(right - left) + 1
        guard bins < 20_000 else { return nil }
        var ink = [Float](repeating: 0, count: bins + 1)
        for line in lines {
            let height = max(line.size, 1)
            ink[max(0, Int(line.left - left))] += height
            ink[min(bins, Int((line.right - left).rounded(.up)))] -= height
        }
        var sum: Float = 0
        for index in ink.indices {
            sum += ink[index]
            ink[index] = sum
        }
        let limit = (ink.max() ?? 0) * 0.25
        let size = lines.map(\.size).sorted()[lines.count / 2]
        var candidates: [Range<Float>] = []
        var start: Int?
        for bin in 0...bins {
            if bin < bins, ink[bin] <= limit, bin > bins / 8, bin < bins * 7 / 8 {
                start = start ?? bin
            } else if let from = start {
                if Float(bin - from) >= max(5, 0.6 * size) { candidates.append(left + Float(from)..<left + Float(bin)) }
                start = nil
            }
        }
        candidates.sort { $0.upperBound - $0.lowerBound > $1.upperBound - $1.lowerBound }
        for gap in candidates {
            let (before, after) = (
                lines.filter { $0.right <= gap.lowerBound + 1 }, lines.filter { $0.left >= gap.upperBound - 1 }
            )
            if isProse(before), isProse(after),
                isLong(before) && isLong(after) || !beginsTogether(before, after)
            {
                return (gap, false)
            }
            if hasColumns(lines, beside: gap) { return (gap, true) }
        }
        return nil
    }

    /// Whether a gap parts two long columns below or above a wide table, whose short cells stand on its sides too.
    private static func hasColumns(_ lines: [SetLine], beside gap: Range<Float>) -> Bool {
        let (crossing, others) = parted(lines, by: gap, takesRows: true)
        guard let first = crossing.first else { return false }
        var bands = [others.filter { $0.baseline < first.baseline }]
        for (index, line) in crossing.enumerated() {
            let end = index + 1 < crossing.count ? crossing[index + 1].baseline : .infinity
            bands.append(others.filter { $0.baseline > line.baseline && $0.baseline < end })
        }
        return bands.contains { band in
            let (left, right) = (
                band.filter { $0.right <= gap.lowerBound + 1 }, band.filter { $0.left >= gap.upperBound - 1 }
            )
            return left.count >= 8 && right.count >= 8 && isLong(left) && isLong(right)
        }
    }

    /// The lines that reach over a gap, top to bottom, and all others. With `takesRows` what stands beside a line that
    /// reaches over goes with it: the other cells of a table's row.
    private static func parted(
        _ lines: [SetLine], by gap: Range<Float>, takesRows: Bool
    ) -> (crossing: [SetLine], others: [SetLine]) {
        func crosses(_ line: SetLine) -> Bool { line.left < gap.lowerBound - 1 && line.right > gap.upperBound + 1 }
        let crossing = lines.filter(crosses).sorted { $0.baseline < $1.baseline }
        guard takesRows, crossing.count <= mostCrossing else { return (crossing, lines.filter { !crosses($0) }) }
        let isTaken = lines.map { line in crossing.contains { isSameRow($0, line) } }
        func those(_ taken: Bool) -> [SetLine] { zip(lines, isTaken).filter { $0.1 == taken }.map(\.0) }
        return (rows(those(true)), those(false))
    }
    private static let mostCrossing = 200

    /// Prose has at least four lines, long ones, or lines that run on from one to the next as in a newsletter's narrow
    /// columns; a table's column has short cells.
    private static func isProse(_ lines: some Collection<SetLine>) -> Bool {
        guard lines.count >= 4 else { return false }
        return isLong(lines) || lines.reduce(0) { $0 + $1.characters.count } >= 9 * lines.count && runsOn(lines)
    }

    private static func isLong(_ lines: some Collection<SetLine>) -> Bool {
        lines.reduce(0) { $0 + $1.characters.count } >= 20 * lines.count
    }

    /// Whether most lines follow closely on one another, in their columns, and break where the next word had no room.
    private static func runsOn(_ lines: some Collection<SetLine>) -> Bool {
        let columns = Dictionary(grouping: lines) { Int(($0.left / 12).rounded()) }.values.filter { $0.count > 2 }
        var (count, close, full, small) = (0, 0, 0, 0)
        for column in columns {
            let sorted = column.sorted { $0.baseline < $1.baseline }
            let right = sorted.map(\.right).max() ?? 0
            count += sorted.count
            for (line, next) in zip(sorted, sorted.dropFirst()) {
                let step = next.baseline - line.baseline
                guard step > 0.7 * line.size, step < 1.5 * line.size, abs(next.size - line.size) < 0.1 * line.size
                else { continue }
                close += 1
                let word = next.characters.prefix { $0.scalar != " " }
                let width = (word.last?.right ?? next.left) - next.left
                if line.right + 0.25 * line.size + width > right - 0.5 * line.size { full += 1 }
                if next.characters.first?.scalar.properties.isLowercase ?? false { small += 1 }
            }
        }
        return count >= 5 && close * 2 >= count && full * 10 >= close * 7 && small * 3 >= close
    }

    /// Whether both sides of a gap begin anew at the same heights: rows of a table, not columns of text.
    private static func beginsTogether(_ left: [SetLine], _ right: [SetLine]) -> Bool {
        func starts(_ lines: [SetLine]) -> [Float] {
            let sorted = lines.sorted { $0.baseline < $1.baseline }
            let steps = zip(sorted, sorted.dropFirst()).map { $1.baseline - $0.baseline }
            let close = steps.filter { $0 > 0.5 * (sorted.first?.size ?? 10) }.min() ?? 0
            return zip(sorted.dropFirst(), steps).filter { $0.1 > 1.22 * close }.map(\.0.baseline)
        }
        let (one, other) = (starts(left), starts(right))
        let together = one.count { place in other.contains { abs($0 - place) < 3 } }
        return together >= 2 && together * 10 >= min(one.count, other.count) * 6
    }

    /// Top to bottom, and from left to right within a row.
    static func rows(_ lines: some Collection<SetLine>) -> [SetLine] {
        var sorted = lines.sorted { ($0.baseline, $0.left) < ($1.baseline, $1.left) }
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, isSameRow(sorted[start], sorted[end]) { end += 1 }
            sorted[start..<end].sort { $0.left < $1.left }
            start = end
        }
        return sorted
    }

    /// Whether two fragments stand side by side.
    static func isSameRow(_ a: SetLine, _ b: SetLine) -> Bool {
        // A raised figure comes before the line that it belongs to.
        if a.size < 0.8 * b.size, a.baseline < b.baseline, a.baseline > b.top, a.bottom > b.top,
            min(abs(a.left - b.right), abs(b.left - a.right)) < 0.6 * b.size
        {
            return true
        }
        return abs(a.baseline - b.baseline) < 0.35 * min(a.size, b.size)
            || b.size < 0.8 * a.size && b.bottom > a.top && b.baseline < a.baseline && b.baseline > a.top
    }
}
