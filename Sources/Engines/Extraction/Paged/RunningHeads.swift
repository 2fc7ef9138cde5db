/// Finds what a publisher repeats at the top and bottom of pages: running heads, running feet and page numbers. A page's
/// own heading that counts up from page to page ("Week 1", "Week 2") and the heads of a table that goes on are none.
struct RunningHeads {
    /// For each page, the indices of its lines that are running heads or feet.
    private(set) var lines: [Set<Int>]
    /// For each page, its label: the file's own, else the printed page number.
    private(set) var labels: [String?]

    /// How far pages with the same head may stand apart.
    private static let reach = 12

    /// - Parameter fileLabels: what the file itself calls its pages, where it says anything.
    init(pages: [[SetLine]], bodySize: Float, fileLabels: [String?]? = nil) {
        lines = Array(repeating: [], count: pages.count)
        labels = fileLabels ?? Array(repeating: nil, count: pages.count)
        let edges = pages.enumerated().flatMap { EdgeRow.rows(of: $0.element, page: $0.offset, bodySize: bodySize) }
        var texts: [EdgeRow.Key: [Int]] = [:]
        var patterns: [EdgeRow.Key: [Int]] = [:]
        for row in edges {
            texts[row.key(counting: false), default: []].append(row.page)
            patterns[row.key(counting: true), default: []].append(row.page)
        }
        func repeats(_ pages: [Int]?, around page: Int) -> Bool {
            Self.repeats(pages ?? [], around: page, of: labels.count)
        }
        let numbering = Self.numbering(
            edges.filter { row in
                row.mayHoldPageNumber
                    && (row.isOnlyNumber || repeats(patterns[row.key(counting: true)], around: row.page))
            }, pageCount: pages.count)
        // Rows are accepted from the edge inwards: what stands between body text is body text.
        var accepted: [Int: [Bool: Int]] = [:]
        for row in edges.sorted(by: { ($0.page, $0.rank) < ($1.page, $1.rank) }) {
            guard accepted[row.page]?[row.atTop] ?? 0 == row.rank, !row.isTableHead else { continue }
            let label =
                row.mayHoldPageNumber ? Self.label(in: row, numbering: numbering, fileLabel: labels[row.page]) : nil
            let alike = texts[row.key(counting: false)] ?? []
            let isHead: Bool
            if row.isOnlyNumber {
                isHead = label != nil
            } else if repeats(alike, around: row.page) {
                // A large title that some slides share is theirs; one on nearly every page stays on the first.
                isHead =
                    !row.looksLikeHeading
                    || pages.count >= 5 && alike.count * 5 >= pages.count * 4 && alike.first != row.page
            } else {
                isHead = label != nil && repeats(patterns[row.key(counting: true)], around: row.page)
            }
            guard isHead else { continue }
            accepted[row.page, default: [:]][row.atTop] = row.rank + 1
            lines[row.page].formUnion(row.indices)
            if let label, fileLabels == nil, labels[row.page] == nil { labels[row.page] = label }
        }
        for page in pages.indices { lines[page].formUnion(BrowserMargins.places(pages[page])) }
        for page in pages.indices { lines[page].formUnion(ContinuedHeads.places(page, of: pages, taken: lines)) }
    }

    private static func repeats(_ pages: [Int], around page: Int, of count: Int) -> Bool {
        let near = pages.count { abs($0 - page) <= reach }
        return near >= (count <= 4 ? max(2, count) : 3)
    }

    // MARK: Page numbers

    /// The differences between printed and physical page numbers that enough pages agree on.
    private static func numbering(_ rows: [EdgeRow], pageCount: Int) -> Set<Int> {
        var votes: [Int: Set<Int>] = [:]
        for row in rows {
            for (value, _) in row.numbers { votes[value - row.page, default: []].insert(row.page) }
        }
        return Set(votes.filter { $0.value.count >= max(2, min(3, pageCount)) }.keys)
    }

    private static func label(in row: EdgeRow, numbering: Set<Int>, fileLabel: String?) -> String? {
        row.numbers.first { numbering.contains($0.value - row.page) || $0.label == fileLabel }?.label
    }
}

/// One of the first or last rows of a page.
struct EdgeRow {
    /// How many rows from the edge are looked at.
    private static let depth = 3

    /// What rows of several pages have in common when they are one running head.
    struct Key: Hashable {
        let text: String
        let atTop: Bool
        let y: Int
    }

    let page: Int
    let indices: [Int]
    let text: String
    let rank: Int
    let atTop: Bool
    private let y: Int
    /// Larger than the text of the document, or bold and close to the text that it heads.
    let looksLikeHeading: Bool
    /// A number stands at an end of the row by itself, or after "page".
    private let hasNumberApart: Bool
    /// It and what is further out stand apart from the text.
    private let isApart: Bool
    /// Its cells stand over those of the row that follows.
    let isTableHead: Bool
    let isOnlyNumber: Bool
    /// The numbers at either end.
    let numbers: [(value: Int, label: String)]

    func key(counting: Bool) -> Key { Key(text: counting ? Self.pattern(text) : text.lowercased(), atTop: atTop, y: y) }

    /// "Week 3" over a page's text counts weeks, not pages; "THE CHILD   13" counts pages.
    var mayHoldPageNumber: Bool {
        guard !numbers.isEmpty else { return false }
        if isOnlyNumber { return !atTop || !looksLikeHeading || isApart }
        if hasNumberApart { return true }
        if looksLikeHeading && atTop { return false }
        let words = text.split(separator: " ").count { $0.contains(where: \.isLetter) }
        return isApart && (words > 1 || !atTop)
    }

    static func rows(of set: [SetLine], page: Int, bodySize: Float) -> [EdgeRow] {
        let order = set.indices.filter { set[$0].upright }.sorted { set[$0].baseline < set[$1].baseline }
        var rows: [[Int]] = []
        for index in order {
            if let first = rows.last?.first, ReadingOrder.isSameRow(set[first], set[index]) {
                rows[rows.count - 1].append(index)
            } else {
                rows.append([index])
            }
        }
        rows = rows.map { $0.sorted { set[$0].left < set[$1].left } }
        let count = min(depth, rows.count)
        var result: [EdgeRow] = []
        for atTop in [true, false] {
            let inward = Array((atTop ? rows : rows.reversed()).prefix(count + 1))
            let steps = zip(inward, inward.dropFirst()).map { abs(set[$1[0]].baseline - set[$0[0]].baseline) }
            for rank in 0..<count {
                let next = rank + 1 < inward.count ? inward[rank + 1].map { set[$0] } : []
                let apart = steps.indices.contains { $0 >= rank && $0 < depth && steps[$0] > 1.9 * bodySize }
                result.append(
                    EdgeRow(
                        inward[rank].map { set[$0] }, indices: inward[rank], next: next, page: page, rank: rank,
                        atTop: atTop, isApart: apart || inward.count == 1,
                        step: steps.indices.contains(rank) ? steps[rank] : 0,
                        bodySize: bodySize))
            }
        }
        return result
    }

    private init(
        _ row: [SetLine], indices: [Int], next: [SetLine], page: Int, rank: Int, atTop: Bool, isApart: Bool,
        step: Float, bodySize: Float
    ) {
        (self.page, self.indices, self.rank, self.atTop, self.isApart) = (page, indices, rank, atTop, isApart)
        text = row.map(\.text).joined(separator: " ")
        y = Int(((row.first?.baseline ?? 0) / 5).rounded())
        let size = row.map(\.size).max() ?? 0
        looksLikeHeading =
            size >= 1.12 * bodySize
            || row.allSatisfy(\.bold) && !next.allSatisfy(\.bold) && size > 0.95 * bodySize && !isApart
        isTableHead =
            atTop && row.count > 1 && row.count == next.count && step < 2.6 * bodySize
            && zip(row, next).allSatisfy {
                abs($0.left - $1.left) < 4 || abs($0.left + $0.right - $1.left - $1.right) < 8
            }
        let words = text.split(separator: " ")
        var found = [words.first, words.last].compactMap { $0.flatMap { Self.number(String($0)) } }
        let parts = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let figures = parts.count { Self.number($0) != nil }
        let (namesPage, rest) = (
            Self.namesPage(parts), parts.filter { Self.number($0) == nil && !Self.pageWords.contains($0) }
        )
        if found.isEmpty, let only = parts.first(where: { Self.number($0) != nil }), figures == 1, rest.isEmpty {
            // "- 12 -"
            found = [Self.number(only)].compactMap { $0 }
        }
        isOnlyNumber =
            (1...2).contains(figures) && !found.isEmpty && (rest.isEmpty || namesPage && rest == ["p", "a", "g", "e"])
        let isNamed = namesPage && figures > 0
        if let named = zip(parts, parts.dropFirst()).first(where: {
            Self.pageNames.contains($0.0) && Self.number($0.1) != nil
        }),
            let number = Self.number(named.1)
        {
            found.insert(number, at: 0)
        }
        numbers = found
        // "Chapter 3 | 41": a sign parts them.
        let signs = [words.dropFirst().first, words.dropLast().last].contains { word in
            words.count > 2 && word.map { !$0.contains { $0.isLetter || $0.isNumber } } ?? false
        }
        // A fragment of its own: MuPDF parts a line at wide gaps.
        hasNumberApart =
            isNamed || signs
            || row.count > 1
                && [row.first, row.last].contains {
                    $0.map { Self.number($0.text) != nil && $0.characters.count < 9 } ?? false
                }
    }

    private static let pageNames: Set<String> = ["page", "pg", "página", "pág", "seite"]
    private static let pageWords: Set<String> = ["page", "pg", "p", "página", "pág", "pag", "seite", "of", "de", "von"]

    /// Whether a row says "page" beside a number; Word sets its letters apart.
    private static func namesPage(_ parts: [String]) -> Bool {
        if parts.suffix(4) == ["p", "a", "g", "e"] { return true }
        return zip(parts, parts.dropFirst() + [""]).contains { word, next in
            pageNames.contains(word) && (Int(next) != nil || word == parts.last)
        }
    }

    /// Numbers and Roman numerals become `#`, so that "12 THE CHILD" and "14 THE CHILD" are one.
    private static func pattern(_ text: String) -> String {
        text.lowercased().split(separator: " ").map { word in
            word.allSatisfy { $0.isNumber } || roman(String(word)) != nil ? "#" : String(word)
        }.joined(separator: " ")
    }

    private static func number(_ word: String) -> (value: Int, label: String)? {
        let bare = word.trimmingPrefix { !$0.isLetter && !$0.isNumber }.prefix { $0.isLetter || $0.isNumber }
        if let value = Int(bare), value < 100_000 { return (value, String(bare)) }
        // Roman pages count from the front matter's start; kept apart from Arabic ones by a large offset.
        return roman(String(bare)).map { ($0 + 1_000_000, String(bare)) }
    }

    /// The value of a lower-case Roman numeral up to 89.
    private static func roman(_ text: String) -> Int? {
        guard !text.isEmpty, text.count < 9, text.allSatisfy({ "ivxl".contains($0) }) else { return nil }
        let values = text.map { ["i": 1, "v": 5, "x": 10, "l": 50][$0] ?? 0 }
        return zip(values, values.dropFirst() + [0]).reduce(0) { $0 + ($1.0 < $1.1 ? -$1.0 : $1.0) }
    }
}
