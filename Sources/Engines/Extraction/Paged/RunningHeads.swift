/// Finds what a publisher repeats at the top and bottom of pages: running heads, running feet and page numbers.
struct RunningHeads {
    /// For each page, the indices of its lines that are running heads or feet.
    private(set) var lines: [Set<Int>]
    /// For each page, the printed page number.
    private(set) var labels: [String?]

    /// How many rows from the edge are looked at, and how far pages with the same head may stand apart.
    private static let depth = 3, reach = 12

    private struct Candidate {
        let page: Int
        let indices: [Int]
        let key: Key
        let text: String
        let rank: Int
    }

    private struct Key: Hashable {
        let text: String
        let atTop: Bool
        let y: Int
    }

    init(pages: [[SetLine]]) {
        lines = Array(repeating: [], count: pages.count)
        labels = Array(repeating: nil, count: pages.count)
        var candidates: [Candidate] = []
        for (page, set) in pages.enumerated() { candidates += Self.candidates(set, page: page) }
        var seen: [Key: [Int]] = [:]
        for candidate in candidates { seen[candidate.key, default: []].append(candidate.page) }
        let numbering = Self.numbering(candidates, pageCount: pages.count)
        // Rows are accepted from the edge inwards: what stands between body text is body text.
        var accepted: [Int: [Bool: Int]] = [:]
        for candidate in candidates.sorted(by: { ($0.page, $0.rank) < ($1.page, $1.rank) }) {
            guard accepted[candidate.page]?[candidate.key.atTop] ?? 0 == candidate.rank else { continue }
            let label = Self.label(in: candidate.text, page: candidate.page, numbering: numbering)
            let alone = label.map { Self.isOnlyNumber(candidate.text, label: $0) } ?? false
            guard alone || Self.repeats(seen[candidate.key] ?? [], around: candidate.page, of: pages.count) else {
                continue
            }
            accepted[candidate.page, default: [:]][candidate.key.atTop] = candidate.rank + 1
            lines[candidate.page].formUnion(candidate.indices)
            if let label, labels[candidate.page] == nil { labels[candidate.page] = label }
        }
    }

    private static func candidates(_ set: [SetLine], page: Int) -> [Candidate] {
        let order = set.indices.filter { set[$0].upright }.sorted { set[$0].baseline < set[$1].baseline }
        var rows: [[Int]] = []
        for index in order {
            if let first = rows.last?.first, ReadingOrder.isSameRow(set[first], set[index]) {
                rows[rows.count - 1].append(index)
            } else {
                rows.append([index])
            }
        }
        func make(_ row: [Int], rank: Int, top: Bool) -> Candidate {
            let text = row.sorted { set[$0].left < set[$1].left }.map { set[$0].text }.joined(separator: " ")
            let key = Key(text: normalise(text), atTop: top, y: Int((set[row[0]].baseline / 5).rounded()))
            return Candidate(page: page, indices: row, key: key, text: text, rank: rank)
        }
        let count = min(depth, rows.count)
        return (0..<count).map { make(rows[$0], rank: $0, top: true) }
            + (0..<count).map { make(rows[rows.count - 1 - $0], rank: $0, top: false) }
    }

    /// Numbers and Roman numerals become `#`, so that "12 THE CHILD" and "14 THE CHILD" are one.
    private static func normalise(_ text: String) -> String {
        text.lowercased().split(separator: " ").map { word in
            word.allSatisfy { $0.isNumber } || roman(String(word)) != nil ? "#" : String(word)
        }.joined(separator: " ")
    }

    private static func repeats(_ pages: [Int], around page: Int, of count: Int) -> Bool {
        let near = pages.count { abs($0 - page) <= reach }
        return near >= (count <= 4 ? max(2, count) : 3)
    }

    // MARK: Page numbers

    /// The differences between printed and physical page numbers that enough pages agree on.
    private static func numbering(_ candidates: [Candidate], pageCount: Int) -> Set<Int> {
        var votes: [Int: Set<Int>] = [:]
        for candidate in candidates {
            for (value, _) in numbers(in: candidate.text) {
                votes[value - candidate.page, default: []].insert(candidate.page)
            }
        }
        return Set(votes.filter { $0.value.count >= max(2, min(3, pageCount)) }.keys)
    }

    private static func label(in text: String, page: Int, numbering: Set<Int>) -> String? {
        numbers(in: text).first { numbering.contains($0.value - page) }?.label
    }

    /// The numbers at either end of a row.
    private static func numbers(in text: String) -> [(value: Int, label: String)] {
        let words = text.split(separator: " ")
        guard let first = words.first, let last = words.last else { return [] }
        return [first, last].compactMap { word in
            let bare = word.trimmingPrefix { !$0.isLetter && !$0.isNumber }.prefix { $0.isLetter || $0.isNumber }
            if let value = Int(bare), value < 100_000 { return (value, String(bare)) }
            // Roman pages count from the front matter's start; kept apart from Arabic ones by a large offset.
            return roman(String(bare)).map { ($0 + 1_000_000, String(bare)) }
        }
    }

    private static func isOnlyNumber(_ text: String, label: String) -> Bool {
        let rest = text.replacing(label, with: "", maxReplacements: 1).lowercased()
            .filter { $0.isLetter || $0.isNumber }
        return rest.isEmpty || rest == "page" || rest.wholeMatch(of: /(page)?of\d+/) != nil
    }

    /// The value of a lower-case Roman numeral up to 89.
    private static func roman(_ text: String) -> Int? {
        guard !text.isEmpty, text.count < 9, text.allSatisfy({ "ivxl".contains($0) }) else { return nil }
        let values = text.map { ["i": 1, "v": 5, "x": 10, "l": 50][$0] ?? 0 }
        return zip(values, values.dropFirst() + [0]).reduce(0) { $0 + ($1.0 < $1.1 ? -$1.0 : $1.0) }
    }
}
