/// Values that were typed, or set by another program, over the strokes of a form: "Name: ______" and, standing on them,
/// "Mara Quist". They are two texts in the file and one for a reader.
enum FilledBlanks {
    /// The lines with the values in the place of the strokes that they stand on.
    static func filled(_ lines: [SetLine]) -> [SetLine] {
        guard lines.contains(where: { line in line.characters.contains { $0.scalar == "_" } }) else { return lines }
        var result = lines.map(withoutCoveredStrokes)
        let hosts = lines.indices.filter { !runs(result[$0]).isEmpty }.prefix(400)
        guard !hosts.isEmpty, lines.count <= 5000 else { return result }
        var gone: Set<Int> = []
        for index in lines.indices where !gone.contains(index) && runs(result[index]).isEmpty {
            let value = result[index]
            guard value.upright, value.characters.contains(where: { $0.scalar != " " }) else { continue }
            // Written on the stroke, or a little over it; not the label of another field below.
            let host = hosts.first { place in
                let line = result[place]
                return place != index && line.turn == value.turn && line.baseline - value.baseline < 0.75 * line.size
                    && value.baseline - line.baseline < 0.3 * line.size && value.size < 1.8 * line.size
                    && runs(line).contains { holds($0, value, in: line) }
            }
            guard let host, let run = runs(result[host]).first(where: { holds($0, value, in: result[host]) }) else {
                continue
            }
            result[host] = put(value, in: result[host], run)
            gone.insert(index)
        }
        return gone.isEmpty ? result : result.indices.filter { !gone.contains($0) }.map { result[$0] }
    }

    /// Whether a value stands within a run of strokes.
    private static func holds(_ run: Range<Int>, _ value: SetLine, in line: SetLine) -> Bool {
        let (left, right) = (line.characters[run.lowerBound].left, line.characters[run.upperBound - 1].right)
        let shared = min(right, value.right) - max(left, value.left)
        return value.left > left - 0.8 * line.size && shared > 0.5 * value.width && shared > 0.2 * line.size
    }

    /// Runs of at least three strokes.
    private static func runs(_ line: SetLine) -> [Range<Int>] {
        guard line.characters.contains(where: { $0.scalar == "_" }) else { return [] }
        var result: [Range<Int>] = []
        var start: Int?
        for index in 0...line.characters.count {
            if index < line.characters.count, line.characters[index].scalar == "_" {
                start = start ?? index
            } else if let from = start {
                if index - from > 2 { result.append(from..<index) }
                start = nil
            }
        }
        return result
    }

    private static func put(_ value: SetLine, in line: SetLine, _ run: Range<Int>) -> SetLine {
        var result = line
        let (before, after) = (line.characters[..<run.lowerBound], line.characters[run.upperBound...])
        let left = value.characters.first?.left ?? line.left
        let right = value.characters.last?.right ?? left
        let head = SetCharacter(scalar: " ", left: left, right: left)
        let tail = SetCharacter(scalar: " ", left: right, right: right)
        result.characters =
            before + (before.isEmpty || before.last?.scalar == " " ? [] : [head]) + value.characters
            + (after.isEmpty || after.first?.scalar == " " ? [] : [tail]) + after
        result.bold = result.bold && value.bold
        (result.left, result.right) = (min(line.left, value.left), max(line.right, value.right))
        (result.top, result.bottom) = (min(line.top, value.top), max(line.bottom, value.bottom))
        result.startsParagraph = true
        result.endsParagraph = true
        return result
    }

    /// Strokes and letters that stand on one another may lie in one line, in the order of their places.
    private static func withoutCoveredStrokes(_ line: SetLine) -> SetLine {
        let strokes = line.characters.indices.filter { line.characters[$0].scalar == "_" }
        guard strokes.count > 2, line.characters.count < 2000, let first = strokes.first, let last = strokes.last else {
            return line
        }
        let (left, right) = (line.characters[first].left, line.characters[last].right)
        let letters = line.characters.filter { $0.scalar != "_" && $0.scalar != " " }
        // Letters whose middle lies on a stroke.
        let places = strokes.map { (line.characters[$0].left, line.characters[$0].right) }.sorted { $0.0 < $1.0 }
        func isOnStroke(_ letter: SetCharacter) -> Bool {
            let middle = (letter.left + letter.right) / 2
            guard middle > left, middle < right else { return false }
            var (low, high) = (0, places.count)
            while low < high {
                let half = (low + high) / 2
                if places[half].0 <= middle { low = half + 1 } else { high = half }
            }
            return low > 0 && middle < places[low - 1].1
        }
        guard letters.contains(where: isOnStroke) else { return line }
        var result = line
        // The strokes of a run that letters stand on go; another run beside it, for a field that is empty, stays.
        var kept = line.characters.filter { $0.scalar != "_" }
        for run in runs(line) {
            let (from, to) = (line.characters[run.lowerBound].left, line.characters[run.upperBound - 1].right)
            let isFilled = letters.contains { ($0.left + $0.right) / 2 > from && ($0.left + $0.right) / 2 < to }
            if !isFilled { kept += line.characters[run] }
        }
        kept.sort { $0.left < $1.left }
        result.characters = kept
        return result
    }
}
