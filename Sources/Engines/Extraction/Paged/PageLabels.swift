import CMuPDF

/// What a file itself calls its pages.
enum PageLabels {
    /// nil where the file says nothing, or nothing but that the first page is 1.
    static func read(_ file: PDFFile, pageCount: Int) -> [String?]? {
        var ranges = file.pageLabels().filter { (0..<pageCount).contains($0.first) }.sorted { $0.first < $1.first }
        guard !ranges.isEmpty else { return nil }
        if let first = ranges.first, first.first > 0 {
            ranges.insert(PDFPageLabels(first: 0, style: "D", prefix: "", start: 1), at: 0)
        }
        var labels: [String?] = []
        for (index, range) in ranges.enumerated() {
            let end = index + 1 < ranges.count ? ranges[index + 1].first : pageCount
            for page in range.first..<max(range.first, end) {
                let label = range.label(at: page - range.first)
                labels.append(label.isEmpty ? nil : label)
            }
        }
        guard labels.count == pageCount else { return nil }
        let isPlain = labels.enumerated().allSatisfy { $0.element == String($0.offset + 1) }
        return isPlain || labels.allSatisfy { $0 == nil } ? nil : labels
    }
}

/// How a run of pages is labelled.
struct PDFPageLabels {
    var first: Int
    var style: Character
    var prefix: String
    var start: Int

    func label(at offset: Int) -> String {
        let value = start + offset
        guard value > 0, value < 1_000_000 else { return prefix }
        switch style {
        case "D": return prefix + String(value)
        case "R": return prefix + Self.roman(value)
        case "r": return prefix + Self.roman(value).lowercased()
        case "A": return prefix + Self.letters(value)
        case "a": return prefix + Self.letters(value).lowercased()
        default: return prefix
        }
    }

    private static func roman(_ value: Int) -> String {
        guard value < 4000 else { return String(value) }
        let signs = [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
            (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ]
        var (rest, text) = (value, "")
        for (amount, sign) in signs {
            while rest >= amount {
                text += sign
                rest -= amount
            }
        }
        return text
    }

    /// A to Z, then AA to ZZ.
    private static func letters(_ value: Int) -> String {
        let letter = Character(Unicode.Scalar(UInt8(65 + (value - 1) % 26)))
        return String(repeating: letter, count: min(1 + (value - 1) / 26, 20))
    }
}
