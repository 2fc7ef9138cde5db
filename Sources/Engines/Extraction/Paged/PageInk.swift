import CMuPDF

/// The rules and boxes that a page draws, in points from its top left corner.
struct PageInk {
    /// A stretch of a line along an axis.
    struct Rule: Equatable {
        /// Where it runs from and to, along its axis.
        var from: Float
        var to: Float
        /// Where it lies across its axis, in the middle of its thickness.
        var at: Float
        var isWhite = false
    }

    struct Box: Equatable {
        var left, top, right, bottom: Float
        var isWhite = false

        var area: Float { (right - left) * (bottom - top) }

        func contains(_ line: SetLine) -> Bool {
            let (x, y) = ((line.left + line.right) / 2, (line.top + line.bottom) / 2)
            return left - 2 <= line.left && line.right <= right + 2 && top <= y && y <= bottom && left <= x
                && x <= right
        }

        func contains(_ other: Box) -> Bool {
            left <= other.left + 1 && other.right <= right + 1 && top <= other.top + 1 && other.bottom <= bottom + 1
        }
    }

    /// From top to bottom.
    var level: [Rule] = []
    /// From left to right.
    var upright: [Rule] = []
    var boxes: [Box] = []

    init() {}

    init(_ page: MuPage) {
        for drawing in UnsafeBufferPointer(start: page.drawings, count: page.drawing_count) {
            guard abs(drawing.x0) + abs(drawing.y0) + abs(drawing.x1) + abs(drawing.y1) < 1e8 else { continue }
            let (across, down) = (drawing.x1 - drawing.x0, drawing.y1 - drawing.y0)
            if drawing.kind == UInt8(MU_BOX.rawValue) {
                boxes.append(
                    Box(
                        left: drawing.x0, top: drawing.y0, right: drawing.x1, bottom: drawing.y1,
                        isWhite: drawing.white != 0))
            } else if across >= down {
                level.append(
                    Rule(
                        from: drawing.x0, to: drawing.x1, at: (drawing.y0 + drawing.y1) / 2,
                        isWhite: drawing.white != 0))
            } else {
                upright.append(
                    Rule(
                        from: drawing.y0, to: drawing.y1, at: (drawing.x0 + drawing.x1) / 2,
                        isWhite: drawing.white != 0))
            }
        }
        level.sort { $0.at < $1.at }
        upright.sort { $0.at < $1.at }
    }

    /// The level rules that lie between two heights.
    func level(between top: Float, and bottom: Float) -> ArraySlice<Rule> {
        let start = level.partitioningIndex { $0.at >= top }
        let end = level.partitioningIndex { $0.at > bottom }
        return start < end ? level[start..<end] : []
    }
}

/// Text that a line strikes out, drawn or as an annotation: it no longer holds.
enum StruckText {
    /// The lines without what is struck, and how many stretches were.
    static func removed(from lines: [SetLine], ink: PageInk, marks: [PageInk.Box]) -> (lines: [SetLine], count: Int) {
        guard !ink.level.isEmpty || !marks.isEmpty else { return (lines, 0) }
        var count = 0
        let kept = lines.compactMap { line -> SetLine? in
            guard line.turn == .upright else { return line }
            let strokes = strokes(through: line, ink: ink, marks: marks)
            guard !strokes.isEmpty else { return line }
            // A raised or lowered figure has a line of its own: the stroke of a fraction strikes nothing.
            let struck = line.characters.map { character in
                if character.script != .none { return false }
                let (width, middle) = (character.right - character.left, (character.left + character.right) / 2)
                return strokes.contains { $0.from <= middle && middle <= $0.to && $0.to - $0.from >= 0.5 * width }
            }
            let isWord = zip(line.characters, struck).contains {
                $1 && ($0.scalar.properties.isAlphabetic || $0.scalar.properties.numericType != nil)
            }
            guard isWord else { return line }
            count += zip(struck, [false] + struck).count { $0 && !$1 }
            return line.without(struck)
        }
        return (kept, count)
    }

    private static func strokes(
        through line: SetLine, ink: PageInk, marks: [PageInk.Box]
    ) -> [(from: Float, to: Float)] {
        // Through the small letters, not under nor over them; a rule of a table runs on beyond the text.
        var found = ink.level(between: line.baseline - 0.48 * line.size, and: line.baseline - 0.12 * line.size)
            .filter { rule in
                !rule.isWhite && rule.from > line.left - 0.8 * line.size && rule.to < line.right + 0.8 * line.size
            }
            .map { (from: $0.from, to: $0.to) }
        for mark in marks {
            let middle = (mark.top + mark.bottom) / 2
            if middle < line.baseline, middle > line.baseline - 0.8 * line.size {
                found.append((from: mark.left - 0.5, to: mark.right + 0.5))
            }
        }
        return found
    }
}
