/// Transcripts and contracts number their lines 1, 2, 3 … in the margin; those numbers are not text. The numbers of a
/// list or of a table's first column are.
enum LineNumbers {
    static func removed(from rows: [TextRow]) -> [TextRow] {
        guard rows.count >= 10 else { return few(rows) }
        let all = rows.map(number)
        // Only those that count: a page's own number below the last line is none.
        let numbers = all.indices.map { index -> Int? in
            guard let number = all[index] else { return nil }
            let follows = index > 0 && all[index - 1] == number - 1
            return follows || index + 1 < all.count && all[index + 1] == number + 1 ? number : nil
        }
        let steps = zip(numbers, numbers.dropFirst()).count { pair in pair.0.map { $0 + 1 } == pair.1 && pair.1 != nil }
        guard steps * 5 >= rows.count * 4, standInMargin(rows, numbers), numberLinesOfProse(rows, numbers) else {
            return rows
        }
        return without(numbers, rows)
    }

    private static func without(_ numbers: [Int?], _ rows: [TextRow]) -> [TextRow] {
        zip(rows, numbers).compactMap { row, number in
            guard number != nil else { return row }
            var row = row
            let kept = row.cells[0].characters.drop { ("0"..."9").contains($0.scalar) || $0.scalar == " " }
            if let head = kept.first {
                row.cells[0].characters = Array(kept)
                row.cells[0].left = head.left
            } else {
                row.cells.removeFirst()
                row.blanks.removeFirst()
                row.wraps.removeFirst()
            }
            return row.cells.isEmpty ? nil : row
        }
    }

    /// The lines of one short text, numbered without a gap: as long as lines of prose are but the last, and some go on in
    /// small letters.
    private static func few(_ rows: [TextRow]) -> [TextRow] {
        let all = rows.map(number)
        guard rows.count >= 4, let first = all.firstIndex(where: { $0 != nil }),
            let last = all.lastIndex(where: { $0 != nil }), last - first >= 3
        else { return rows }
        let range = first...last
        let counts = zip(all[range], all[range].dropFirst()).allSatisfy { one, next in
            one.map { $0 + 1 } == next && next != nil
        }
        let numbers = all.indices.map { range.contains($0) ? all[$0] : nil }
        guard counts, standInMargin(rows, numbers) else { return rows }
        let lines = rows[range]
        let right = lines.map(\.last.right).max() ?? 0
        let left = lines.map(\.first.left).min() ?? 0
        let isFull = lines.dropLast().allSatisfy { $0.last.right > left + 0.8 * (right - left) }
        let small = lines.dropFirst().count { row in
            let text = row.cells.flatMap(\.characters).first { !("0"..."9").contains($0.scalar) && $0.scalar != " " }
            return text?.scalar.properties.isLowercase ?? false
        }
        guard isFull, small * 5 >= lines.count, right - left > 150 else { return rows }
        return without(numbers, rows)
    }

    /// The rows that a list without stops after its numbers counts, or choices in capitals with stops: three at least, at
    /// one left edge.
    static func counted(_ rows: [TextRow]) -> Set<Int> {
        var result: Set<Int> = []
        var run: [(index: Int, number: Int)] = []
        func close() {
            if run.count > 2 { result.formUnion(run.map(\.index)) }
            run = []
        }
        for (index, row) in rows.enumerated() {
            guard let number = number(row) ?? choice(row) else { continue }
            if let last = run.last, last.number + 1 != number || abs(rows[last.index].first.left - row.first.left) > 8 {
                close()
            }
            run.append((index, number))
        }
        close()
        return result
    }

    /// "A. cirrus" is a choice where "B. stratus" follows it; alone it may be a name.
    private static func choice(_ row: TextRow) -> Int? {
        let line = row.first.characters
        guard line.count > 3, ("A"..."H").contains(line[0].scalar), line[1].scalar == ".", line[2].scalar == " " else {
            return nil
        }
        return 1000 + Int(line[0].scalar.value)
    }

    private static func number(_ row: TextRow) -> Int? {
        let digits = row.first.characters.prefix { ("0"..."9").contains($0.scalar) }
        let after = row.first.characters.dropFirst(digits.count).first?.scalar
        guard !digits.isEmpty, digits.count < 3, after == " " || after == nil else { return nil }
        return Int(String(String.UnicodeScalarView(digits.map(\.scalar))))
    }

    /// Left of all text, a gap before it, and at the same distance from line to line.
    private static func standInMargin(_ rows: [TextRow], _ numbers: [Int?]) -> Bool {
        var (edge, text) = (-Float.infinity, Float.infinity)
        for (row, number) in zip(rows, numbers) where number != nil {
            let digits = row.first.characters.prefix { ("0"..."9").contains($0.scalar) }
            edge = max(edge, digits.last?.right ?? edge)
            let rest = row.first.characters.dropFirst(digits.count).first { $0.scalar != " " }
            text = min(text, rest?.left ?? (row.cells.count > 1 ? row.cells[1].left : text))
        }
        guard text - edge > 0.5 * (rows.first?.first.size ?? 10) else { return false }
        let lines = zip(rows, numbers).filter { $0.1 != nil }.map(\.0.first.baseline)
        let steps = zip(lines, lines.dropFirst()).map { $1 - $0 }.sorted()
        guard let usual = steps.isEmpty ? nil : steps[steps.count / 2], usual > 0 else { return false }
        return steps.count { abs($0 - usual) < 0.15 * usual } * 5 >= steps.count * 4
    }

    /// Sentences run on from line to line: lines begin in small letters, and most are long. Rows of a table and of a
    /// list begin anew.
    private static func numberLinesOfProse(_ rows: [TextRow], _ numbers: [Int?]) -> Bool {
        var texts: [[Unicode.Scalar]] = []
        for (row, number) in zip(rows, numbers) where number != nil {
            var text: [Unicode.Scalar] = []
            for cell in row.cells {
                text += cell.characters.map(\.scalar)
                text.append(" ")
            }
            let bare = Array(
                text.drop { (scalar: Unicode.Scalar) -> Bool in ("0"..."9").contains(scalar) || scalar == " " })
            if bare.count > 1 { texts.append(bare) }
        }
        guard texts.count > 4 else { return false }
        let small = texts.count { $0[0].properties.isLowercase }
        // Empty lines have numbers too.
        let bare = rows.count - texts.count
        let lengths = texts.map { $0.count }.sorted()
        let split = rows.count { $0.cells.count > 2 }
        return (small * 5 >= texts.count && lengths[lengths.count / 2] >= 28 || bare * 8 >= rows.count && small > 0)
            && split * 4 <= rows.count
    }
}
