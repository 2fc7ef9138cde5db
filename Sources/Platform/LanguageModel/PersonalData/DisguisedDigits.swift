/// Letters put for digits within a number: "52l-O4-7739", "9l9-555-OI48".
struct DisguisedDigits {
    /// The text with digits in their place, and where; nil where there are none.
    let text: [Unicode.Scalar]
    private let places: Set<Int>

    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "O", "o", "Q", "D": "0"
        case "I", "l", "i", "|": "1"
        case "Z", "z": "2"
        case "S", "s": "5"
        case "b", "G": "6"
        case "B": "8"
        case "g", "q": "9"
        default: nil
        }
    }

    init?(_ text: [Unicode.Scalar]) {
        func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
        guard text.contains(where: isDigit) else { return nil }
        var (changed, places): ([Unicode.Scalar]?, Set<Int>) = (nil, [])
        var index = 0
        while index < text.count {
            guard isDigit(text[index]) || Self.digit(text[index]) != nil else {
                index += 1
                continue
            }
            // A part between blanks, of digits, such letters and the signs of numbers.
            let start = index
            var (count, letters) = (0, 0)
            while index < text.count, index - start < 24 {
                if isDigit(text[index]) {
                    count += 1
                } else if Self.digit(text[index]) != nil {
                    letters += 1
                } else if !"-./()".unicodeScalars.contains(text[index]) {
                    break
                }
                index += 1
            }
            let isWhole =
                (start == 0 || !text[start - 1].properties.isAlphabetic)
                && (index == text.count || !text[index].properties.isAlphabetic)
            guard isWhole, letters > 0, count >= 2, count >= letters else {
                while index < text.count, text[index].properties.isAlphabetic { index += 1 }
                continue
            }
            var copy = changed ?? text
            changed = nil
            for place in start..<index {
                guard let digit = Self.digit(text[place]) else { continue }
                copy[place] = digit
                places.insert(place)
            }
            changed = copy
        }
        guard let changed else { return nil }
        (self.text, self.places) = (changed, places)
    }

    /// The numbers that are some by those digits only.
    func findings(words: [TextWord]) -> [PersonalData.Finding] {
        let words = words.filter { !places.contains($0.range.lowerBound) }
        // "4O5 Elm Street" as well.
        let found = Numbers(text: text, words: words).findings + Addresses(text: text, words: words).findings
        return found.filter { finding in
            [.phone, .socialSecurity, .card, .address].contains(finding.kind)
                && finding.range.contains(where: places.contains)
        }
    }
}
