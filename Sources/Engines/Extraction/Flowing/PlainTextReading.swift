/// Reads plain text: paragraphs stand between empty lines, or are one line each where lines are long.
enum PlainTextReading {
    static func read(_ text: String) -> ExtractedDocument {
        // Separators of files, groups and records end a line as well.
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline || "\u{1C}\u{1D}\u{1E}".contains($0) }
            .map { CharacterCleaning.clean(String($0)) }
        let filled = lines.filter { !$0.isEmpty }
        let longest = filled.map(\.count).max() ?? 0
        // Lines wrapped by hand are of one measure; where they are not, every line is a paragraph.
        let isWrapped = longest <= 100 && filled.count { $0.count > longest * 2 / 3 } * 3 > filled.count
        var builder = FlowBuilder()
        var paragraph: [String] = []
        func flush(_ builder: inout FlowBuilder) {
            guard !paragraph.isEmpty else { return }
            if paragraph.count == 1, isHeading(paragraph[0]) {
                builder.add(paragraph[0], .heading(level: 0))
            } else {
                builder.add(joined(paragraph), .body)
            }
            paragraph = []
        }
        for line in lines {
            if line.isEmpty || !isWrapped { flush(&builder) }
            if !line.isEmpty { paragraph.append(line) }
        }
        flush(&builder)
        return builder.document(.text)
    }

    private static func joined(_ lines: [String]) -> String {
        lines.dropFirst().reduce(lines[0]) { text, line in
            let breaksWord =
                text.hasSuffix("-") && text.dropLast().last?.isLetter == true && line.first?.isLowercase == true
            return breaksWord ? text.dropLast() + line : text + " " + line
        }
    }

    /// "CHAPTER IV", "III. THE METHOD", "Part Two": short, in capitals or named as a chapter.
    private static func isHeading(_ line: String) -> Bool {
        guard line.count < 80, line.contains(where: \.isLetter) else { return false }
        if line.wholeMatch(of: /(?i)(chapter|part|book|section|appendix)\s+[\w.:—-]+.*/) != nil { return true }
        let letters = line.filter(\.isLetter)
        return letters.count > 3 && !letters.contains(where: \.isLowercase) && letters.contains(where: \.isUppercase)
    }
}
