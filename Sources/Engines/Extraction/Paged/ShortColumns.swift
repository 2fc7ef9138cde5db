/// Columns of a few lines each, side by side: the panels of a leaflet, the stories of a one-page newsletter. They look
/// like the row of a table whose cells are wrapped, and are told from the rows of one: they begin anew at heights of
/// their own.
enum ShortColumns {
    /// So many lines may be looked at: longer texts have columns that are told by their ink.
    private static let most = 160

    /// The columns one after the other, with what spans them above and below; nil where there are none.
    static func columns(_ lines: [SetLine]) -> [ReadingOrder.Column]? {
        guard lines.count <= most else { return nil }
        let order = ReadingOrder.rows(lines)
        // Bands of rows: a line by itself that reaches over a gap parts them.
        var bands: [[SetLine]] = [[]]
        let rows = rows(order)
        let titles = rows.prefix { row in
            row.count == 1 ? isTitle(row[0], of: order) : Masthead.isOne(row, over: order)
        }.count
        for (index, row) in rows.enumerated() {
            if index < titles || row.count == 1 && spans(row[0], among: order) {
                bands += [row, []]
            } else {
                bands[bands.count - 1] += row
            }
        }
        var result: [ReadingOrder.Column] = []
        // What stands between the columns is read on as one.
        var plain: [SetLine] = []
        var isFound = false
        for band in bands where !band.isEmpty {
            guard let columns = parted(band) else {
                plain += band
                continue
            }
            isFound = true
            if !plain.isEmpty { result.append(plain) }
            plain = []
            result += columns
        }
        if !plain.isEmpty { result.append(plain) }
        return isFound ? result : nil
    }

    static func rows(_ order: [SetLine]) -> [[SetLine]] {
        var rows: [[SetLine]] = []
        for line in order {
            if let last = rows.last?.last, ReadingOrder.isSameRow(last, line), line.left > last.left {
                rows[rows.count - 1].append(line)
            } else {
                rows.append([line])
            }
        }
        return rows
    }

    /// Whether a line over all others is the page's: set larger, or in the middle of it.
    private static func isTitle(_ line: SetLine, of order: [SetLine]) -> Bool {
        let (left, right) = (order.map(\.left).min() ?? 0, order.map(\.right).max() ?? 0)
        let size = order.map(\.size).sorted()[order.count / 2]
        return line.size > 1.3 * size || abs(line.left + line.right - left - right) < 8
    }

    /// Whether a line reaches over the place where two others of a row are parted.
    private static func spans(_ line: SetLine, among order: [SetLine]) -> Bool {
        zip(order, order.dropFirst()).contains { one, other in
            ReadingOrder.isSameRow(one, other) && other.left > one.right && line.left < one.right - 3
                && line.right > other.left + 3
        }
    }

    /// The columns of a band; nil where it is one, or a table.
    private static func parted(_ band: [SetLine]) -> [ReadingOrder.Column]? {
        let sorted = band.sorted { $0.left < $1.left }
        var columns: [[SetLine]] = []
        var right = -Float.infinity
        for line in sorted {
            if line.left > right + 0.6 * line.size { columns.append([]) }
            columns[columns.count - 1].append(line)
            right = max(right, line.right)
        }
        guard (2...5).contains(columns.count) else { return nil }
        columns = columns.map { ReadingOrder.rows($0) }
        if isSidebar(columns) { return columns }
        let flows = columns.map(Flow.init)
        guard flows.allSatisfy(\.isText),
            flows.count(where: \.isWrapped) >= 2
                || flows.contains(where: \.isWrapped) && flows.allSatisfy(\.mayBeWrapped)
        else { return nil }
        // Cells of a table are hardly ever set to the width of their column.
        if flows.count(where: \.isJustified) >= 2 { return columns }
        // Where several columns begin anew at one height, they are cells of rows. All may begin with their headings.
        for (index, one) in flows.enumerated() {
            for other in flows[(index + 1)...]
            where one.starts.contains(where: { place in other.starts.contains { abs($0 - place) < 3 } }) {
                return nil
            }
        }
        return columns
    }

    /// Whether one of two columns is set smaller and its lines stand beside those of the other as it happens: the names
    /// of a board in the margin of a letter. Rows of a table stand on one line.
    private static func isSidebar(_ columns: [ReadingOrder.Column]) -> Bool {
        guard columns.count == 2, columns.allSatisfy({ $0.count >= 4 }) else { return false }
        let sizes = columns.map { column in column.map(\.size).sorted()[column.count / 2] }
        guard abs(sizes[0] - sizes[1]) > 0.12 * max(sizes[0], sizes[1]) else { return false }
        let together = columns[0].count { line in columns[1].contains { abs($0.baseline - line.baseline) < 0.8 } }
        guard together * 4 <= columns.map(\.count).min() ?? 0 else { return false }
        // Labels that stand apart are those of rows.
        let smaller = sizes[0] < sizes[1] ? 0 : 1
        let steps = columns.map { column in zip(column, column.dropFirst()).map { $1.baseline - $0.baseline } }
        guard steps.joined().allSatisfy({ $0 > 1 }),
            steps[smaller].count(where: { $0 < 1.7 * sizes[smaller] }) * 2 >= steps[smaller].count
        else { return false }
        return Flow(columns[1 - smaller]).mayBeWrapped || isLongText(columns[1 - smaller])
    }

    private static func isLongText(_ column: ReadingOrder.Column) -> Bool {
        column.count { $0.characters.count > 40 } * 2 >= column.count
    }

    /// How a column's lines follow on one another.
    private struct Flow {
        /// Longer columns are told by the gap between them.
        private static let mostLines = 16

        /// Every line stands by itself in its row, and more than two do.
        var isText: Bool
        /// At least two lines break where the next word had no room, and most do.
        var isWrapped: Bool
        /// Three lines at least that go on end at one edge.
        var isJustified: Bool
        /// The same without a line that begins in a small letter.
        var mayBeWrapped: Bool
        /// Where it begins anew, below its heading.
        var starts: [Float] = []

        init(_ lines: [SetLine]) {
            let steps = zip(lines, lines.dropFirst()).map { $1.baseline - $0.baseline }
            let width = (lines.map(\.right).max() ?? 0) - (lines.map(\.left).min() ?? 0)
            let letters = lines.reduce(0) { $0 + $1.characters.count }
            isText =
                (3...Self.mostLines).contains(lines.count) && !Self.repeats(lines)
                && steps.allSatisfy { $0 > 1 } && width > 50 && letters >= 9 * lines.count
            let sizes = lines.map(\.size).sorted()
            let size = sizes.isEmpty ? 10 : sizes[sizes.count / 2]
            let least = steps.filter { $0 > 0.7 * size }.min() ?? 0
            let body = lines.filter { abs($0.size - size) < 0.1 * size }
            let right = body.map(\.right).max() ?? 0
            var (wrapped, small, pairs, even) = (0, 0, 0, 0)
            for (index, (line, next)) in zip(lines, lines.dropFirst()).enumerated() {
                let isHead = index == 0 && (line.size > 1.08 * next.size || line.bold && !next.bold)
                if isHead { continue }
                let word = next.characters.prefix { $0.scalar != " " }
                let width = (word.last?.right ?? next.left) - next.left
                let isNear =
                    steps[index] < 1.25 * least && abs(line.size - next.size) < 0.1 * size
                    && line.bold == next.bold
                pairs += 1
                let hasNoRoom = line.right + 0.2 * size + width > right - 0.6 * size
                if isNear, hasNoRoom {
                    wrapped += 1
                    if abs(line.right - right) < 0.06 * size { even += 1 }
                    if next.characters.first?.scalar.properties.isLowercase ?? false { small += 1 }
                } else {
                    starts.append(next.baseline)
                }
            }
            isJustified = even >= 3 && even * 5 >= wrapped * 4
            mayBeWrapped = wrapped >= 2 && wrapped * 2 >= pairs
            isWrapped = mayBeWrapped && small >= 1 && small * 4 >= wrapped && Self.holdsSentence(lines)
        }

        /// Whether half of the lines begin or end with one word, as the cells of a table's column do.
        private static func repeats(_ lines: [SetLine]) -> Bool {
            guard lines.count > 3 else { return false }
            let words = lines.map { $0.text.split(separator: " ") }
            return [words.compactMap(\.first), words.compactMap(\.last)].contains { ends in
                Dictionary(grouping: ends, by: \.self).values.contains { $0.count > 2 && $0.count * 2 >= lines.count }
            }
        }

        private static func holdsSentence(_ lines: [SetLine]) -> Bool {
            lines.contains { line in
                let text = line.text
                return text.contains(". ") || text.contains("? ") || text.contains("! ")
                    || text.last.map { ".?!”".contains($0) } ?? false
            }
        }
    }
}
