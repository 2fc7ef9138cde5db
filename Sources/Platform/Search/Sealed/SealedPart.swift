import Foundation
import VectorIndex

/// A document's sealed passages while they are open: what a search asks of them, in arrays without gaps.
final class SealedPart: Sendable {
    let document: Int64
    /// Numbers of its passages.
    let passages: ClosedRange<Int64>
    /// Hashes of the stems of its title.
    let title: Set<WordHash>
    /// Words of each passage.
    let lengths: [UInt32]
    let windows: CodeTable
    /// Where each passage's windows begin; one more than there are passages.
    private let windowStarts: [UInt32]
    /// nil where they would take too much memory: then they are read for hits alone.
    let sentences: CodeTable?
    private let sentenceStarts: [UInt32]
    private let sentenceEnds: [(start: Int32, end: Int32, isHeading: Bool)]
    /// Each word once, in order; where its holders begin; for each holder its place among the passages and where its
    /// places begin.
    private let words: [WordHash]
    private let wordStarts: [UInt32]
    private let holders: [UInt32]
    private let placeStarts: [UInt32]
    private let places: [UInt32]

    /// - Parameters:
    ///   - content: words and windows of each passage, in their order.
    ///   - sentences: those of each passage; nil to leave them out.
    init(
        document: Int64, first: Int64, title: Set<WordHash>,
        _ content: [SealedBlock.Searched], sentences: [[SentenceVector]]?, dimensions: Int
    ) {
        (self.document, self.title) = (document, title)
        passages = first...(first + Int64(max(content.count, 1)) - 1)
        lengths = content.map { UInt32($0.words.length) }
        (windows, windowStarts) = Self.table(content.map(\.windows), dimensions)
        if let sentences {
            let table = Self.table(sentences.map { $0.map(\.code) }, dimensions)
            (self.sentences, sentenceStarts) = (table.codes, table.starts)
            sentenceEnds = sentences.flatMap { $0 }.map {
                (Int32(clamping: $0.range.lowerBound), Int32(clamping: $0.range.upperBound), $0.isHeading)
            }
        } else {
            (self.sentences, sentenceStarts, sentenceEnds) = (nil, [], [])
        }
        let table = WordTable(content.map(\.words))
        (words, wordStarts) = (table.words, table.wordStarts)
        (holders, placeStarts, places) = (table.holders, table.placeStarts, table.places)
    }

    private static func table(_ codes: [[VectorCode]], _ dimensions: Int) -> (codes: CodeTable, starts: [UInt32]) {
        var table = CodeTable(dimensions: dimensions)
        table.reserve(codes.reduce(0) { $0 + $1.count })
        var starts: [UInt32] = [0]
        for own in codes {
            for code in own { table.append(code) }
            starts.append(UInt32(table.count))
        }
        return (table, starts)
    }

    /// Bytes of memory held.
    var bytes: Int {
        windows.bytes + (sentences?.bytes ?? 0) + 12 * sentenceEnds.capacity
            + 8 * (words.capacity + 2 * title.count)
            + 4 * (lengths.capacity + windowStarts.capacity + sentenceStarts.capacity + wordStarts.capacity)
            + 4 * (holders.capacity + placeStarts.capacity + places.capacity) + 500
    }

    /// How many passages there are.
    var count: Int { lengths.count }

    func number(_ index: Int) -> Int64 { passages.lowerBound + Int64(index) }

    /// The rows of a passage's windows.
    func windowRows(_ index: Int) -> Range<Int> { Int(windowStarts[index])..<Int(windowStarts[index + 1]) }

    /// The rows of a passage's sentences; none where they are left out.
    func sentenceRows(_ index: Int) -> Range<Int> {
        sentences == nil ? 0..<0 : Int(sentenceStarts[index])..<Int(sentenceStarts[index + 1])
    }

    /// A passage's sentences; nil where they are left out.
    func sentenceVectors(_ index: Int) -> [SentenceVector]? {
        sentences.map { table in
            sentenceRows(index).map { row in
                let end = sentenceEnds[row]
                return SentenceVector(
                    range: Int(min(end.start, end.end))..<Int(end.end), isHeading: end.isHeading,
                    code: table.code(at: row))
            }
        }
    }

    /// Adds where a word stands behind what is there.
    func append(_ word: WordHash, to postings: inout WordIndex.Postings) {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle] < word { low = middle + 1 } else { high = middle }
        }
        guard low < words.count, words[low] == word else { return }
        for index in Int(wordStarts[low])..<Int(wordStarts[low + 1]) {
            let own = places[Int(placeStarts[index])..<Int(placeStarts[index + 1])]
            postings.append(UInt32(clamping: number(Int(holders[index]))), own)
        }
    }
}

/// The words of many passages turned over: for each word the passages that hold it.
private struct WordTable {
    var words: [WordHash]
    var wordStarts: [UInt32]
    var holders: [UInt32]
    var placeStarts: [UInt32]
    var places: [UInt32] = []

    /// Counts first and fills in then, so that nothing but the words themselves is sorted.
    init(_ passages: [PassageWords]) {
        let entries = passages.reduce(0) { $0 + $1.words.count }
        var (found, known): ([WordHash], [WordHash: UInt32]) = ([], [:])
        var (numbers, counts): ([UInt32], [UInt32]) = ([], [])
        numbers.reserveCapacity(entries)
        for passage in passages {
            for word in passage.words {
                let number = known[word] ?? UInt32(counts.count)
                if number == counts.count {
                    known[word] = number
                    found.append(word)
                    counts.append(0)
                }
                counts[Int(number)] += 1
                numbers.append(number)
            }
        }
        let order = found.indices.sorted { found[$0] < found[$1] }
        wordStarts = []
        wordStarts.reserveCapacity(order.count + 1)
        var next = [UInt32](repeating: 0, count: order.count)
        var start: UInt32 = 0
        for number in order {
            next[number] = start
            wordStarts.append(start)
            start += counts[number]
        }
        wordStarts.append(start)
        words = order.map { found[$0] }
        holders = [UInt32](repeating: 0, count: entries)
        // Which of its passage's words each entry is, until the places are written.
        placeStarts = [UInt32](repeating: 0, count: entries + 1)
        var entry = 0
        for (holder, passage) in passages.enumerated() {
            for index in passage.words.indices {
                let place = Int(next[Int(numbers[entry])])
                next[Int(numbers[entry])] += 1
                (holders[place], placeStarts[place]) = (UInt32(holder), UInt32(index))
                entry += 1
            }
        }
        places.reserveCapacity(passages.reduce(0) { $0 + $1.places.count })
        for entry in 0..<entries {
            let passage = passages[Int(holders[entry])]
            let range = passage.range(Int(placeStarts[entry]))
            placeStarts[entry] = UInt32(places.count)
            places += passage.places[range]
        }
        placeStarts[entries] = UInt32(places.count)
    }
}
