import CMuPDF

/// A character as it is set on a page.
struct SetCharacter: Equatable {
    var scalar: Unicode.Scalar
    var left: Float
    var right: Float
}

/// A line, or a fragment of one, as it is set on a page.
struct SetLine: Equatable {
    var characters: [SetCharacter]
    var left, top, right, bottom: Float
    var baseline: Float
    /// Font size, points.
    var size: Float
    var bold: Bool
    var upright: Bool

    var width: Float { right - left }
    var text: String { String(String.UnicodeScalarView(characters.map(\.scalar))) }

    /// Appends a fragment that stands to the right in the same line.
    mutating func append(_ other: SetLine) {
        let gap = other.left - right
        if characters.last?.scalar != " ", other.characters.first?.scalar != " ", gap > 0.12 * size {
            characters.append(SetCharacter(scalar: " ", left: right, right: other.left))
        }
        characters += other.characters
        (left, right) = (min(left, other.left), max(right, other.right))
        (top, bottom) = (min(top, other.top), max(bottom, other.bottom))
        bold = bold && other.bold
    }
}

extension SetLine {
    /// What a character is in clean text; nil where it is nothing. Inside a line a soft hyphen that is drawn after a
    /// letter or digit is a hyphen: some programs set every hyphen as one. The line's last stays, for the line joiner.
    func scalar(at index: Int) -> Unicode.Scalar? {
        let character = characters[index]
        guard character.scalar.value == 0xAD, index + 1 < characters.count else { return character.scalar }
        let isDrawn = character.right - character.left > 0.05 * size
        return isDrawn && index > 0 && Self.isOfWord(characters[index - 1].scalar) ? "-" : nil
    }

    /// Whether a hyphen between two characters joins a number to something, as in `40-minute`.
    static func joinsNumber(_ first: Unicode.Scalar, _ second: Unicode.Scalar?) -> Bool {
        guard let second, isOfWord(first), isOfWord(second) else { return false }
        return first.properties.numericType != nil || second.properties.numericType != nil
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// The lines of a page in the order of its content, with characters normalised and blanks trimmed.
    static func lines(of page: MuPage) -> [SetLine] {
        let all = UnsafeBufferPointer(start: page.characters, count: page.count)
        var result: [SetLine] = []
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end].line == all[start].line { end += 1 }
            if let line = SetLine(UnsafeBufferPointer(rebasing: all[start..<end])) { result.append(line) }
            start = end
        }
        return result
    }

    private init?(_ run: UnsafeBufferPointer<MuCharacter>) {
        var characters: [SetCharacter] = []
        for item in run {
            guard let raw = Unicode.Scalar(UInt32(bitPattern: item.scalar)) else { continue }
            let scalars = CharacterCleaning.normalise(raw)
            // A ligature's letters share its width.
            let step = (item.x1 - item.x0) / Float(max(scalars.count, 1))
            for (index, scalar) in scalars.enumerated() {
                if scalar == " ", characters.isEmpty || characters.last?.scalar == " " { continue }
                let left = item.x0 + Float(index) * step
                characters.append(SetCharacter(scalar: scalar, left: left, right: left + step))
            }
        }
        while characters.last?.scalar == " " { characters.removeLast() }
        guard let first = run.first, let head = characters.first, let tail = characters.last else { return nil }
        let inked = run.filter { $0.scalar != 32 }
        let sizes = inked.map(\.size).sorted()
        self.characters = characters
        (left, right) = (min(head.left, tail.left), max(head.right, tail.right))
        top = inked.map(\.y0).min() ?? first.y0
        bottom = inked.map(\.y1).max() ?? first.y1
        baseline = first.baseline
        size = max(sizes.isEmpty ? first.size : sizes[sizes.count / 2], 1)
        bold = inked.allSatisfy { $0.bold != 0 }
        upright = first.upright != 0
    }
}

/// What becomes of single characters.
enum CharacterCleaning {
    /// The scalars that stand for `scalar` in clean text: ligatures resolved, odd blanks made plain, invisible ones gone.
    /// A soft hyphen stays, for the line joiner to see.
    static func normalise(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0x20...0x7E: [scalar]
        case 0x09, 0x0A, 0x0D, 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: [" "]
        case 0xAD: [scalar]
        case 0xFB00: ["f", "f"]
        case 0xFB01: ["f", "i"]
        case 0xFB02: ["f", "l"]
        case 0xFB03: ["f", "f", "i"]
        case 0xFB04: ["f", "f", "l"]
        case 0xFB05, 0xFB06: ["s", "t"]
        case 0x2010, 0x2011: ["-"]
        case 0...0x1F, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFFD, 0xFFFC: []
        default: scalar.properties.generalCategory == .privateUse ? [] : [scalar]
        }
    }

    /// Clean text of a file without positions: soft hyphens go as well, letters and their marks are one.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.value != 0xAD {
            if Composition.isMark(scalar), let base = scalars.last, let letter = Composition.composed(base, scalar) {
                scalars.removeLast()
                scalars.append(letter)
                continue
            }
            for kept in normalise(scalar) where !(kept == " " && (scalars.last ?? " ") == " ") { scalars.append(kept) }
        }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }
}
