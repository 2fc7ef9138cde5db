/// A line whose parts a row of dots joins, as in lists of telephone numbers, prices, times and players:
/// "Payroll ........ 555-0172". Its parts are cells of one row; a contents page, whose last parts are page numbers, is
/// told by all of its lines together.
struct LeaderLine {
    /// Stands for a tab that its paragraph draws a row of dots for; of a private use area.
    static let tab: Unicode.Scalar = "\u{10FF01}"
    static let tabText = " \u{10FF01} "

    /// Where its parts stand, two at least.
    let cells: [Range<Int>]
    /// The number at its end that may be a page's; 0 where it is a Roman one, less where a letter stands before it, nil
    /// where it is none.
    let page: Int?
    /// By itself it is a row: an ellipsis in a sentence and the blank of a form are none.
    let isSure: Bool

    /// What a row of dots is made of.
    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "-", "·", "…", "․", "‥", "•", "–", tab: true
        default: false
        }
    }

    private static let longest = 80, mostParts = 6, leastDots = 3, sureDots = 6, plainDots = 10

    init?(_ text: some Collection<Unicode.Scalar>) {
        guard text.count > 4, text.count <= 400, Self.mayHoldLeader(text) else { return nil }
        let text = Array(text)
        let leaders = Self.leaders(text)
        guard !leaders.isEmpty, leaders.count < Self.mostParts else { return nil }
        let (starts, ends) = ([0] + leaders.map(\.range.upperBound), leaders.map(\.range.lowerBound) + [text.count])
        cells = zip(starts, ends).map { Self.trimmed(text, $0..<max($0, $1)) }
        guard cells.allSatisfy({ cell in text[cell].contains { Self.isOfWord($0) } }),
            cells.contains(where: { cell in text[cell].contains { $0.properties.isAlphabetic } }),
            let last = cells.last, cells.dropFirst().allSatisfy({ $0.count <= Self.longest })
        else { return nil }
        page = leaders.count == 1 ? Self.page(text[last]) : nil
        let least = leaders.map(\.count).min() ?? 0
        let holdsFigures = cells.dropFirst().allSatisfy { cell in
            text[cell].contains { $0.properties.numericType != nil }
        }
        let words = text[last].split(separator: " ").count
        // A sentence with an ellipsis or with blanks to fill in.
        let isProse = !holdsFigures && (leaders.count > 1 || text[last].last == "." && words > 3)
        // "Name: ........ Class:" is a form.
        let isForm = text[last].last == ":" || text[cells[0]].last == ":" && !holdsFigures
        guard !isProse, !isForm else { return nil }
        let opens = Self.opens(text[last])
        guard opens || words <= 5 && least > Self.leastDots && text[last].last != "." else { return nil }
        isSure = least >= Self.sureDots && (holdsFigures || page != nil) || least >= Self.plainDots && opens
    }

    /// Most lines of most texts hold none: they cost a glance.
    private static func mayHoldLeader(_ text: some Sequence<Unicode.Scalar>) -> Bool {
        var (count, last): (Int, Unicode.Scalar?) = (0, nil)
        for scalar in text where scalar != " " {
            if scalar == last, isSign(scalar) {
                count += 1
                if count + 1 >= leastDots { return true }
            } else {
                (count, last) = (0, scalar)
                if scalar == "…" || scalar == tab { return true }
            }
        }
        return false
    }

    /// Whether a value may begin so: a name, a number or an amount.
    private static func opens(_ cell: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = cell.first(where: { !"$€£#+\"“".unicodeScalars.contains($0) }) else { return false }
        return first.properties.numericType != nil || first.properties.isAlphabetic && !first.properties.isLowercase
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private static func trimmed(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, text[start].properties.isWhitespace { start += 1 }
        while end > start, text[end - 1].properties.isWhitespace { end -= 1 }
        return start..<end
    }

    /// The rows of dots, each with the number of its dots.
    private static func leaders(_ text: [Unicode.Scalar]) -> [(range: Range<Int>, count: Int)] {
        var result: [(range: Range<Int>, count: Int)] = []
        var index = 0
        while index < text.count {
            let sign = text[index]
            guard isSign(sign) else {
                index += 1
                continue
            }
            var (start, end, count, blanks) = (index, index + 1, 0, 0)
            var next = index
            while next < text.count, blanks < 4 {
                if text[next] == sign {
                    count += sign == "…" ? 3 : sign == "‥" ? 2 : sign == tab ? plainDots : 1
                    (end, blanks) = (next + 1, 0)
                } else if text[next] == " " {
                    blanks += 1
                } else {
                    break
                }
                next += 1
            }
            // The stop of "5 p.m. ......" is the word's.
            if sign == ".", count > leastDots, start > 0, isOfWord(text[start - 1]), start + 2 < end,
                text[start + 1] == " ", text[start + 2] == ".", start + 3 >= end || text[start + 3] == "."
            {
                (start, count) = (start + 1, count - 1)
            }
            let isDash = sign == "-" || sign == "–"
            if count >= (isDash ? sureDots : leastDots) { result.append((start..<end, count)) }
            index = end
        }
        return result
    }

    /// A page's number: figures, a Roman numeral, or both with a letter before, as in A-3.
    private static func page(_ tail: ArraySlice<Unicode.Scalar>) -> Int? {
        guard tail.count <= 6 else { return nil }
        if tail.allSatisfy({ "ivxl".unicodeScalars.contains($0) })
            || tail.allSatisfy({ "IVXL".unicodeScalars.contains($0) })
        {
            return 0
        }
        if let number = Int(String(String.UnicodeScalarView(tail))) { return max(number, prefixed) }
        guard tail.allSatisfy({ isOfWord($0) || $0 == "-" || $0 == "–" }), let last = tail.last,
            last.properties.numericType != nil, tail.count(where: { $0.properties.isAlphabetic }) <= 2
        else { return nil }
        return prefixed
    }

    /// Stands for a page's number that says its part as well.
    private static let prefixed = -1
}

extension LeaderLine {
    /// A text whose tabs draw rows of dots, with the dots; nil where it has none.
    static func dotted(_ text: String) -> String? {
        guard text.unicodeScalars.contains(tab) else { return nil }
        let dots = String(repeating: ".", count: plainDots)
        return text.unicodeScalars.split(separator: tab, omittingEmptySubsequences: false).map { String($0) }.joined(
            separator: " \(dots) ")
    }

    /// The text of a line as cells of a row, or with the row of dots made short.
    func written(_ text: String, isRow: Bool) -> String {
        let scalars = Array(text.unicodeScalars)
        var parts = cells.map { String(String.UnicodeScalarView(scalars[$0.clamped(to: scalars.indices)])) }
        if isRow, let mark = parts[0].first, "•-*".contains(mark), parts[0].dropFirst().first == " " {
            parts[0] = String(parts[0].dropFirst(2))
        }
        return parts.joined(separator: isRow ? " | " : " \(String(String.UnicodeScalarView(ContentsLines.leader))) ")
    }

    /// Which lines of a text are rows of cells; a row of dots that leads to a page number, and one in a sentence, makes
    /// none.
    /// - Parameter pages: how many pages the file has, where that is known.
    static func rows(_ lines: [LeaderLine?], pages: Int? = nil) -> [Bool] {
        var result = lines.map { _ in false }
        var start = 0
        var lastPage = 0
        while start < lines.count {
            guard lines[start] != nil else {
                start += 1
                continue
            }
            let end = lines[start...].firstIndex { $0 == nil } ?? lines.count
            let run = lines[start..<end].compactMap(\.self)
            start = end
            let numbers = run.compactMap(\.page)
            let isContents =
                run.count(where: { $0.isSure && $0.page == nil }) * 2 < numbers.count
                && mayBePages(numbers, of: pages, after: lastPage)
            if isContents { lastPage = max(lastPage, numbers.max() ?? 0) }
            var flags = run.map { $0.page == nil ? $0.isSure : !isContents && $0.isSure }
            // What is in doubt is as the lines beside it are.
            for indices in [Array(run.indices), run.indices.reversed()] {
                for (before, index) in zip(indices, indices.dropFirst()) where flags[before] {
                    if run[index].page == nil || !isContents { flags[index] = true }
                }
            }
            result.replaceSubrange((end - run.count)..<end, with: flags)
        }
        return result
    }

    /// Which lines stand by themselves: rows, and lines of a contents page.
    static func stand(_ lines: [LeaderLine?]) -> [Bool] {
        zip(lines, rows(lines)).map { $1 || $0.map { $0.isSure && $0.page != nil } ?? false }
    }

    /// Whether numbers may count pages: they go up, and a file has so many.
    private static func mayBePages(_ numbers: [Int], of pages: Int?, after last: Int) -> Bool {
        guard let most = numbers.max(), most >= 0 else { return false }
        let figures = numbers.filter { $0 > 0 }
        if let pages, pages > 3, most <= pages + max(20, pages / 2) { return true }
        guard zip(figures, figures.dropFirst()).allSatisfy({ $0 <= $1 }), most <= 2000 else { return false }
        let first = figures.first ?? 0
        return first <= 20 || last > 0 && first >= last && first <= last + 100
    }
}
