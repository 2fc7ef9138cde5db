/// Notices that a text goes round in circles: the same sixteen words in a row for the fifth time. Small models fall into
/// that, and would go on to their limit while somebody waits. Works on text that comes in pieces.
struct Circles {
    private static let length = 16, most = 5

    private var word = Hasher()
    private var isInWord = false
    private var last: [Int] = []
    private var seen: [Int: Int] = [:]
    /// Whether it does.
    private(set) var areThere = false

    mutating func take(_ text: String) {
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                word.combine(scalar)
                isInWord = true
            } else if isInWord {
                close()
            }
        }
    }

    private mutating func close() {
        last.append(word.finalize())
        (word, isInWord) = (Hasher(), false)
        guard last.count >= Self.length else { return }
        let count = seen[last.hashValue, default: 0] + 1
        seen[last.hashValue] = count
        areThere = areThere || count >= Self.most
        last.removeFirst()
    }
}
