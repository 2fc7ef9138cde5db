/// Text that is printed twice, a little apart, so that it looks bold or casts a shadow.
enum DoubledText {
    private struct Place: Hashable {
        let scalar: Unicode.Scalar
        let x: Int32
        let y: Int32
    }

    /// The lines without second printings.
    static func removed(from lines: [SetLine]) -> [SetLine] {
        guard overlaps(lines) else { return lines }
        // By character, because the second printing may be cut into other lines. A cell is as wide as an average letter;
        // a neighbour's cell is asked too.
        var seen: [Place: [(x: Float, y: Float)]] = [:]
        return lines.compactMap { line in
            let reach = 0.13 * line.size
            func cell(_ value: Float) -> Int32 { Int32(max(-1e6, min(1e6, value / 4)).rounded(.down)) }
            var isSecond = [Bool](repeating: false, count: line.characters.count)
            for (index, character) in line.characters.enumerated() where character.scalar != " " {
                let (x, y) = (character.left, line.baseline)
                search: for across in -1...Int32(1) {
                    for down in -1...Int32(1) {
                        let place = Place(scalar: character.scalar, x: cell(x) &+ across, y: cell(y) &+ down)
                        if let others = seen[place],
                            others.contains(where: { abs($0.x - x) < reach && abs($0.y - y) < reach })
                        {
                            isSecond[index] = true
                            break search
                        }
                    }
                }
                if !isSecond[index] {
                    let place = Place(scalar: character.scalar, x: cell(x), y: cell(y))
                    if seen[place, default: []].count < 8 { seen[place, default: []].append((x, y)) }
                }
            }
            return line.without(isSecond)
        }
    }

    /// Whether two lines stand on one another, or letters of one line do.
    private static func overlaps(_ lines: [SetLine]) -> Bool {
        for line in lines {
            for (one, other) in zip(line.characters, line.characters.dropFirst())
            where one.scalar == other.scalar && other.left - one.left < 0.13 * line.size && one.scalar != " " {
                return true
            }
        }
        let order = lines.indices.sorted { lines[$0].baseline < lines[$1].baseline }
        for (place, index) in order.enumerated() {
            let line = lines[index]
            for other in order[(place + 1)...].prefix(40).lazy.map({ lines[$0] }) {
                guard other.baseline - line.baseline < 0.13 * line.size else { break }
                if line.turn == other.turn, min(line.right, other.right) - max(line.left, other.left) > 0.5 * line.size
                {
                    return true
                }
            }
        }
        return false
    }
}

extension SetLine {
    /// The line without the characters that are marked; nil where none is left.
    func without(_ marked: [Bool]) -> SetLine? {
        guard marked.contains(true) else { return self }
        var line = self
        line.characters = []
        for (character, isMarked) in zip(characters, marked) where !isMarked {
            if character.scalar == " ", (line.characters.last?.scalar ?? " ") == " " { continue }
            line.characters.append(character)
        }
        while line.characters.last?.scalar == " " { line.characters.removeLast() }
        guard let first = line.characters.first, let last = line.characters.last else { return nil }
        (line.left, line.right) = (min(first.left, last.left), max(first.right, last.right))
        return line
    }
}
