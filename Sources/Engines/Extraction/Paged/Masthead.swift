/// What stands over the columns of a newsletter from edge to edge: the number of the issue at the left, its month at the
/// right. The columns begin below it; read with them, the month would stand in the midst of a sentence.
enum Masthead {
    private static let mostRows = 6

    /// The lines over the first rule or strip that spans the page, where some of them stand side by side, and the rest;
    /// nil where nothing does.
    static func parted(_ lines: [SetLine], ink: PageInk) -> (head: [SetLine], body: [SetLine])? {
        guard lines.count >= 10, let left = lines.map(\.left).min(), let right = lines.map(\.right).max() else {
            return nil
        }
        let width = right - left
        func spans(_ from: Float, _ to: Float) -> Bool { to - from > 0.85 * width && from < left + 0.1 * width }
        let rules =
            ink.level.lazy.filter { !$0.isWhite && spans($0.from, $0.to) }.prefix(20).map(\.at)
            + ink.boxes.lazy.filter { !$0.isWhite && spans($0.left, $0.right) && $0.bottom - $0.top < 60 }.prefix(20)
            .map(\.bottom)
        guard !rules.isEmpty else { return nil }
        let order = ReadingOrder.rows(lines)
        for rule in rules.sorted(by: >) {
            let head = order.prefix { $0.baseline < rule + 1 }
            // Upright rules over it are those of a table.
            guard let top = head.first?.top, order.count - head.count >= 8,
                !ink.upright.contains(where: { $0.from < rule - 2 && $0.to > top + 2 })
            else { continue }
            let rows = ShortColumns.rows(Array(head))
            guard rows.count <= mostRows, let last = rows.last(where: { $0.count > 1 }),
                !areHeads(last, of: order[head.count...])
            else { continue }
            return (Array(head), Array(order[head.count...]))
        }
        return nil
    }

    /// The head's lines as they are read: a title that is set larger than what stands beside it comes first, as a line
    /// of its own.
    static func columns(_ head: [SetLine]) -> [ReadingOrder.Column] {
        var result: [ReadingOrder.Column] = []
        var run: ReadingOrder.Column = []
        for row in ShortColumns.rows(ReadingOrder.rows(head)) {
            let size = row.map(\.size).max() ?? 0
            let large = row.filter { $0.size > 0.99 * size }, rest = row.filter { $0.size < 0.77 * size }
            let isApart = zip(row, row.dropFirst()).allSatisfy { $1.left - $0.right > 0.5 * size }
            if large.count == 1, !rest.isEmpty, rest.count == row.count - 1, isApart {
                result += [run + large, rest]
                run = []
            } else {
                run += row
            }
        }
        return run.isEmpty ? result : result + [run]
    }

    /// Whether a row stands from edge to edge over lines that begin elsewhere.
    static func isOne(_ row: [SetLine], over lines: [SetLine]) -> Bool {
        guard (2...4).contains(row.count), let first = row.first, let last = row.last,
            let left = lines.map(\.left).min(), let right = lines.map(\.right).max()
        else { return false }
        let width = right - left
        guard first.left < left + first.size, last.right > right - last.size,
            max(first.width, last.width) < 0.45 * width, row.allSatisfy({ $0.block == nil })
        else { return false }
        // A heading stands where its column begins, or its list does.
        return lines.count {
            $0.left > last.left - 3 && $0.left < last.left + 3.5 * last.size && $0.baseline > last.baseline + 1
        } < 2
    }

    /// Whether each of a row's cells is the heading of a column below it.
    private static func areHeads(_ row: [SetLine], of lines: ArraySlice<SetLine>) -> Bool {
        let sizes = lines.map(\.size).sorted()
        let size = sizes[sizes.count / 2]
        return row.allSatisfy { head in
            (head.bold || head.size > 1.08 * size) && lines.count { abs($0.left - head.left) < 3 } > 2
        }
    }

}
