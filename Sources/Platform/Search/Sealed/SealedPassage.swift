import Extraction
import Foundation
import VectorIndex

/// All that is kept of a passage, whichever way it is stored.
struct SealedPassage: Sendable {
    /// Global offsets (see `PagedText`).
    var range: Range<Int>
    /// Page numbers, from 1.
    var firstPage: Int
    var lastPage: Int
    /// Headings, outermost first.
    var headingPath: [String]
    var text: String
    var windows: [VectorCode]
    var sentences: [SentenceVector]
}

extension SealedPassage {
    init(_ entry: PassageEmbedding.Entry) {
        self.init(
            range: entry.passage.range, firstPage: entry.firstPage, lastPage: entry.lastPage,
            headingPath: entry.passage.headingPath, text: entry.text, windows: entry.windows.map { VectorCode($0) },
            sentences: entry.sentences)
    }
}

/// A word's place in tables of sealed passages: its stem's hash (FNV-1a, 64 bits), a third of what stems take. Two words
/// of a library share one by a chance of one in a billion; then a passage ranks a little higher than it should.
struct WordHash: Hashable, Comparable, Sendable {
    let value: UInt64

    init(value: UInt64) { self.value = value }

    init(_ stem: String) {
        value = stem.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    static func < (one: Self, other: Self) -> Bool { one.value < other.value }
}

/// Where the words of one passage stand.
struct PassageWords: Sendable {
    /// Words, repetitions counted.
    var length: Int
    /// Each word once.
    var words: [WordHash] = []
    /// Where each word's places end in `places`.
    var ends: [UInt32] = []
    /// Places, counted in words.
    var places: [UInt32] = []

    init(length: Int) { self.length = length }

    /// - Parameter stems: those of its words, as the full-text index's own tokenizer gives them, in their order.
    init(stems: [String]) {
        self.init(length: stems.count)
        var found: [WordHash: [UInt32]] = [:]
        for (place, stem) in stems.enumerated() { found[WordHash(stem), default: []].append(UInt32(place)) }
        for (word, own) in found {
            words.append(word)
            places += own
            ends.append(UInt32(places.count))
        }
    }

    /// The places of the `index`th word.
    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }
}
