/// International standard book numbers (ISO 2108), as imprints print them.
enum ISBN {
    /// Pages of a book's beginning that may hold its imprint.
    static let pages = 12

    /// The first number with a right check digit, without hyphens.
    static func find(in texts: some Sequence<String>) -> String? {
        for text in texts {
            for match in text.matches(of: /ISBN(?:-1[03])?:?\s*((?:97[89][\s–-]?)?(?:[0-9][\s–-]?){9}[0-9Xx])/) {
                let digits = plain(String(match.output.1))
                if isSound(digits) { return digits }
            }
        }
        return nil
    }

    /// Its figures only.
    static func plain(_ text: String) -> String {
        text.uppercased().filter { $0.isASCII && $0.isNumber || $0 == "X" }
    }

    static func isSound(_ digits: String) -> Bool {
        let values = digits.map { $0 == "X" ? 10 : $0.wholeNumberValue ?? 0 }
        switch values.count {
        case 13:
            return values.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) } % 10 == 0
        case 10: return values.enumerated().reduce(0) { $0 + $1.element * (10 - $1.offset) } % 11 == 0
        default: return false
        }
    }
}
