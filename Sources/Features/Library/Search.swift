import Citations
import Extraction
public import Foundation
import GRDB
import Kernel
import TextEncoder
import VectorIndex

/// A passage found.
public struct SearchHit: Sendable {
    /// The database's number of the passage.
    public var number: Int64
    public var documentID: UUID
    public var documentTitle: String
    public var hasPages: Bool
    /// Page numbers, from 1.
    public var firstPage: Int
    public var lastPage: Int
    public var headingPath: [String]
    /// Global offset of the passage's first character.
    public var start: Int
    public var text: String
    /// Relevance; comparable within one search.
    public var score: Float
    /// Cosine of the question and the passage's best window.
    public var similarity: Float
    public var sentences: [Sentence]

    /// A sentence of the passage.
    public struct Sentence: Sendable {
        /// Global offsets (see `PagedText`).
        public var range: Range<Int>
        public var isHeading: Bool
        /// Cosine of the sentence and the question.
        public var similarity: Float
    }
}

/// What a search gave.
public struct SearchResult: Sendable {
    public var hits: [SearchHit]
    /// For each content word of the question, how rare it is in the library.
    public var rarity: [Float]
    /// Milliseconds of each step.
    public var trace: [String: Double]
}

/// Hybrid search over the passages of the collections that the asker may read.
struct Search: Sendable {
    let database: any DatabaseReader
    let index: SearchIndex
    let encoder: TextEncoder
    var fusion = Fusion()
    /// How many passages each kind of evidence may bring in.
    private static let candidates = 300
    private let offload = Offload("homeroom.search", width: 4, urgent: true)

    init(database: any DatabaseReader, index: SearchIndex, encoder: TextEncoder) {
        (self.database, self.index, self.encoder) = (database, index, encoder)
    }

    /// The best passages for a question.
    /// - Parameter collections: where to look; everywhere where nil.
    func search(_ question: String, count: Int, collections: Set<UUID>? = nil) async throws -> SearchResult {
        try await offload { try run(question, count: count, collections: collections) }
    }

    /// The same on the calling thread.
    func run(_ question: String, count: Int, collections: Set<UUID>? = nil) throws -> SearchResult {
        var trace = Trace()
        let terms = QuestionTerms(question)
        let vector = encoder.embed(question)
        trace.mark("embed")
        let ranking = try rank(terms, vector, documents: index.documents(in: collections), trace: &trace)
        let hits = try load(ranking.order.prefix(count), question: vector)
        trace.mark("load")
        return SearchResult(hits: hits, rarity: ranking.rarity, trace: trace.steps)
    }

    struct Ranking {
        /// Passage numbers and scores, best first.
        var order: [(passage: Int64, score: Float, similarity: Float)]
        var rarity: [Float]
    }

    func rank(_ terms: QuestionTerms, _ vector: [Float], documents: Set<Int64>, trace: inout Trace) throws -> Ranking {
        let readable = { documents.contains($0) }
        var passages = try index.windows.bestByOwner(vector, in: readable)
        let sentences = try index.sentences.bestByOwner(vector, in: readable)
        trace.mark("vectors")
        let lexical = try database.read { db in
            try LexicalSearch(db, terms, documents: documents, limit: Self.candidates)
        }
        trace.mark("words")
        var evidence: [Int64: Fusion.Evidence] = [:]
        for (passage, score) in passages {
            evidence[passage] = Fusion.Evidence(
                words: lexical.words[passage] ?? 0, phrases: lexical.phrases[passage] ?? 0, passage: score,
                sentence: sentences[passage] ?? score)
        }
        var order = evidence.map { (passage: $0.key, score: fusion.score($0.value), similarity: $0.value.passage) }
        order.sort { ($0.score, $1.passage) > ($1.score, $0.passage) }
        // Company matters among those that are near already.
        let near = Array(order.prefix(Self.candidates))
        let company = fusion.company(words: terms.words.count)
        if let centre = try centre(near.prefix(fusion.companySize)) {
            passages = try index.windows.bestByOwner(centre, in: readable)
            order = near.map { ($0.passage, $0.score + company * (passages[$0.passage] ?? 0), $0.similarity) }
            order.sort { ($0.score, $1.passage) > ($1.score, $0.passage) }
        }
        trace.mark("fuse")
        return Ranking(order: order, rarity: lexical.rarity)
    }

    private func centre(_ top: ArraySlice<(passage: Int64, score: Float, similarity: Float)>) throws -> [Float]? {
        let vectors = try database.read { db in
            try top.flatMap { entry -> [(vector: [Float], weight: Float)] in
                let data = try Data.fetchOne(
                    db, sql: "SELECT windows FROM passage WHERE number = ?", arguments: [entry.passage])
                let windows = WindowVectors.decode(data ?? Data(), dimensions: encoder.dimensions)
                return windows.map { ($0, entry.score / Float(windows.count)) }
            }
        }
        return Fusion.centre(vectors)
    }

    private func load(_ order: ArraySlice<(passage: Int64, score: Float, similarity: Float)>, question: [Float]) throws
        -> [SearchHit]
    {
        let code = VectorCode(question)
        return try database.read { db in
            try order.compactMap { entry in
                guard let passage = try PassageRecord.fetchOne(db, key: entry.passage),
                    let document = try DocumentRecord.fetchOne(db, key: passage.document)
                else { return nil }
                let sentences = SentenceVectors.decode(passage.sentences, dimensions: encoder.dimensions)
                let path = try JSONDecoder().decode([String].self, from: Data(passage.headingPath.utf8))
                return SearchHit(
                    number: entry.passage, documentID: document.id, documentTitle: document.displayTitle,
                    hasPages: document.kind == FileKind.pdf.rawValue, firstPage: passage.firstPage,
                    lastPage: passage.lastPage, headingPath: path, start: passage.start, text: passage.text,
                    score: entry.score, similarity: entry.similarity,
                    sentences: sentences.map {
                        .init(range: $0.range, isHeading: $0.isHeading, similarity: $0.code.dot(code))
                    })
            }
        }
    }
}

/// How long each step took.
struct Trace {
    private(set) var steps: [String: Double] = [:]
    private var last = ContinuousClock.now

    mutating func mark(_ step: String) {
        let now = ContinuousClock.now
        steps[step] = (now - last) / .milliseconds(1)
        last = now
    }
}

/// What the word index says of a question.
struct LexicalSearch {
    /// BM25 by passage as a share of the most that the question's words could reach, 0 to about 1.
    private(set) var words: [Int64: Float] = [:]
    /// The same for pairs of neighbouring words.
    private(set) var phrases: [Int64: Float] = [:]
    /// Inverse document frequency of each word.
    private(set) var rarity: [Float]

    /// - Parameter documents: those that the asker may read; others are not looked into.
    init(_ db: Database, _ terms: QuestionTerms, documents: Set<Int64>, limit: Int) throws {
        let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0
        rarity = try terms.words.map { try Self.rarity(of: $0, total: total, db) }
        let readable = json(documents.sorted())
        words = try Self.scores(terms.words.map { [$0] }, rarity, readable, limit: limit, db)
        let pairs = zip(terms.words, terms.words.dropFirst()).map { [$0, $1] }
        let pairRarity = zip(rarity, rarity.dropFirst()).map { $0 + $1 }
        phrases = try Self.scores(pairs, pairRarity, readable, limit: limit, db)
    }

    /// A word, or words that stand near one another: with at most two others, such as "of the", between them.
    private static func match(_ words: [String]) -> String {
        let quoted = words.map { "\"\($0)\"" }.joined(separator: " ")
        return words.count > 1 ? "NEAR(\(quoted), 2)" : quoted
    }

    /// log(1 + (N - n + 0.5) / (n + 0.5)), Lucene's form, which stays above zero.
    private static func rarity(of word: String, total: Int, _ db: Database) throws -> Float {
        let holding =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM passageText WHERE passageText MATCH ?", arguments: [match([word])]) ?? 0
        return Float(log(1 + (Double(total - holding) + 0.5) / (Double(holding) + 0.5)))
    }

    private static func scores(
        _ phrases: [[String]], _ rarity: [Float], _ readable: String, limit: Int, _ db: Database
    ) throws -> [Int64: Float] {
        let most = rarity.reduce(0, +) * Fusion.saturation
        guard most > 0 else { return [:] }
        let query = phrases.map(match).joined(separator: " OR ")
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT passageText.rowid, passageText.rank FROM passageText
                JOIN passage ON passage.number = passageText.rowid
                WHERE passageText MATCH ? AND passage.document IN (SELECT value FROM json_each(?))
                ORDER BY passageText.rank LIMIT ?
                """,
            arguments: [query, readable, limit])
        var scores: [Int64: Float] = [:]
        while let row = try rows.next() { scores[row[0]] = Float(-(row[1] as Double)) / most }
        return scores
    }
}

extension VectorIndex {
    func bestByOwner(_ query: [Float], in readable: (Int64) -> Bool) throws -> [Int64: Float] {
        var best: [Int64: Float] = [:]
        for hit in try search(query, count: count, in: admission(of: groups.filter(readable))) {
            best[hit.point.owner] = max(hit.score, best[hit.point.owner] ?? -1)
        }
        return best
    }
}
