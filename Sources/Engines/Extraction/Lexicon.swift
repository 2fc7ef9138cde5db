import CAssets

/// English words, for questions of how text is set: those that the embedded encoder knows as whole ones, some 20,000.
/// A word that is missing here may still be one.
enum Lexicon {
    /// - Parameter word: in small letters.
    static func contains(_ word: String) -> Bool { hashes.contains(hash(word.utf8)) }

    /// Whether a word is known by itself or without an ending that most words may have.
    static func knows(_ word: String) -> Bool {
        if contains(word) { return true }
        for (ending, stems) in endings where word.utf8.count > ending.utf8.count + 3 && word.hasSuffix(ending) {
            let stem = word.dropLast(ending.count)
            if stems.contains(where: { contains(stem + $0) }) { return true }
        }
        return false
    }

    /// Endings, and what the word without them may end in.
    private static let endings = [
        ("s", [""]), ("es", [""]), ("ies", ["y"]), ("ed", ["", "e"]), ("ing", ["", "e"]), ("er", ["", "e"]),
        ("ers", ["", "e"]), ("ly", [""]), ("ment", [""]), ("ments", [""]), ("ness", [""]), ("less", [""]),
        ("ful", [""]), ("ally", ["al", ""]), ("able", ["", "e"]),
    ]

    /// Words stand as hashes: a chance hit among so few is none to reckon with.
    private static let hashes: Set<UInt64> = {
        let file = UnsafeBufferPointer(start: asset_encoder.bytes, count: asset_encoder.count)
        // The vocabulary, a token a line, ends the file; this one begins it.
        let first = Array("[PAD]\n".utf8)
        var start = file.count - first.count
        let least = max(0, file.count - (1 << 20))
        while start >= least {
            if file[start] == first[0], file[start..<start + first.count].elementsEqual(first) { break }
            start -= 1
        }
        guard start >= least else { return [] }
        var words: Set<UInt64> = []
        words.reserveCapacity(32_768)
        // By hand, because every worker that needs it reads it anew.
        var (hash, count, isWord) = (seed, 0, true)
        for byte in file[start...] {
            if byte == 0x0A {
                if isWord, count > 1 { words.insert(hash) }
                (hash, count, isWord) = (seed, 0, true)
            } else {
                isWord = isWord && (0x61...0x7A).contains(byte)
                hash = (hash ^ UInt64(byte)) &* prime
                count += 1
            }
        }
        return words
    }()

    /// FNV-1a.
    private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325, prime: UInt64 = 0x100_0000_01b3
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(seed) { ($0 ^ UInt64($1)) &* prime }
    }
}
