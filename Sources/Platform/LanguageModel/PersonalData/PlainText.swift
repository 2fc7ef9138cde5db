import Foundation

/// A text as it is searched: without characters that nobody sees and without accents, look-alikes of marks made one,
/// and where each of its scalars came from.
///
/// It works on scalars and looks at each once: a million marks on one letter are one character to Swift.
struct PlainText {
    /// Letters keep their case.
    let scalars: [Unicode.Scalar]
    /// Where each scalar begins in the text.
    private let origin: [Int32]
    private let sourceCount: Int
    /// Whether letters of a script without blanks are in it.
    let hasUnspaced: Bool

    init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        var origin: [Int32] = []
        scalars.reserveCapacity(text.utf8.count)
        origin.reserveCapacity(text.utf8.count)
        var known: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        var index: Int32 = 0
        var broken = BrokenLetters()
        for scalar in text.unicodeScalars {
            defer { index += 1 }
            if !scalar.isASCII || broken.isOpen, let letter = broken.next(scalar, after: scalars) {
                scalars.removeLast()
                if letter.isWhole { origin.removeLast() }
                scalars += letter.scalars
                let first = letter.isWhole ? index - 1 : origin[origin.count - 1]
                while origin.count < scalars.count { origin.append(first) }
                if letter.isWhole { continue }
            }
            if scalar.isASCII {
                scalars.append(scalar == "\r" ? "\n" : scalar == "\t" ? " " : scalar == "`" ? "'" : scalar)
                origin.append(index)
                continue
            }
            if let last = scalars.last, let joined = Self.syllable(last, scalar) {
                scalars[scalars.count - 1] = joined
                continue
            }
            let plain: [Unicode.Scalar]
            if let found = known[scalar] {
                plain = found
            } else {
                plain = Self.plain(scalar)
                known[scalar] = plain
            }
            for scalar in plain {
                scalars.append(scalar)
                origin.append(index)
            }
        }
        if let plain = Markup.plain(scalars) {
            (scalars, origin) = (plain.scalars, plain.places.map { origin[$0] })
        }
        (self.scalars, self.origin, sourceCount) = (scalars, origin, Int(index))
        hasUnspaced = known.keys.contains(where: UnspacedNames.isUnspaced)
    }

    /// The scalars of the text that a range here stands for, marks on its last letter included.
    func source(_ range: Range<Int>) -> Range<Int> {
        guard let last = range.last else { return 0..<0 }
        let end = range.upperBound < origin.count ? Int(origin[range.upperBound]) : sourceCount
        return Int(origin[range.lowerBound])..<max(end, Int(origin[last]) + 1)
    }

    // MARK: Scalars

    private static func plain(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if let fixed = fixed[scalar] { return Array(fixed.unicodeScalars) }
        if Mask.isHidden(scalar) { return [] }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .dashPunctuation: return ["-"]
        case .lineSeparator, .paragraphSeparator, .control: return ["\n"]
        case .spaceSeparator: return [" "]
        case .decimalNumber:
            let value = UInt8(properties.numericValue ?? 0)
            return [Unicode.Scalar(48 + value)]
        // "½" and "²" are no part of a number that is dialled.
        case .otherNumber, .letterNumber: return [scalar]
        default: break
        }
        // Hangul stays in syllables; its parts would find one name within another.
        if (0xAC00...0xD7A3).contains(scalar.value) { return [scalar] }
        return String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars.flatMap { part in
            if let fixed = fixed[part] { return Array(fixed.unicodeScalars) }
            return part.properties.canonicalCombiningClass == .notReordered ? [part] : []
        }
    }

    /// A syllable of Hangul that comes in parts, as macOS writes names of files.
    private static func syllable(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        if (0x1100...0x1112).contains(first.value), (0x1161...0x1175).contains(second.value) {
            return Unicode.Scalar(0xAC00 + ((first.value - 0x1100) * 21 + second.value - 0x1161) * 28)
        }
        if (0xAC00...0xD7A3).contains(first.value), (first.value - 0xAC00) % 28 == 0,
            (0x11A8...0x11C2).contains(second.value)
        {
            return Unicode.Scalar(first.value + second.value - 0x11A7)
        }
        return nil
    }

    /// What no decomposition of Unicode's makes plain.
    private static let fixed: [Unicode.Scalar: String] = [
        "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "′": "'", "＇": "'", "´": "'",
        "ˈ": "'", "՚": "'",
        "ꞌ": "'", "᾽": "'", "᾿": "'", "‵": "'", "ʽ": "'", "׳": "'",
        "−": "-", "⁃": "-", "˗": "-", "‧": "-", "֊": "-", "ー": "ー", "•": "\n", "＿": "_", "．": ".",
        "。": ".",
        "\u{85}": "\n", "\u{3164}": "", "\u{34F}": "", "\u{640}": "",
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th",
        "Þ": "Th", "ß": "ss",
        "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "ng",
        "ŧ": "t",
        "ə": "e", "ƙ": "k", "ɓ": "b", "ɗ": "d", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʋ": "v", "ᴀ": "a",
        "ʙ": "b", "ᴄ": "c",
        "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k", "ʟ": "l",
        "ᴍ": "m", "ɴ": "n",
        "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y",
        "ᴢ": "z",
        // Ways of writing one Arabic letter.
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
    ]

    /// Letters of other alphabets that look like Latin ones, in small letters.
    static let lookalikes: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "н": "h", "һ": "h", "і": "i", "ј": "j",
        "к": "k", "м": "m",
        "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y",
        "ү": "y", "ӏ": "l",
        "п": "n", "г": "r", "ь": "b", "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "n", "ι": "i",
        "κ": "k", "μ": "m",
        "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "γ": "y", "ζ": "z",
        "σ": "o",
        "օ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "զ": "q", "ա": "w",
    ]
    /// Where the capitals look like other letters than the small ones do.
    static let capitalLookalikes: [Unicode.Scalar: Unicode.Scalar] = [
        "Η": "h", "Ν": "n", "Υ": "y", "Ρ": "p", "Σ": "e",
    ]
}
