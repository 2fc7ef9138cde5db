/// Text whose font names every letter as another, a fixed number of places away: "Qsfttvsf" is shown as "Pressure".
/// Told by its words: none of them is one, and most of them are once all letters are moved back.
enum ShiftedText {
    private static let mostWords = 120, leastLength = 4

    static func isOne(_ lines: [SetLine]) -> Bool {
        var words: [[UInt8]] = []
        var known = 0
        for line in lines where words.count < mostWords {
            for word in line.characters.split(whereSeparator: { $0.scalar == " " }) where word.count >= leastLength {
                // Other scripts and letters with marks are not moved.
                let bytes = word.compactMap { $0.scalar.isASCII ? UInt8($0.scalar.value) : nil }
                guard bytes.count == word.count, bytes.count <= 40 else { continue }
                if isWord(bytes, moved: 0) { known += 1 } else { words.append(bytes) }
            }
        }
        // A page of names or of another language has few words that are known, and no more when they are moved.
        guard words.count >= 5, known * 4 <= words.count else { return false }
        return (1...31).contains { step in [step, -step].contains { found(words, $0) } }
    }

    private static func found(_ words: [[UInt8]], _ step: Int) -> Bool {
        if words.count > 40, words.prefix(20).count(where: { isWord($0, moved: step) }) < 3 { return false }
        let count = words.count { isWord($0, moved: step) }
        return count >= 4 && count * 4 >= words.count
    }

    private static func isWord(_ bytes: [UInt8], moved step: Int) -> Bool {
        var word: [UInt8] = []
        word.reserveCapacity(bytes.count)
        for byte in bytes {
            let moved = Int(byte) + step
            guard (0x21...0x7E).contains(moved) else { return false }
            word.append(UInt8(moved))
        }
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
        guard let first = word.firstIndex(where: isLetter), let last = word.lastIndex(where: isLetter),
            last - first + 1 >= leastLength, word[first...last].allSatisfy(isLetter)
        else { return false }
        return Lexicon.knows(String(decoding: word[first...last].map { $0 | 0x20 }, as: UTF8.self))
    }
}
