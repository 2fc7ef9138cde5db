import CMuPDF

/// A character as it is set on a page.
struct SetCharacter: Equatable {
    /// How a character stands to its line: figures that are set small above or below it mean something else.
    enum Script: UInt8 { case none, raised, lowered }

    var scalar: Unicode.Scalar
    var left: Float
    var right: Float
    var script = Script.none
}

/// A line, or a fragment of one, as it is set on a page. Turned lines have the places they have once the page is turned
/// so that they run from left to right.
struct SetLine: Equatable {
    /// Which way a line runs on its page.
    enum Turn: UInt8 { case upright, upward, upsideDown, downward, slanted }

    var characters: [SetCharacter]
    var left, top, right, bottom: Float
    var baseline: Float
    /// Font size, points.
    var size: Float
    var bold: Bool
    var turn = Turn.upright
    /// Left and right are swapped, so that a page that is read from right to left is laid out as any other.
    var isMirrored = false
    /// What was filled into a form stands by itself.
    var startsParagraph = false
    var endsParagraph = false
    /// Stands for a block of its own while lines are put in order.
    var block: Int?

    var upright: Bool { turn == .upright }
    var width: Float { right - left }
    var text: String { String(String.UnicodeScalarView(characters.map(\.scalar))) }

    /// Appends a fragment that stands to the right in the same line.
    mutating func append(_ other: SetLine) {
        let gap = other.left - right
        // A bullet may be of another size; the line is of its text's.
        if characters.count < 3, other.characters.count > 3, let mark = characters.first?.scalar,
            !Self.isOfWord(mark), other.size < 1.5 * size
        {
            size = other.size
        }
        if characters.last?.scalar != " ", other.characters.first?.scalar != " ", gap > 0.12 * size {
            characters.append(SetCharacter(scalar: " ", left: right, right: other.left))
        }
        let script = script(of: other)
        characters += script == .none ? other.characters : other.characters.map { $0.with(script) }
        (left, right) = (min(left, other.left), max(right, other.right))
        (top, bottom) = (min(top, other.top), max(bottom, other.bottom))
        bold = bold && other.bold
        endsParagraph = endsParagraph || other.endsParagraph
    }

    /// How a fragment of its own stands to this line.
    func script(of other: SetLine) -> SetCharacter.Script {
        Self.script(size: other.size, rise: baseline - other.baseline, beside: size)
    }

    static func script(size: Float, rise: Float, beside main: Float) -> SetCharacter.Script {
        guard size < 0.86 * main else { return .none }
        return rise > 0.12 * main ? .raised : rise < -0.06 * main ? .lowered : .none
    }
}

extension SetCharacter {
    func with(_ script: Script) -> SetCharacter {
        var copy = self
        if copy.script == .none, scalar != " " { copy.script = script }
        return copy
    }
}

extension SetLine {
    /// What a character is in clean text; nil where it is nothing. Inside a line a soft hyphen that is drawn after a
    /// letter or digit is a hyphen: some programs set every hyphen as one. The line's last stays, for the line joiner.
    static func scalar(at index: Int, of characters: [SetCharacter], size: Float) -> Unicode.Scalar? {
        let character = characters[index]
        guard character.scalar.value == 0xAD, index + 1 < characters.count else { return character.scalar }
        let isDrawn = character.right - character.left > 0.05 * size
        return isDrawn && index > 0 && isOfWord(characters[index - 1].scalar) ? "-" : nil
    }

    /// Whether a hyphen between two characters joins a number to something, as in `40-minute`.
    static func joinsNumber(_ first: Unicode.Scalar, _ second: Unicode.Scalar?) -> Bool {
        guard let second, isOfWord(first), isOfWord(second) else { return false }
        return first.properties.numericType != nil || second.properties.numericType != nil
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}

/// A page's size and the lines on it, in the order of its content, cleaned; characters that nobody sees are counted only.
struct SetText {
    private(set) var lines: [SetLine] = []
    /// Runs of text that nobody sees.
    private(set) var hiddenRuns = 0
    /// Characters, and those of them that the file gives no letter for.
    private(set) var characterCount = 0
    private(set) var unmappedCount = 0
    /// Characters that are a picture's recognised text.
    private(set) var recognisedCount = 0
    private let width: Float
    private let height: Float

    init(_ page: MuPage) {
        (width, height) = (page.width, page.height)
        let all = UnsafeBufferPointer(start: page.characters, count: page.count)
        // A page on which nothing is painted holds its text for programs; beside other text it was meant to be hidden.
        let isAllTransparent = all.allSatisfy { $0.scalar == 32 || $0.sight == UInt8(MU_TRANSPARENT.rawValue) }
        let transparent = isAllTransparent ? UInt8.max : UInt8(MU_TRANSPARENT.rawValue)
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end].line == all[start].line { end += 1 }
            read(UnsafeBufferPointer(rebasing: all[start..<end])) {
                $0.sight == UInt8(MU_HIDDEN.rawValue) || $0.sight == transparent
            }
            start = end
        }
    }

    private mutating func read(_ run: UnsafeBufferPointer<MuCharacter>, isHidden: (MuCharacter) -> Bool) {
        if run.contains(where: { $0.font != 0 }) {
            let written = run.map(SymbolFonts.written)
            written.withUnsafeBufferPointer { count($0, isHidden: isHidden) }
        } else {
            count(run, isHidden: isHidden)
        }
    }

    private mutating func count(_ run: UnsafeBufferPointer<MuCharacter>, isHidden: (MuCharacter) -> Bool) {
        var hasHidden = false
        for item in run where item.scalar != 32 {
            characterCount += 1
            if item.sight != 0, isHidden(item) { hasHidden = true }
            if item.sight == UInt8(MU_RECOGNISED.rawValue) { recognisedCount += 1 }
            if item.scalar == 0xFFFD || (0xE000...0xF8FF).contains(item.scalar) || (1..<32).contains(item.scalar) {
                unmappedCount += 1
            }
        }
        guard hasHidden else {
            append(run)
            return
        }
        hiddenRuns += 1
        var seen: [MuCharacter] = []
        for item in run {
            if !isHidden(item) {
                seen.append(item)
            } else if item.scalar != 32, var blank = seen.last, blank.scalar != 32 {
                // What stands on either side of what is hidden is not one word.
                (blank.scalar, blank.x0, blank.x1) = (32, blank.x1, item.x0)
                seen.append(blank)
            }
        }
        append(seen)
    }

    private mutating func append(_ run: some Collection<MuCharacter>) {
        guard let first = run.first else { return }
        let turn = SetLine.Turn(rawValue: first.turn) ?? .slanted
        let items = run.compactMap { PlacedCharacter($0, turn: turn, width: width, height: height) }
        if RightToLeft.isMostly(items) {
            for part in RightToLeft.parts(items) { lines += [SetLine(part, turn: turn)].compactMap { $0 } }
        } else if let line = SetLine(AccentMarks.joined(items), turn: turn) {
            lines.append(line)
        }
    }
}

/// A character with its place once its line is turned to run from left to right.
struct PlacedCharacter {
    var scalar: Unicode.Scalar
    var left, top, right, bottom: Float
    var baseline: Float
    var size: Float
    var bold: Bool

    init?(_ item: MuCharacter, turn: SetLine.Turn, width: Float, height: Float) {
        // A damaged matrix puts text nowhere.
        let reach = abs(item.x0) + abs(item.y0) + abs(item.x1) + abs(item.y1) + abs(item.x) + abs(item.y) + item.size
        guard reach + (turn == .upright ? 0 : abs(width) + abs(height)) < 1e8,
            let scalar = Unicode.Scalar(UInt32(bitPattern: item.scalar))
        else { return nil }
        (self.scalar, size, bold) = (scalar, item.size, item.bold != 0)
        switch turn {
        case .upright, .slanted:
            (left, top, right, bottom, baseline) = (item.x0, item.y0, item.x1, item.y1, item.y)
        case .upward:
            (left, top, right, bottom) = (height - item.y1, item.x0, height - item.y0, item.x1)
            baseline = item.x
        case .downward:
            (left, top, right, bottom) = (item.y0, width - item.x1, item.y1, width - item.x0)
            baseline = width - item.x
        case .upsideDown:
            (left, top, right, bottom) = (width - item.x1, height - item.y1, width - item.x0, height - item.y0)
            baseline = height - item.y
        }
    }
}

extension SetLine {
    /// Characters normalised and blanks trimmed; nil where nothing is left.
    init?(_ run: [PlacedCharacter], turn: Turn) {
        let inked = run.filter { $0.scalar != " " }
        let size = inked.first?.size ?? run.first?.size ?? 1
        // Most lines have one size.
        let main = max(inked.allSatisfy { $0.size == size } ? size : inked.map(\.size).sorted()[inked.count / 2], 1)
        let ground = (inked.first { $0.size >= 0.86 * main } ?? run.first)?.baseline ?? 0
        var characters: [SetCharacter] = []
        characters.reserveCapacity(run.count)
        for item in run {
            let script = Self.script(size: item.size, rise: ground - item.baseline, beside: main)
            if (0x21...0x7E).contains(item.scalar.value) {
                characters.append(
                    SetCharacter(scalar: item.scalar, left: item.left, right: item.right, script: script))
                continue
            }
            let scalars = CharacterCleaning.normalise(item.scalar)
            // A ligature's letters share its width.
            let step = (item.right - item.left) / Float(max(scalars.count, 1))
            for (index, scalar) in scalars.enumerated() {
                if scalar == " ", characters.isEmpty || characters.last?.scalar == " " { continue }
                let left = item.left + Float(index) * step
                characters.append(
                    SetCharacter(
                        scalar: scalar, left: left, right: left + step, script: scalar == " " ? .none : script))
            }
        }
        while characters.last?.scalar == " " { characters.removeLast() }
        guard let first = run.first, let head = characters.first, let tail = characters.last else { return nil }
        self.init(
            characters: characters, left: min(head.left, tail.left), top: inked.map(\.top).min() ?? first.top,
            right: max(head.right, tail.right), bottom: inked.map(\.bottom).max() ?? first.bottom, baseline: ground,
            size: main, bold: inked.allSatisfy(\.bold), turn: turn)
    }
}
