import Foundation

/// A word of a text: a run of letters and digits, with what its spelling tells.
struct Word: Sendable, Equatable {
    /// In small letters without accents; an abbreviation without its stops ("R.C.D." is "rcd").
    var text: String
    var isCapitalised: Bool
    /// All its letters are capitals.
    var isAllCapitals: Bool
    /// What stands between it and the word before, where that is one character and no blank: "504-B", "99.31", "don't".
    var joint: Unicode.Scalar?
    /// The text or a sentence begins with it.
    var opensSentence: Bool
    /// A comma, a stop or another mark that parts clauses stands behind it.
    var endsClause = false

    var hasDigit: Bool { text.utf8.contains { (0x30...0x39).contains($0) } }
    var isNumber: Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    var isLetter: Bool { text.unicodeScalars.count == 1 && !hasDigit }
    /// Whether it goes on in a code with the word before: "12-D", "5131.7", "2025/26".
    var isCompound: Bool { joint.map { "-–./‑".unicodeScalars.contains($0) } ?? false }

    /// The words of a text, in order.
    static func all(_ text: String) -> [Word] {
        var reading = WordReading()
        for scalar in text.unicodeScalars { reading.take(scalar) }
        return reading.finish()
    }
}

/// Cuts a text into words, one character after the other.
private struct WordReading {
    private var words: [Word] = []
    private var word = ""
    private var (letters, capitals, isCapitalised) = (0, 0, false)
    /// What was seen since the last word.
    private var (gap, gapCount, hasStop, hasMark) = (Unicode.Scalar(" "), 0, true, false)

    mutating func take(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x30...0x39: word.unicodeScalars.append(scalar)
        case 0x61...0x7A:
            note(isCapital: false)
            word.unicodeScalars.append(scalar)
        case 0x41...0x5A:
            note(isCapital: true)
            word.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
        case 0..<0x80: separate(scalar)
        default:
            if let plain = Accents.plain(scalar) {
                note(isCapital: scalar.properties.isUppercase)
                word += plain
            } else if Ideographs.contains(scalar) {
                // Written without blanks: each is a word.
                end()
                word = String(scalar)
                end()
            } else if scalar.properties.isAlphabetic {
                note(isCapital: scalar.properties.isUppercase)
                word += scalar.properties.lowercaseMapping
            } else if scalar.properties.numericType != nil {
                word.unicodeScalars.append(scalar)
            } else if scalar.properties.generalCategory != .nonspacingMark {
                separate(scalar)
            }
        }
    }

    private mutating func note(isCapital: Bool) {
        if word.isEmpty { isCapitalised = isCapital }
        letters += 1
        if isCapital { capitals += 1 }
    }

    private mutating func separate(_ scalar: Unicode.Scalar) {
        end()
        (gap, gapCount) = (scalar, gapCount + 1)
        switch scalar {
        case ".", "!", "?", ":", "\n", "¿", "¡", "|", "•", "…": (hasStop, hasMark) = (true, true)
        case ",", ";", "(", ")", "—": hasMark = true
        default: break
        }
    }

    private mutating func end() {
        guard !word.isEmpty else { return }
        let isJoined = !words.isEmpty && gapCount == 1 && !" \n|,;:•\u{A0}".unicodeScalars.contains(gap)
        // "Ms. Tran": the stop ends no sentence.
        if hasStop, let last = words.last, QuestionVocabulary.titles.contains(last.text), last.isCapitalised {
            (hasStop, hasMark) = (false, false)
        }
        if hasMark, !isJoined, !words.isEmpty { words[words.count - 1].endsClause = true }
        words.append(
            Word(
                text: word, isCapitalised: isCapitalised, isAllCapitals: letters > 0 && letters == capitals,
                joint: isJoined ? gap : nil, opensSentence: hasStop && !isJoined))
        (word, letters, capitals, isCapitalised) = ("", 0, 0, false)
        (gapCount, hasStop, hasMark) = (0, false, false)
    }

    mutating func finish() -> [Word] {
        end()
        if hasMark, !words.isEmpty { words[words.count - 1].endsClause = true }
        return Self.withoutStops(words)
    }

    /// Makes one word of letters with stops between them: "R.C.D.", "U.S.", "p.m.".
    private static func withoutStops(_ words: [Word]) -> [Word] {
        var result: [Word] = []
        var run = 0
        for word in words {
            let goesOn = word.joint == "." && word.isLetter && run > 0
            if goesOn {
                result[result.count - 1].text += word.text
                result[result.count - 1].endsClause = word.endsClause
            } else {
                result.append(word)
            }
            run = goesOn ? run + 1 : word.isLetter && !word.isCompound ? 1 : 0
        }
        return result
    }
}

/// Characters of scripts that are written without blanks between words: Han and kana.
enum Ideographs {
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    /// How many a text holds.
    static func count(_ text: some StringProtocol) -> Int { text.unicodeScalars.count(where: contains) }
}

/// Letters without their accents.
enum Accents {
    private static let end: UInt32 = 0x250
    private static let letters: [String?] = (0..<end).map { value in
        guard value >= 0xC0, let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { return nil }
        let whole = ["ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"]
        let small = scalar.properties.lowercaseMapping
        if let plain = whole[small] { return plain }
        let first = small.decomposedStringWithCanonicalMapping.unicodeScalars.first
        return first.map { $0.isASCII ? String($0) : small }
    }

    /// A letter of the Latin alphabets, small and without accents; nil for all else.
    static func plain(_ scalar: Unicode.Scalar) -> String? {
        scalar.value < end ? letters[Int(scalar.value)] : nil
    }
}
