/// Names with digits in place of letters, as a bad scan or a prank writes them: "M1a", "Okonkw0", "W1lliam".
struct DisguisedNames {
    let text: [Unicode.Scalar]
    let names: RosterNames

    private static let letters: [Unicode.Scalar: [Unicode.Scalar]] = [
        "0": ["o"], "1": ["l", "i"], "2": ["z"], "3": ["e"], "4": ["a"], "5": ["s"], "6": ["g"],
        "7": ["t"], "8": ["b"],
        "9": ["g"], "?": ["n", "a", "e", "i", "o", "u", "c"], "\u{FFFD}": ["n", "a", "e", "i", "o", "u", "c"],
        "$": ["s"], "!": ["i"], "|": ["l", "i"],
    ]
    private static let longest = 24

    var ranges: [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < text.count {
            guard isPart(index) else {
                index += 1
                continue
            }
            let start = index
            var (hasSign, count, capital) = (false, 0, false)
            while index < text.count, isPart(index) {
                if isLetter(index) {
                    count += 1
                    if text[index].value < 97 { capital = true }
                } else {
                    hasSign = true
                }
                index += 1
            }
            let range = start..<index
            guard hasSign, count > 1, (3...Self.longest).contains(range.count), count * 2 >= range.count
            else {
                continue
            }
            if isName(range, capital) { found.append(range) }
        }
        return found
    }

    private func isLetter(_ index: Int) -> Bool {
        ("a"..."z").contains(text[index]) || ("A"..."Z").contains(text[index])
    }
    private func isPart(_ index: Int) -> Bool {
        if isLetter(index) || ("0"..."9").contains(text[index]) { return true }
        guard "$!|?\u{FFFD}".unicodeScalars.contains(text[index]), index > 0, index + 1 < text.count else {
            return false
        }
        return isLetter(index - 1) && isLetter(index + 1)
    }

    private func isName(_ range: Range<Int>, _ hasCapital: Bool) -> Bool {
        var readings: [[Unicode.Scalar]] = [[]]
        for scalar in text[range] {
            let options =
                Self.letters[scalar] ?? [Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value | 32))]
            // Each "1" doubles them; five are enough for any name.
            guard readings.count * options.count <= 32 else { return false }
            readings = readings.flatMap { reading in options.map { reading + [$0] } }
        }
        return readings.contains { reading in
            names.token(spelled: String(String.UnicodeScalarView(reading))).map {
                !$0.isCommon || hasCapital
            } ?? false
        }
    }
}
