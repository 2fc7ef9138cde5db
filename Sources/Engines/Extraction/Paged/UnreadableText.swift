import CMuPDF

/// Text whose fonts say which shape is drawn but not, or wrongly, which letter it is.
enum UnreadableText {
    /// How often letters occur in English, in bits: -log2 of a letter's share.
    private static let bits: [Float] = [
        3.6, 6.1, 5.2, 4.6, 3.0, 5.5, 5.6, 4.0, 3.8, 9.4, 7.0, 4.6, 5.4, 3.9, 3.7, 5.7, 10.0, 4.1, 4.0, 3.5, 5.2, 6.7,
        5.4, 9.4, 5.7, 10.4,
    ]
    /// Above this many bits a letter no language written with these letters is meant; English has 4.2, Polish or Somali
    /// below 5.
    private static let mostBits: Float = 5.6

    /// Text of a school is below it; above, its words are looked at.
    private static let suspectBits: Float = 4.6

    static func isUnreadable(_ lines: [SetLine], characters: Int, unmapped: Int) -> Bool {
        if characters >= 20, unmapped * 10 >= characters * 3 { return true }
        var (all, garbled) = (0, 0)
        var sum: Float = 0
        var letters = 0
        for line in lines {
            let count = line.characters.count { $0.scalar != " " }
            all += count
            if isGarbled(line) { garbled += count }
            for character in line.characters {
                let value = character.scalar.value | 0x20
                guard (0x61...0x7A).contains(value) else { continue }
                letters += 1
                sum += bits[Int(value - 0x61)]
            }
        }
        if all >= 40, garbled * 5 >= all * 2 { return true }
        if letters >= 120, letters * 3 >= all * 2, sum > mostBits * Float(letters) { return true }
        return letters >= 16 && sum > suspectBits * Float(letters) && ShiftedText.isOne(lines)
    }

    /// Signs that stand between letters in no text.
    private static let odd: [Bool] = {
        var table = [Bool](repeating: false, count: 128)
        for scalar in "^~#$!\"&*=<>@\\`|{}+%[]_".unicodeScalars { table[Int(scalar.value)] = true }
        return table
    }()

    private static func isGarbled(_ line: SetLine) -> Bool {
        var (count, oddInside, letters) = (0, 0, 0)
        let characters = line.characters
        for (index, scalar) in characters.lazy.map(\.scalar).enumerated() where scalar != " " {
            count += 1
            let value = scalar.value | 0x20
            if (0x61...0x7A).contains(value) || scalar.value > 0x7F && scalar.properties.isAlphabetic { letters += 1 }
            // Inside a word, not at its end, nor repeated as rules and rows of dots are.
            guard scalar.value < 128, odd[Int(scalar.value)], index > 0, index + 1 < characters.count,
                characters[index - 1].scalar != " ", characters[index + 1].scalar != " ",
                characters[index - 1].scalar != scalar, characters[index + 1].scalar != scalar
            else { continue }
            oddInside += 1
        }
        return count >= 8 && oddInside * 7 >= count && letters * 2 < count
    }
}
