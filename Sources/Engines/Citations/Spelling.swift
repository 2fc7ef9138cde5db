/// Words that a misspelled one may mean.
enum Spelling {
    /// The known words that one slip away are, or two in a long word; the first letter is seldom wrong.
    static func near(_ word: String, in known: Set<String>) -> [String] {
        let letters = Array(word.unicodeScalars)
        guard letters.count >= 4, letters.allSatisfy({ $0.properties.isAlphabetic }) else { return [] }
        let most = letters.count >= 8 ? 2 : 1
        return known.filter { other in
            let scalars = Array(other.unicodeScalars)
            guard scalars.first == letters.first, abs(scalars.count - letters.count) <= most, scalars.count >= 4 else {
                return false
            }
            // In a short word another letter makes another word; a letter too few or two changed about are slips.
            if letters.count < 6, scalars.count == letters.count, scalars.sorted() != letters.sorted() { return false }
            return distance(letters, scalars) <= most
        }
    }

    /// Letters put in, left out, changed or swapped with the next (Damerau 1964, restricted).
    private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var (before, last, row) = ([Int](), Array(0...other.count), [Int]())
        for i in 1...one.count {
            row = [i]
            for j in 1...other.count {
                var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1))
                if i > 1, j > 1, one[i - 1] == other[j - 2], one[i - 2] == other[j - 1] {
                    best = min(best, before[j - 2] + 1)
                }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[other.count]
    }
}
