/// Pages of a text that was made for a printer: their heads stand in the text once, not on every page.
enum ReportPages {
    private static let mostHeadLines = 12

    /// The lines of a text, without the heads and feet that its pages repeat.
    static func lines(_ text: String) -> [Substring] {
        var pages = text.split(separator: "\u{0C}", omittingEmptySubsequences: false).map { page in
            page.split(omittingEmptySubsequences: false) {
                // Separators of files, groups and records end a line as well.
                $0.isNewline || "\u{1C}\u{1D}\u{1E}\u{2028}".contains($0)
            }
        }
        if pages.count == 1, let parted = parted(pages[0]) { pages = parted }
        guard pages.count > 1 else { return pages.first ?? [] }
        let first = filled(pages[0]).prefix(mostHeadLines).map { pages[0][$0] }
        for number in pages.indices.dropFirst() {
            let places = filled(pages[number])
            let heads = zip(first, places.prefix(mostHeadLines)).prefix { repeats(pages[number][$0.1], $0.0) }
            // Letters that begin alike are no report: its heads count pages or underline the columns.
            guard heads.count < places.count, let last = heads.last?.1,
                heads.contains(where: { countsPages($0.0) || isStroke($0.0) })
            else { continue }
            pages[number].removeSubrange(...last)
        }
        for number in pages.indices.dropLast() {
            while let last = filled(pages[number]).last, isPageNumber(pages[number][last]) {
                pages[number].removeSubrange(last...)
            }
        }
        // A page's end parts paragraphs as a blank line does.
        return Array(pages.joined(separator: [""]))
    }

    private static func filled(_ lines: [Substring]) -> [Int] {
        lines.indices.filter { !lines[$0].allSatisfy(\.isWhitespace) }
    }

    /// Pages without a mark between them, told by a head that counts them.
    private static func parted(_ lines: [Substring]) -> [[Substring]]? {
        let top = filled(Array(lines.prefix(40))).prefix(4)
        guard let head = top.first(where: { countsPages(lines[$0]) }) else { return nil }
        let above = top.prefix { $0 < head }
        var starts: [Int] = [0]
        for index in lines.indices where index > head && countsPages(lines[index]) {
            guard repeats(lines[index], lines[head]), index - above.count > starts[starts.count - 1] else { continue }
            // What stands over it on the first page stands over it here.
            let start = index - above.count
            guard zip(above, start..<index).allSatisfy({ repeats(lines[$0.1], lines[$0.0]) }) else { continue }
            starts.append(start)
        }
        guard starts.count > 1 else { return nil }
        return zip(starts, starts.dropFirst() + [lines.count]).map { Array(lines[$0..<$1]) }
    }

    private static func repeats(_ line: Substring, _ other: Substring) -> Bool {
        let (one, two) = (words(line), words(other))
        if one == two { return true }
        guard one.count == two.count, countsPages(line) || isDated(line) else { return false }
        return zip(one, two).allSatisfy { bare($0) == bare($1) }
    }

    private static func words(_ line: Substring) -> [Substring] {
        line.prefix(400).split(whereSeparator: \.isWhitespace)
    }
    private static func bare(_ word: Substring) -> String { String(word.filter { !$0.isNumber }) }

    private static func countsPages(_ line: Substring) -> Bool {
        line.utf8.count < 400 && mayNamePage(line)
            && line.firstMatch(of: /(?i)\b(page|pages|pg|página|pagina|pág)\b[:.#]?\s*(no\.?|#)?\s*\d/) != nil
    }

    /// Whether "pag", "pg" or "pá" stands in a line with a figure: patterns cost time, and most lines need none.
    private static func mayNamePage(_ line: Substring) -> Bool {
        var (before, last, isNamed, holdsFigure): (UInt8, UInt8, Bool, Bool) = (0, 0, false, false)
        for byte in line.utf8 {
            holdsFigure = holdsFigure || (0x30...0x39).contains(byte)
            let small = byte | 0x20
            if last == UInt8(ascii: "p"), small == UInt8(ascii: "g") || byte == 0xC3 { isNamed = true }
            if before == UInt8(ascii: "p"), last == UInt8(ascii: "a"), small == UInt8(ascii: "g") { isNamed = true }
            (before, last) = (last, small)
        }
        return isNamed && holdsFigure
    }

    private static func isDated(_ line: Substring) -> Bool {
        line.utf8.contains { (0x30...0x39).contains($0) }
            && line.firstMatch(of: /(?i)\b(run|date|time|printed|report|fecha|hora|as of)\b/) != nil
            && line.firstMatch(of: /\d[:\/-]\d/) != nil
    }

    private static func isStroke(_ line: Substring) -> Bool {
        line.count { "-=_".contains($0) } > 3 && line.allSatisfy { "-=_ +|".contains($0) }
    }

    private static func isPageNumber(_ line: Substring) -> Bool {
        line.trimmed.wholeMatch(of: /(?i)[-–\s]*(page|pg\.?|página|pág\.?)\s*\d+(\s*(of|de|\/)\s*\d+)?[-–\s]*/) != nil
    }
}
