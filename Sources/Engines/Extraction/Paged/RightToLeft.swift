/// Lines in scripts that run from right to left. Files hold them in the order of reading or in the order of places, and
/// often in the shapes of print; what they say follows from where the letters stand.
enum RightToLeft {
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x590: false
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC: true
        default: false
        }
    }

    /// Whether most letters of a line run from right to left.
    static func isMostly(_ run: [PlacedCharacter]) -> Bool {
        guard run.contains(where: { isLetter($0.scalar) }) else { return false }
        let letters = run.count { $0.scalar.properties.isAlphabetic }
        return run.count { isLetter($0.scalar) } * 2 >= letters
    }

    /// A run's characters in the order of reading, cut where wide gaps part columns.
    static func parts(_ run: [PlacedCharacter]) -> [[PlacedCharacter]] {
        var clusters: [[PlacedCharacter]] = []
        for item in run where item.scalar != " " {
            // A vowel sign goes with the letter before it, and so do further letters of one shape, which have no width.
            let hasNoWidth = item.right - item.left < 0.01 * item.size
            if hasNoWidth || item.scalar.properties.generalCategory == .nonspacingMark, !clusters.isEmpty {
                clusters[clusters.count - 1].append(item)
            } else {
                clusters.append([item])
            }
        }
        clusters.sort { $0[0].left + $0[0].right > $1[0].left + $1[0].right }
        let blanks = run.filter { $0.scalar == " " && $0.right - $0.left > 0.05 * $0.size }
            .map { ($0.left + $0.right) / 2 }.sorted(by: >)
        var parts: [[[PlacedCharacter]]] = [[]]
        var blank = 0
        for cluster in clusters {
            if let last = parts[parts.count - 1].last?[0] {
                let gap = last.left - cluster[0].right
                let middle = (cluster[0].left + cluster[0].right) / 2
                var hasBlank = false
                while blank < blanks.count, blanks[blank] > middle {
                    hasBlank = hasBlank || blanks[blank] < (last.left + last.right) / 2
                    blank += 1
                }
                if gap > 1.5 * cluster[0].size {
                    parts.append([])
                } else if hasBlank || gap > 0.15 * cluster[0].size {
                    var space = cluster[0]
                    (space.scalar, space.left, space.right) = (" ", cluster[0].right, max(last.left, cluster[0].right))
                    parts[parts.count - 1].append([space])
                }
            }
            parts[parts.count - 1].append(cluster)
        }
        return parts.filter { !$0.isEmpty }.map { withForwardRuns($0).flatMap { $0 } }
    }

    /// Numbers and foreign words inside run from left to right.
    private static func withForwardRuns(_ line: [[PlacedCharacter]]) -> [[PlacedCharacter]] {
        var result: [[PlacedCharacter]] = []
        var index = 0
        func runsForward(_ at: Int) -> Bool {
            let scalar = line[at][0].scalar
            return scalar.properties.numericType != nil || scalar.properties.isAlphabetic && !isLetter(scalar)
        }
        while index < line.count {
            guard runsForward(index) else {
                result.append(line[index])
                index += 1
                continue
            }
            var end = index + 1
            while end < line.count {
                if runsForward(end) {
                    end += 1
                } else if end + 1 < line.count, runsForward(end + 1),
                    joins(line[end][0].scalar, line[end - 1][0].scalar)
                {
                    end += 2
                } else {
                    break
                }
            }
            result += line[index..<end].reversed()
            index = end
        }
        return result
    }

    /// Whether a sign keeps what stands on both of its sides one run: the marks inside numbers, and blanks between
    /// foreign words.
    private static func joins(_ sign: Unicode.Scalar, _ before: Unicode.Scalar) -> Bool {
        sign == " " ? before.properties.isAlphabetic : ".,:/-%'@_".unicodeScalars.contains(sign)
    }

    /// A page that is mostly read from right to left, mirrored: its first column is then the left one.
    static func mirrored(_ lines: [SetLine], width: Float) -> [SetLine] {
        guard width < 1e8, lines.contains(where: { $0.characters.contains { isLetter($0.scalar) } }) else {
            return lines
        }
        let (all, backward) = lines.reduce(into: (0, 0)) { counts, line in
            for character in line.characters where character.scalar.properties.isAlphabetic {
                counts.0 += 1
                if isLetter(character.scalar) { counts.1 += 1 }
            }
        }
        guard backward * 2 > all else { return lines }
        return lines.map { line in
            guard line.turn == .upright else { return line }
            var line = line
            line.isMirrored = true
            (line.left, line.right) = (width - line.right, width - line.left)
            line.characters = line.characters.map { character in
                var character = character
                (character.left, character.right) = (width - character.right, width - character.left)
                return character
            }
            return line
        }
    }
}
