import Foundation
import GRDB
import Synchronization

/// Where words stand, read from the database's full-text index and kept in memory for the words that are asked for.
///
/// Ranking thousands of passages by SQL takes tens of milliseconds in a large library; adding up arrays takes less than
/// one. A word's first use pays for reading its places; all are forgotten when documents change.
final class WordIndex: Sendable {
    /// Where one word stands.
    struct Postings: Sendable {
        /// Numbers of passages, ascending.
        var passages: [UInt32] = []
        /// Where each passage's places begin in `places`; one more than there are passages.
        var starts: [UInt32] = [0]
        /// Places in a passage, counted in words.
        var places: [UInt32] = []
        fileprivate var lastUse = 0

        var bytes: Int { 4 * (passages.count + starts.count + places.count) + 100 }
        func places(at index: Int) -> ArraySlice<UInt32> { places[Int(starts[index])..<Int(starts[index + 1])] }
        func count(at index: Int) -> Int { Int(starts[index + 1] - starts[index]) }

        /// Adds a passage whose number is above all that are here.
        mutating func append(_ passage: UInt32, _ own: some Collection<UInt32>) {
            passages.append(passage)
            places += own
            starts.append(UInt32(places.count))
        }

        /// Adds the passages from the `next`th on to others, up to a number.
        func copy(from next: inout Int, below limit: UInt32?, to other: inout Postings) {
            while next < passages.count, limit.map({ passages[next] < $0 }) ?? true {
                other.append(passages[next], places(at: next))
                next += 1
            }
        }
    }

    /// How long passages are.
    struct Lengths: Sendable {
        /// Words of each passage, by its number; 0 where there is none.
        fileprivate(set) var words: [UInt32] = []
        /// Passages that have a length.
        fileprivate(set) var count = 0
        fileprivate(set) var total = 0

        var mean: Float { count > 0 ? Float(total) / Float(count) : 1 }
        /// Those of passages that may be read: how long the others are must not show in scores.
        func within(_ allowed: AllowedPassages) -> Lengths {
            guard allowed.passages != nil else { return self }
            var own = self
            (own.count, own.total) = (0, 0)
            for passage in words.indices where words[passage] > 0 && allowed.contains(Int64(passage)) {
                own.count += 1
                own.total += Int(words[passage])
            }
            return own
        }

        /// With those of sealed passages that are open.
        func with(_ open: OpenPassages) -> Lengths {
            guard let last = open.parts.last?.passages.upperBound else { return self }
            var all = self
            if last >= all.words.count { all.words += repeatElement(0, count: Int(last) + 1 - all.words.count) }
            for part in open.parts {
                for index in 0..<part.count where part.lengths[index] > 0 {
                    all.words[Int(part.number(index))] = part.lengths[index]
                    all.count += 1
                    all.total += Int(part.lengths[index])
                }
            }
            return all
        }

        func of(_ passage: UInt32) -> Float { Int(passage) < words.count ? Float(words[Int(passage)]) : mean }
    }

    private struct State {
        var lengths = Lengths()
        var postings: [String: Postings] = [:]
        var bytes = 0
        var uses = 0
        /// Counts reloads: what was read before one is not kept after it.
        var version = 0
    }

    private let state = Mutex(State())
    /// Most bytes of postings kept; the longest unused go first.
    private static let most = 128 << 20

    var lengths: Lengths { state.withLock { $0.lengths } }

    /// Takes in that documents changed.
    func reload(_ db: Database) throws {
        var lengths = Lengths()
        lengths.words = .init(
            repeating: 0, count: Int(try Int64.fetchOne(db, sql: "SELECT max(id) FROM passageText_docsize") ?? 0) + 1)
        let rows = try Row.fetchCursor(db, sql: "SELECT id, sz FROM passageText_docsize")
        while let row = try rows.next() {
            let (passage, size): (Int64, Data) = (row[0], row[1])
            // One column: the size is one number of 7 bits a byte, the highest first.
            let words = size.reduce(UInt32(0)) { $0 << 7 | UInt32($1 & 127) }
            // A sealed passage has none here.
            guard words > 0 else { continue }
            lengths.words[Int(passage)] = words
            lengths.count += 1
            lengths.total += Int(words)
        }
        let read = lengths
        state.withLock { state in
            state.lengths = read
            state.postings = [:]
            state.bytes = 0
            state.version += 1
        }
    }

    /// The stems that the full-text index knows some words by.
    static func stems(of words: [String], _ db: Database) throws -> [String] {
        let tokenizer = try db.makeTokenizer(.porter(wrapping: .unicode61(diacritics: .remove)))
        return try words.map { word in
            try tokenizer.tokenize(query: word).map(\.token).first ?? word
        }
    }

    /// The stems of all words of some texts, in their order, as the full-text index takes them in.
    static func stems(ofTexts texts: [String], _ db: Database) throws -> [[String]] {
        let tokenizer = try db.makeTokenizer(.porter(wrapping: .unicode61(diacritics: .remove)))
        return try texts.map { try tokenizer.tokenize(document: $0).map(\.token) }
    }

    /// Where a stem stands.
    func postings(of stem: String, _ db: Database) throws -> Postings {
        let (kept, version) = state.withLock { state in
            state.uses += 1
            state.postings[stem]?.lastUse = state.uses
            return (state.postings[stem], state.version)
        }
        if let kept { return kept }
        var read = Postings()
        let rows = try Row.fetchCursor(
            db, sql: "SELECT doc, offset FROM passageWord WHERE term = ?", arguments: [stem])
        while let row = try rows.next() {
            let (passage, place): (Int64, Int64) = (row[0], row[1])
            if read.passages.last != UInt32(passage) {
                if !read.passages.isEmpty { read.starts.append(UInt32(read.places.count)) }
                read.passages.append(UInt32(passage))
            }
            read.places.append(UInt32(place))
        }
        if !read.passages.isEmpty { read.starts.append(UInt32(read.places.count)) }
        let found = read
        state.withLock { state in
            guard state.version == version, state.postings[stem] == nil else { return }
            state.uses += 1
            state.postings[stem] = found
            state.postings[stem]?.lastUse = state.uses
            state.bytes += found.bytes
            while state.bytes > Self.most, let oldest = state.postings.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.bytes -= oldest.value.bytes
                state.postings[oldest.key] = nil
            }
        }
        return found
    }

    /// The places of the second word that stand right behind the first.
    static func following(_ first: Postings, _ second: Postings) -> Postings {
        var result = Postings()
        var left = 0
        for right in second.passages.indices {
            while left < first.passages.count, first.passages[left] < second.passages[right] { left += 1 }
            guard left < first.passages.count, first.passages[left] == second.passages[right] else { continue }
            let before = Set(first.places(at: left))
            let places = second.places(at: right).filter { $0 > 0 && before.contains($0 - 1) }
            guard !places.isEmpty else { continue }
            result.passages.append(second.passages[right])
            result.places += places
            result.starts.append(UInt32(result.places.count))
        }
        return result
    }
}
