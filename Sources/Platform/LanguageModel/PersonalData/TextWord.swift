/// A word of a text, as names are compared with it.
struct TextWord {
    enum Before {
        /// Blanks or a hyphen.
        case blank
        case comma
        /// After a label: "Student: Faith".
        case colon
        /// A dot or an underscore and no blank, as within an address.
        case joint
        /// A sign between the items of a list, and no more: "Hope/Will", "Hope & Will".
        case item
        /// A quotation mark or a bracket: a name may go on behind it, 'Robert "Bobby" Castellano'.
        case quote
        /// From one cell of a table to the next: "Bell | Grace", "Bell;Grace", "\"Bell\",\"Grace\"".
        case cell
        /// A dash with blanks around: "Reading log - Grace".
        case dash
        case other
    }
    enum Style { case small, capital, allCapitals }

    /// Scalars of the plain text, without a possessive's end.
    let range: Range<Int>
    /// In small letters, without apostrophes.
    let key: String
    /// As it looks, where letters of several alphabets are in it, or none that is not also a Latin one.
    let lookalike: String?
    let before: Before
    let style: Style
    let hasDot: Bool
    let isPossessive: Bool
    /// In brackets alone, or behind a sign of address: "(Will)", "@Grace".
    let isMarked: Bool
    /// Whether a share or a mark follows: "Grace 45 %", "Will: 7/10".
    let isScored: Bool
    /// Whether a plain number follows: "Grace: 85".
    let isNumbered: Bool
    /// Whether digits follow without a blank: "gbell09".
    let hasDigits: Bool
    /// Whether a sentence, a line or a quotation begins with it.
    let opens: Bool

    var isArabic: Bool {
        key.unicodeScalars.first.map { (0x621...0x6FF).contains($0.value) } ?? false
    }
    var isCapital: Bool { style != .small }
    var isInitial: Bool { style != .small && range.count == 1 }

    static func split(_ text: [Unicode.Scalar]) -> [TextWord] {
        func isLetter(_ index: Int) -> Bool {
            guard index < text.count else { return false }
            let scalar = text[index]
            if scalar.isASCII { return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
            return scalar.properties.isAlphabetic
        }
        var words: [TextWord] = []
        var (index, last) = (0, 0)
        while index < text.count {
            guard isLetter(index) else {
                index += 1
                continue
            }
            let start = index
            // "请联系Mia老师": scripts without blanks end a word of another.
            let isUnspaced = UnspacedNames.isUnspaced(text[start])
            while isLetter(index) && UnspacedNames.isUnspaced(text[index]) == isUnspaced
                || index < text.count && text[index] == "'" && isLetter(index + 1)
            {
                index += 1
            }
            var end = index
            var isPossessive = false
            // "Kim's", and "James'".
            if end - start > 2, text[end - 1] == "s" || text[end - 1] == "S", text[end - 2] == "'" {
                end -= 2
                isPossessive = true
            } else if index < text.count, text[index] == "'", text[end - 1] == "s" || text[end - 1] == "S" {
                isPossessive = true
            }
            let (before, opens) = between(text.part(last, start), after: words.last)
            let (key, lookalike, style) = read(text.part(start, end))
            words.append(
                TextWord(
                    range: start..<end, key: key, lookalike: lookalike, before: before, style: style,
                    hasDot: index < text.count && text[index] == ".", isPossessive: isPossessive,
                    isMarked: isMarked(text, start..<index), isScored: isScored(text, index),
                    isNumbered: isNumbered(text, index),
                    hasDigits: hasDigits(text, index), opens: opens))
            last = index
        }
        return words
    }

    private static func isMarked(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        guard range.lowerBound > 0 else { return false }
        let before = text[range.lowerBound - 1]
        if before == "@" {
            return range.lowerBound < 2 || " \n".unicodeScalars.contains(text[range.lowerBound - 2])
        }
        return before == "(" && range.upperBound < text.count && text[range.upperBound] == ")"
    }

    private static func isScored(_ text: [Unicode.Scalar], _ end: Int) -> Bool {
        var index = end
        while index < text.count, index - end < 3, ":- ,(".unicodeScalars.contains(text[index]) {
            index += 1
        }
        let start = index
        while index < text.count, index - start < 4,
            ("0"..."9").contains(text[index]) || text[index] == "."
        {
            index += 1
        }
        guard index > start, start > end, index < text.count else { return false }
        if text[index] == " ", index + 1 < text.count { index += 1 }
        return text[index] == "%" || text[index] == "/" && text[end] != " "
    }

    private static func hasDigits(_ text: [Unicode.Scalar], _ end: Int) -> Bool {
        var index = end
        if index < text.count, text[index] == "@" { return true }
        if index < text.count, "._-".unicodeScalars.contains(text[index]) { index += 1 }
        return index < text.count && ("0"..."9").contains(text[index])
    }

    private static func isNumbered(_ text: [Unicode.Scalar], _ end: Int) -> Bool {
        var index = end
        while index < text.count, index - end < 3, ":- =|".unicodeScalars.contains(text[index]) {
            index += 1
        }
        let start = index
        while index < text.count, index - start < 4, ("0"..."9").contains(text[index]) { index += 1 }
        guard index > start, start > end, index - start < 4 else { return false }
        return index == text.count || " ,;|\n.)".unicodeScalars.contains(text[index])
    }

    private static func between(_ text: ArraySlice<Unicode.Scalar>, after word: TextWord?) -> (
        Before, Bool
    ) {
        guard let word else { return (.other, true) }
        // A short word's dot belongs to it: "St. John", "D. Reyes", "Mrs. White".
        let isShort = word.hasDot && (word.key.utf8.count <= 2 || NameCues.titles.contains(word.key))
        if text.count == 1, let only = text.first, only == "." || only == "_" || only == "·" { return (.joint, false) }
        // What stands far apart has nothing to do with each other; only its beginning is looked at.
        let text = text.prefix(8)
        let isMarked = text.contains("*")
        let bare = isMarked ? text.filter { $0 != "*" }[...] : text
        let rest = isShort && bare.first == "." ? bare.dropFirst() : bare
        let lines = rest.count { $0 == "\n" }
        if rest.count >= 3, rest.first == " ", rest.last == " ", rest.contains("-"),
            rest.allSatisfy({ $0 == " " || $0 == "-" })
        {
            return (.dash, true)
        }
        if rest.count <= 4, lines < 2, rest.allSatisfy({ $0 == " " || $0 == "\n" || $0 == "-" }) {
            return (.blank, false)
        }
        if rest.first == ",", rest.count <= 4, lines < 2,
            rest.dropFirst().allSatisfy({ $0 == " " || $0 == "\n" })
        {
            return (.comma, false)
        }
        if rest.first == ":", rest.count <= 4, rest.dropFirst().allSatisfy({ $0 == " " || $0 == "\n" }) {
            return (.colon, true)
        }
        let signs = rest.filter { $0 != " " }
        if rest.count <= 3, signs.count == 1, let sign = signs.first,
            "/&+;".unicodeScalars.contains(sign)
        {
            return (.item, sign == ";")
        }
        if rest.count <= 3, (1...2).contains(signs.count),
            signs.allSatisfy({ "\"“”«»()'".unicodeScalars.contains($0) })
        {
            return (.quote, true)
        }
        if rest.count <= 6, signs.contains(":") || signs.contains("="),
            signs.allSatisfy({ ":=\"'*>".unicodeScalars.contains($0) })
        {
            return (.colon, true)
        }
        if signs.count <= 4, signs.contains("|") || signs.contains(",") && signs.contains("\""),
            signs.allSatisfy({ "|,\"'*".unicodeScalars.contains($0) })
        {
            return (.cell, true)
        }
        if lines == 0, text.count >= 2, text.count < 8, text.allSatisfy({ $0 == " " }) {
            return (.cell, false)
        }
        let opens = rest.contains { ".!?:;\n\"“”«»¿¡|(*#>".unicodeScalars.contains($0) }
        return (.other, opens)
    }

    private static func read(_ text: ArraySlice<Unicode.Scalar>) -> (
        key: String, lookalike: String?, style: Style
    ) {
        var key = String.UnicodeScalarView()
        var (capitals, letters, latin, alike) = (0, 0, 0, 0)
        for scalar in text where scalar != "'" {
            letters += 1
            if scalar.isASCII {
                latin += 1
                if scalar.value < 97 {
                    capitals += 1
                    key.append(Unicode.Scalar(UInt8(scalar.value) + 32))
                } else {
                    key.append(scalar)
                }
            } else {
                let properties = scalar.properties
                if properties.isUppercase { capitals += 1 }
                let small = properties.lowercaseMapping.unicodeScalars
                if let only = small.first, PlainText.lookalikes[only] != nil { alike += 1 }
                for scalar in small { key.append(scalar) }
            }
        }
        var lookalike: String?
        if latin < letters, alike > 0, latin > 0 || alike == letters {
            var view = String.UnicodeScalarView()
            for scalar in text where scalar != "'" {
                for small in scalar.properties.lowercaseMapping.unicodeScalars {
                    view.append(PlainText.capitalLookalikes[scalar] ?? PlainText.lookalikes[small] ?? small)
                }
            }
            lookalike = String(view)
        }
        let isFirst = text.first?.properties.isUppercase ?? false
        let style: Style =
            capitals == letters && letters > 1 ? .allCapitals : isFirst ? .capital : .small
        return (String(key), lookalike, style)
    }
}
