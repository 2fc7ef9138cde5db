import Foundation
import VectorIndex

/// The sealed passages that are open for one search: all within its scope for which there is room.
///
/// They give the same kinds of evidence as the full-text index and the vector index do of clear passages, on the same
/// scales: words and their places, lengths, and cosines.
struct OpenPassages: Sendable {
    /// By their passages' numbers.
    let parts: [SealedPart]
    /// Whether something within the scope had no room.
    let isPart: Bool

    static let none = OpenPassages([], isPart: false)

    /// Sentences compared one by one, 6 ms: of more than these, those of 3,500 passages, only the best passages' are.
    /// Of those the windows and the words tell.
    private static let mostSentences = 100_000

    init(_ parts: [SealedPart], isPart: Bool) {
        self.parts = parts.sorted { $0.passages.lowerBound < $1.passages.lowerBound }
        self.isPart = isPart
    }

    /// Which part holds a passage, and as which of its own.
    func find(_ passage: Int64) -> (part: SealedPart, index: Int)? {
        var (low, high) = (0, parts.count)
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].passages.lowerBound <= passage { low = middle + 1 } else { high = middle }
        }
        guard low > 0, parts[low - 1].passages.contains(passage) else { return nil }
        let part = parts[low - 1]
        let index = Int(passage - part.passages.lowerBound)
        return index < part.count ? (part, index) : nil
    }

    // MARK: Words

    /// Puts where a word stands in sealed passages among where it stands in clear ones.
    func merge(_ stem: String, into clear: WordIndex.Postings) -> WordIndex.Postings {
        guard !parts.isEmpty else { return clear }
        let word = WordHash(stem)
        var merged = WordIndex.Postings()
        var next = 0
        for part in parts {
            clear.copy(from: &next, below: UInt32(clamping: part.passages.lowerBound), to: &merged)
            part.append(word, to: &merged)
        }
        clear.copy(from: &next, below: nil, to: &merged)
        return merged
    }

    /// The passages of the documents whose titles hold a word.
    func passages(titled stem: String) -> [ClosedRange<Int64>] {
        guard !parts.isEmpty else { return [] }
        let word = WordHash(stem)
        return parts.filter { $0.title.contains(word) }.map(\.passages)
    }

    // MARK: Vectors

    /// The passages whose windows are nearest to a query, with the cosine of the nearest.
    func nearestWindows(_ query: [Float], count: Int, in allowed: AllowedPassages) -> [Int64: Float] {
        nearest(query, count: count, in: allowed, \.windows) { $0.windowRows($1) }
    }

    /// The same of sentences; none where there are too many to look at.
    func nearestSentences(_ query: [Float], count: Int, in allowed: AllowedPassages) -> [Int64: Float] {
        guard parts.reduce(0, { $0 + ($1.sentences?.count ?? 0) }) <= Self.mostSentences else { return [:] }
        return nearest(query, count: count, in: allowed, \.sentences) { $0.sentenceRows($1) }
    }

    private func nearest(
        _ query: [Float], count: Int, in allowed: AllowedPassages, _ table: (SealedPart) -> CodeTable?,
        rows: (SealedPart, Int) -> Range<Int>
    ) -> [Int64: Float] {
        guard !parts.isEmpty else { return [:] }
        let code = VectorCode(query)
        var kept: [(score: Float, part: Int, index: Int)] = []
        var floor = -Float.infinity
        // Whole numbers first; those that are kept, and as many again, are weighed exactly.
        let most = 2 * count
        for (place, part) in parts.enumerated() {
            guard let table = table(part) else { continue }
            let ends = (0..<part.count).map { rows(part, $0).upperBound }
            for (index, best) in table.best(code, ends: ends).enumerated() {
                guard best > floor, allowed.contains(part.number(index)) else { continue }
                kept.append((best, place, index))
                if kept.count >= 2 * most {
                    kept.sort { $0.score > $1.score }
                    kept.removeLast(kept.count - most)
                    floor = kept[most - 1].score
                }
            }
        }
        kept.sort { $0.score > $1.score }
        let exact = kept.prefix(most).compactMap { entry -> (passage: Int64, score: Float)? in
            let part = parts[entry.part]
            guard let table = table(part) else { return nil }
            let best = rows(part, entry.index).map { table.score(query, at: $0) }.max()
            return best.map { (part.number(entry.index), $0) }
        }.sorted { ($0.score, $1.passage) > ($1.score, $0.passage) }
        return Dictionary(exact.prefix(count).map { ($0.passage, $0.score) }, uniquingKeysWith: { $1 })
    }

    /// The best cosine of a query and each of some passages' windows; what is not open is left out.
    func windowScores(_ query: [Float], of passages: some Sequence<Int64>) -> [Int64: Float] {
        scores(query, of: passages, \.windows) { $0.windowRows($1) }
    }

    func sentenceScores(_ query: [Float], of passages: some Sequence<Int64>) -> [Int64: Float] {
        scores(query, of: passages, \.sentences) { $0.sentenceRows($1) }
    }

    private func scores(
        _ query: [Float], of passages: some Sequence<Int64>, _ table: (SealedPart) -> CodeTable?,
        rows: (SealedPart, Int) -> Range<Int>
    ) -> [Int64: Float] {
        guard !parts.isEmpty else { return [:] }
        var found: [Int64: Float] = [:]
        for passage in passages {
            guard let (part, index) = find(passage), let table = table(part) else { continue }
            if let best = rows(part, index).map({ table.score(query, at: $0) }).max() { found[passage] = best }
        }
        return found
    }

    /// A passage's windows as vectors; nil where it is not open.
    func windows(of passage: Int64) -> [[Float]]? {
        find(passage).map { part, index in
            part.windowRows(index).map { row in
                let code = part.windows.code(at: row)
                return code.codes.map { Float($0) * code.scale }
            }
        }
    }
}
