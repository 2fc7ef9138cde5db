import Citations
import Foundation
import GRDB

/// What the words of passages say of a question.
struct LexicalSearch {
    /// BM25 by passage as a share of the most that the question's words could reach, 0 to about 1.
    private(set) var words: Scores
    /// The same for pairs of neighbouring words.
    private(set) var phrases: Scores
    /// Inverse document frequency of each word.
    private(set) var rarity: [Float]
    /// Places of words that no passage holds.
    private(set) var unknown: Set<Int> = []

    /// - Parameters:
    ///   - open: sealed passages that are open; their words count as those of clear ones do.
    ///   - allowed: passages that may be found; others are not looked into.
    init(_ db: Database, _ terms: QuestionTerms, index: WordIndex, open: OpenPassages, allowed: AllowedPassages) throws
    {
        let lengths = index.lengths.with(open).within(allowed)
        let stems = try WordIndex.stems(of: terms.words, db)
        let find = { (stem: String) in open.merge(stem, into: try index.postings(of: stem, db)) }
        let postings = try zip(stems, terms.words).map { stem, word in
            let whole = try find(stem)
            // "RCD" where the library writes "R.C.D.", which the full-text index takes for three words.
            return allowed.count(of: whole.passages) == 0 ? try Self.abbreviation(word, find) : whole
        }
        // Only what the asker may read is counted: whether a word stands in a closed document must not show in scores.
        let total = lengths.count
        let holding = postings.map { allowed.count(of: $0.passages) }
        unknown = Set(holding.indices.filter { holding[$0] == 0 })
        rarity = holding.map { Self.rarity(holding: $0, of: total) }
        let weights = holding.map { Self.weight(holding: $0, of: total) }
        (words, phrases) = (Scores(lengths.words.count), Scores(lengths.words.count))
        for (word, weight) in zip(postings, weights) {
            words.add(word, weight: weight, lengths, allowed.passages)
        }
        for (place, stem) in stems.enumerated() {
            let titled = allowed.ownership.passages(titled: stem) + open.passages(titled: stem)
            addTitles(titled, at: place, postings[place], holding: holding[place], of: total, lengths, allowed)
        }
        for place in postings.indices.dropLast() {
            Self.neighbours(postings[place], postings[place + 1]) { passage, counts in
                guard allowed.contains(Int64(passage)) else { return }
                let length = lengths.of(passage)
                phrases.add(
                    Self.gain(weights[place], counts.0, length, lengths.mean)
                        + Self.gain(weights[place + 1], counts.1, length, lengths.mean), to: passage)
            }
        }
        let most = rarity.reduce(0, +) * Fusion.saturation
        let mostPairs = zip(rarity, rarity.dropFirst()).reduce(0) { $0 + $1.0 + $1.1 } * Fusion.saturation
        words.scale(by: most > 0 ? 1 / most : 0)
        phrases.scale(by: mostPairs > 0 ? 1 / mostPairs : 0)
    }

    /// Where the letters of a short word stand one after the other, as words of their own: an abbreviation with stops.
    private static func abbreviation(
        _ word: String, _ find: (String) throws -> WordIndex.Postings
    ) throws -> WordIndex.Postings {
        let letters = word.unicodeScalars.map { String($0) }
        guard (2...5).contains(letters.count), word.unicodeScalars.allSatisfy({ ("a"..."z").contains($0) }) else {
            return WordIndex.Postings()
        }
        var found = try find(letters[0])
        for letter in letters.dropFirst() {
            guard !found.passages.isEmpty else { return found }
            found = WordIndex.following(found, try find(letter))
        }
        return found
    }

    /// A word of a document's title counts so much for each of its passages that does not hold it.
    private static let titleShare: Float = 0.5

    /// Schools, teams and persons often stand in a document's title alone: what it says is said of them.
    private mutating func addTitles(
        _ titled: [ClosedRange<Int64>], at place: Int, _ postings: WordIndex.Postings, holding: Int, of total: Int,
        _ lengths: WordIndex.Lengths, _ allowed: AllowedPassages
    ) {
        // A document may be read as a whole, or not at all; only domains choose among its passages.
        let isPart = allowed.isWithinDocuments
        let titled = titled.filter { isPart || allowed.contains($0.lowerBound) }
            .sorted { $0.lowerBound < $1.lowerBound }
        let added = titled.reduce(0) { $0 + (isPart ? $1.count { allowed.contains($0) } : $1.count) }
        guard added > 0 else { return }
        let holding = holding + added
        let weight = Self.weight(holding: holding, of: total)
        if unknown.remove(place) != nil { rarity[place] = Self.rarity(holding: holding, of: total) }
        // What most titles hold tells nothing, and would touch every passage.
        guard 2 * holding < total else { return }
        let score = Self.titleShare * Self.gain(weight, 1, lengths.mean, lengths.mean)
        var next = 0
        for range in titled {
            for passage in range {
                while next < postings.passages.count, postings.passages[next] < passage { next += 1 }
                if next < postings.passages.count, postings.passages[next] == passage { continue }
                if isPart, !allowed.contains(passage) { continue }
                words.add(score, to: UInt32(passage))
            }
        }
    }

    /// Words that stand near one another: with at most two others, such as "of the", between them. `found` gets each
    /// passage where they do, and how many places of either are near one of the other.
    private static func neighbours(
        _ first: WordIndex.Postings, _ second: WordIndex.Postings, found: (UInt32, (Int, Int)) -> Void
    ) {
        var (left, right) = (0, 0)
        while left < first.passages.count, right < second.passages.count {
            let (a, b) = (first.passages[left], second.passages[right])
            if a == b {
                let (own, other) = (first.places(at: left), second.places(at: right))
                func near(_ place: UInt32, _ places: ArraySlice<UInt32>) -> Bool {
                    places.contains { $0 != place && ($0 > place ? $0 - place : place - $0) <= 3 }
                }
                let counts = (own.count { near($0, other) }, other.count { near($0, own) })
                if counts.0 > 0 { found(a, counts) }
            }
            if a <= b { left += 1 }
            if b <= a { right += 1 }
        }
    }

    /// log(1 + (N - n + 0.5) / (n + 0.5)), Lucene's form, which stays above zero.
    private static func rarity(holding: Int, of total: Int) -> Float {
        Float(log(1 + (Double(max(total - holding, 0)) + 0.5) / (Double(holding) + 0.5)))
    }

    /// Robertson and Spärck Jones 1976, kept above zero.
    private static func weight(holding: Int, of total: Int) -> Float {
        max(Float(log((Double(max(total - holding, 0)) + 0.5) / (Double(holding) + 0.5))), 1e-6)
    }

    /// BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009).
    @inline(__always) fileprivate static func gain(_ weight: Float, _ count: Int, _ length: Float, _ mean: Float)
        -> Float
    {
        let count = Float(count)
        return weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean))
    }
}

/// Scores by passage number.
struct Scores {
    private var scores: [Float]
    private(set) var passages: [UInt32] = []
    private var factor: Float = 1

    init(_ count: Int) { scores = [Float](repeating: 0, count: count) }

    mutating func add(_ score: Float, to passage: UInt32) {
        guard Int(passage) < scores.count else { return }
        if scores[Int(passage)] == 0 { passages.append(passage) }
        scores[Int(passage)] += score
    }

    /// What one word brings to every passage that holds it, of those let through.
    mutating func add(
        _ word: WordIndex.Postings, weight: Float, _ lengths: WordIndex.Lengths, _ allowed: [UInt64]?
    ) {
        let mean = lengths.mean
        let bits = allowed ?? []
        var new = [UInt32](unsafeUninitializedCapacity: word.passages.count) { _, count in count = 0 }
        // Long lists of common words are most of a search's time: no checks inside the loop but those it needs.
        word.starts.withUnsafeBufferPointer { starts in
            word.passages.withUnsafeBufferPointer { passages in
                bits.withUnsafeBufferPointer { bits in
                    lengths.words.withUnsafeBufferPointer { words in
                        scores.withUnsafeMutableBufferPointer { scores in
                            for index in passages.indices {
                                let passage = Int(passages[index])
                                guard passage < scores.count, passage < words.count else { continue }
                                if allowed != nil {
                                    let word = passage / 64
                                    guard word < bits.count, bits[word] >> UInt64(passage % 64) & 1 != 0 else {
                                        continue
                                    }
                                }
                                let count = Int(starts[index &+ 1] &- starts[index])
                                let before = scores[passage]
                                if before == 0 { new.append(UInt32(passage)) }
                                scores[passage] =
                                    before + LexicalSearch.gain(weight, count, Float(words[passage]), mean)
                            }
                        }
                    }
                }
            }
        }
        passages += new
    }

    mutating func scale(by factor: Float) { self.factor = factor }

    subscript(passage: Int64) -> Float { passage < scores.count ? scores[Int(passage)] * factor : 0 }

    /// The best `count` passages, in no order.
    func best(_ count: Int) -> [Int64] {
        var kept: [(score: Float, passage: UInt32)] = []
        kept.reserveCapacity(min(passages.count, 4 * count))
        var floor: Float = 0
        for passage in passages where scores[Int(passage)] > floor {
            kept.append((scores[Int(passage)], passage))
            if kept.count == 4 * count {
                kept.sort { $0.score > $1.score }
                kept.removeLast(3 * count)
                floor = kept[count - 1].score
            }
        }
        kept.sort { ($0.score, $1.passage) > ($1.score, $0.passage) }
        return kept.prefix(count).map { Int64($0.passage) }
    }
}
