/// Fractions that are set as one number over another with a rule between them, in or beside a line of text.
enum StackedFractions {
    static func joined(_ lines: [SetLine], ink: PageInk) -> [SetLine] {
        let numbers = lines.indices.filter { isNumber(lines[$0]) }
        guard (2...300).contains(numbers.count), !ink.level.isEmpty else { return lines }
        var result = lines
        var gone: Set<Int> = []
        for above in numbers where !gone.contains(above) {
            let top = lines[above]
            let pairs = numbers.filter { below in
                !gone.contains(below) && stands(lines[below], under: top, ink: ink)
            }
            guard let below = pairs.min(by: { lines[$0].baseline < lines[$1].baseline }), below != above,
                let host = host(of: top, over: lines[below], among: lines)
            else { continue }
            result[above] = fraction(top, over: lines[below], beside: host)
            gone.insert(below)
        }
        return result.indices.filter { !gone.contains($0) }.map { result[$0] }
    }

    private static func isNumber(_ line: SetLine) -> Bool {
        line.upright && (1...4).contains(line.characters.count)
            && line.characters.allSatisfy { ("0"..."9").contains($0.scalar) }
    }

    private static func stands(_ below: SetLine, under top: SetLine, ink: PageInk) -> Bool {
        let step = below.baseline - top.baseline
        guard step > 0.6 * top.size, step < 2 * top.size, abs(below.size - top.size) < 0.2 * top.size,
            abs((below.left + below.right) - (top.left + top.right)) < 1.2 * top.size
        else { return false }
        let width = max(below.width, top.width)
        return ink.level(between: top.baseline - 0.1 * top.size, and: below.baseline - 0.5 * below.size).contains {
            $0.to - $0.from < width + 1.2 * top.size && $0.from < min(below.left, top.left) + 1
                && $0.to > max(below.right, top.right) - 1
        }
    }

    /// The line of text that a fraction stands beside.
    private static func host(of top: SetLine, over below: SetLine, among lines: [SetLine]) -> SetLine? {
        lines.first { line in
            line.upright && line.baseline > top.baseline + 0.1 * top.size
                && line.baseline < below.baseline - 0.05 * below.size
                && (abs(line.right - top.left) < 1.5 * line.size || abs(line.left - top.right) < 1.5 * line.size
                    || line.left < top.left && line.right > top.right)
        }
    }

    private static func fraction(_ top: SetLine, over below: SetLine, beside host: SetLine) -> SetLine {
        var result = top
        let stroke = SetCharacter(scalar: "/", left: top.right, right: top.right)
        // A blank on either side keeps it from the figures of the line.
        result.characters = top.characters + [stroke] + below.characters
        (result.left, result.right) = (min(top.left, below.left), max(top.right, below.right))
        (result.bottom, result.baseline, result.size) = (below.bottom, host.baseline, host.size)
        return result
    }
}
