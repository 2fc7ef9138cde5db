/// A narrow column of short lines beside a letter: the names of a board, an address, hours. It is read by itself, before
/// the letter or behind it. Labels of a table's rows look alike, but stand where their rows begin.
enum Sidebar {
    /// Longer texts have columns that are told by their ink.
    private static let most = 300

    /// The narrow column, what it stands beside, and what is over and below both; nil where there is none.
    static func columns(_ lines: [SetLine]) -> [ReadingOrder.Column]? {
        guard (10...most).contains(lines.count), !lines.contains(where: { $0.block != nil }),
            let left = textEdge(lines)
        else { return nil }
        let width = (lines.map(\.right).max() ?? 0) - (lines.map(\.left).min() ?? 0)
        let text = lines.filter { abs($0.left - left) < 2 && $0.characters.count > 40 }
        let right = text.map(\.right).max() ?? 0
        let size = text[0].size
        for isLeft in [true, false] {
            let narrow = lines.filter { line in
                isLeft ? line.right < left - 0.6 * line.size : line.left > right + 0.6 * line.size
            }
            guard narrow.count >= 4, let first = narrow.map(\.top).min(), let last = narrow.map(\.bottom).max(),
                (narrow.map(\.right).max() ?? 0) - (narrow.map(\.left).min() ?? 0) < 0.38 * width
            else { continue }
            let edge = isLeft ? narrow.map(\.right).max() ?? 0 : narrow.map(\.left).min() ?? 0
            let others = lines.filter { !narrow.contains($0) }
            // What reaches over both stands over or below them.
            let crossing = others.filter { isLeft ? $0.left < edge + 0.6 * $0.size : $0.right > edge - 0.6 * $0.size }
            let (head, tail) = (crossing.filter { $0.bottom <= first + 1 }, crossing.filter { $0.top >= last - 1 })
            guard head.count + tail.count == crossing.count else { continue }
            let lowest = tail.map(\.top).min() ?? .infinity, highest = head.map(\.bottom).max() ?? -.infinity
            let wide = others.filter { !crossing.contains($0) }
            // A title over both may be no wider than the text.
            let above = wide.filter { $0.baseline < highest || $0.bottom <= first + 1 && $0.size > 1.12 * size }
            let below = wide.filter { $0.baseline > lowest }
            let beside = wide.filter { $0.baseline <= lowest && !above.contains($0) }
            guard isBeside(ReadingOrder.rows(narrow), ReadingOrder.rows(beside)) else { continue }
            let goesOn = ReadingOrder.rows(tail).first?.characters.first?.scalar.properties.isLowercase ?? false
            let middle = isLeft || goesOn ? [narrow, beside] : [beside, narrow]
            return ([head + above] + middle + [tail + below]).filter { !$0.isEmpty }.map { ReadingOrder.rows($0) }
        }
        return nil
    }

    /// Where most long lines begin.
    private static func textEdge(_ lines: [SetLine]) -> Float? {
        let long = lines.filter { $0.characters.count > 40 }
        guard long.count >= 4 else { return nil }
        let places = Dictionary(grouping: long) { Int(($0.left / 2).rounded()) }
        guard let best = places.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }), best.value.count >= 4
        else { return nil }
        return best.value[0].left
    }

    /// Whether narrow lines stand beside the lines of a text as it happens, and not where its parts begin.
    private static func isBeside(_ narrow: [SetLine], _ text: [SetLine]) -> Bool {
        guard text.count >= 4, zip(text, text.dropFirst()).allSatisfy({ $1.baseline - $0.baseline > 1 }),
            zip(narrow, narrow.dropFirst()).allSatisfy({ $1.baseline - $0.baseline > 1 }),
            narrow.count(where: { $0.characters.first?.scalar.properties.isAlphabetic ?? false }) * 5 >= narrow.count
                * 3
        else { return false }
        let right = text.map(\.right).max() ?? 0
        let size = text.map(\.size).sorted()[text.count / 2]
        let steps = zip(text, text.dropFirst()).map { $1.baseline - $0.baseline }
        let least = steps.filter { $0 > 0.8 * size }.min() ?? 0
        // Where the text begins anew, and where it does so behind a blank line.
        var starts = [text[0].baseline]
        var breaks: [Float] = []
        var small = 0
        for (index, (line, next)) in zip(text, text.dropFirst()).enumerated() {
            let word = next.characters.prefix { $0.scalar != " " }
            let width = (word.last?.right ?? next.left) - next.left
            let isNear = steps[index] < 1.3 * least
            if isNear, line.right + 0.2 * line.size + width > right - 0.6 * line.size {
                if next.characters.first?.scalar.properties.isLowercase ?? false { small += 1 }
            } else {
                starts.append(next.baseline)
                if !isNear, next.characters.first?.scalar.properties.isAlphabetic ?? false {
                    breaks.append(next.baseline)
                }
            }
        }
        let labels = narrow.count { line in starts.contains { abs($0 - line.baseline) < 3 } }
        guard small >= 2, labels * 2 <= narrow.count else { return false }
        let (top, bottom) = (text[0].baseline - 3, text[text.count - 1].baseline + 3)
        var (chance, aligned, longest) = (0, 0, 0)
        for group in groups(narrow) {
            longest = max(longest, group.count)
            let (first, last) = (group[0].baseline, group[group.count - 1].baseline)
            if starts.contains(where: { abs($0 - first) < 3 }) {
                aligned += 1
            } else if first > top, first < bottom {
                chance += 1
            }
            chance += breaks.count { $0 > first + 3 && $0 < last + 3 }
        }
        return longest >= 3 && chance >= 2 && chance >= 2 * aligned
    }

    /// Lines that follow closely on one another.
    private static func groups(_ lines: [SetLine]) -> [[SetLine]] {
        var groups: [[SetLine]] = []
        let steps = zip(lines, lines.dropFirst()).map { $1.baseline - $0.baseline }
        let least = steps.filter { $0 > 0.8 * lines[0].size }.min() ?? 0
        for (index, line) in lines.enumerated() {
            if index > 0, steps[index - 1] < min(1.3 * least, 1.8 * line.size) {
                groups[groups.count - 1].append(line)
            } else {
                groups.append([line])
            }
        }
        return groups
    }
}
