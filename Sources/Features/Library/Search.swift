public import Citations
import Extraction
public import Foundation
import GRDB
import Kernel
import Synchronization
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
    /// The domains that it belongs to; filled in by `Library.read`.
    public var domains: [String] = []
    /// The document's ISBN and the district's own number of it, where they are known.
    public var isbn: String?
    public var sku: String?
    /// Which edition of the document it is from.
    public var edition = HitEdition()

    /// A sentence of the passage.
    public struct Sentence: Sendable {
        /// Global offsets (see `PagedText`).
        public var range: Range<Int>
        public var isHeading: Bool
        /// Cosine of the sentence and the question.
        public var similarity: Float
    }
}

extension SearchHit {
    /// The texts of its sentences, in their order.
    public var sentenceTexts: [String] {
        let scalars = Array(text.unicodeScalars)
        return sentences.map { sentence in
            let range = (sentence.range.lowerBound - start..<sentence.range.upperBound - start)
                .clamped(to: 0..<scalars.count)
            return String(String.UnicodeScalarView(scalars[range]))
        }
    }

    /// What begins with each of its sentences.
    public var openings: [PassageStructure.Opening] {
        let scalars = Array(text.unicodeScalars)
        return sentences.map { .init(at: $0.range.lowerBound - start, in: scalars) }
    }

    /// The text of a global range.
    public func text(of range: Range<Int>) -> String {
        let scalars = Array(text.unicodeScalars)
        let part = (range.lowerBound - start..<range.upperBound - start).clamped(to: 0..<scalars.count)
        return String(String.UnicodeScalarView(scalars[part]))
    }
}

/// What a search gave.
public struct SearchResult: Sendable {
    public var hits: [SearchHit]
    /// For each content word of the question, how rare it is in the library.
    public var rarity: [Float]
    /// Places of content words of the question that no passage holds.
    public var unknown: Set<Int> = []
    /// Milliseconds of each step.
    public var trace: [String: Double]
}

/// Hybrid search over the passages of the collections that the asker may read.
struct Search: Sendable {
    let database: any DatabaseReader
    let index: SearchIndex
    let encoder: TextEncoder
    let embedders: Embedders
    var fusion = Fusion()
    /// How many passages each kind of evidence may bring in.
    private static let candidates = 150
    private let offload = Offload("homeroom.search", width: 4, urgent: true)

    private let memo = VectorMemo()

    func vectors(of texts: [String]) async throws -> [[Float]] {
        try await offload { [encoder, memo] in
            texts.count == 1
                ? [memo.vector(of: texts[0]) { encoder.embed($0) }] : encoder.embed(texts, threads: 1)
        }
    }

    init(database: any DatabaseReader, index: SearchIndex, encoder: TextEncoder, embedders: Embedders) {
        (self.database, self.index, self.encoder, self.embedders) = (database, index, encoder, embedders)
    }

    /// The best passages for a question.
    /// - Parameter collections: where to look; everywhere where nil.
    func search(_ question: String, count: Int, collections: Set<UUID>? = nil) async throws -> SearchResult {
        var trace = Trace()
        let remote = await embedders.vector(of: question)
        if remote != nil { trace.mark("remote") }
        let begun = trace
        return try await offload { try run(question, remote, count: count, collections: collections, begun) }
    }

    /// The passages to read for an answer.
    func read(_ question: String, count: Int, domains: Set<String>, collections: Set<UUID>?) async throws
        -> SearchResult
    {
        var found = try await search(question, count: count * Reading.breadth, collections: collections)
        let hits = found.hits
        found.hits = try await offload { [database] in
            try Reading(database: database).choose(hits, count: count, domains: domains)
        }
        return found
    }

    private func run(
        _ question: String, _ remote: (embedder: Int64, vector: [Float])?, count: Int, collections: Set<UUID>?,
        _ begun: Trace
    ) throws -> SearchResult {
        var trace = begun
        let terms = QuestionTerms(question)
        let vector = memo.vector(of: question) { encoder.embed($0) }
        trace.mark("embed")
        let ranking = try rank(
            terms, vector, remote, readable: index.readable(in: collections), trace: &trace)
        let hits = try load(ranking.order.prefix(count), question: question, vector, in: collections)
        trace.mark("load")
        return SearchResult(hits: hits, rarity: ranking.rarity, unknown: ranking.unknown, trace: trace.steps)
    }

    struct Ranking {
        /// Passage numbers and scores, best first.
        var order: [(passage: Int64, score: Float, similarity: Float)]
        var rarity: [Float]
        var unknown: Set<Int>
    }

    private func rank(
        _ terms: QuestionTerms, _ vector: [Float], _ remote: (embedder: Int64, vector: [Float])?, readable: Readable,
        trace: inout Trace
    ) throws -> Ranking {
        let vectors = index.vectors
        // Only an index of the embedder that made the question's vector can be asked with it.
        let asked = remote.flatMap { remote in
            vectors.remote.flatMap { $0.embedder == remote.embedder ? (index: $0.index, vector: remote.vector) : nil }
        }
        var distant: [Int64: Float] = [:]
        if let asked {
            for hit in try asked.index.search(asked.vector, count: Self.candidates, in: readable.remote) {
                distant[hit.point.owner] = hit.score
            }
        }
        var evidence: [Int64: Fusion.Evidence] = [:]
        var windows: [Int64: Float] = [:]
        var sentences: [Int64: Float] = [:]
        for hit in try vectors.windows.search(vector, count: Self.candidates, in: readable.windows) {
            windows[hit.point.owner] = max(windows[hit.point.owner] ?? -1, hit.score)
        }
        for hit in try vectors.sentences.search(vector, count: Self.candidates, in: readable.sentences) {
            sentences[hit.point.owner] = max(sentences[hit.point.owner] ?? -1, hit.score)
        }
        trace.mark("vectors")
        let lexical = try database.read { db in
            try LexicalSearch(db, terms, index: index.words, readable: readable)
        }
        trace.mark("words")
        let best = lexical.words.best(Self.candidates) + lexical.phrases.best(Self.candidates)
        for passage in [Array(windows.keys), Array(sentences.keys), Array(distant.keys), best].joined() {
            evidence[passage] = .init()
        }
        // What one kind of evidence brought in, the other kinds judge as well.
        func named(_ known: [Int64: Float]) -> [(group: Int64, owner: Int64)] {
            evidence.keys.compactMap { passage in
                known[passage] == nil ? readable.holdings.document(of: passage).map { ($0, passage) } : nil
            }
        }
        windows.merge(try vectors.windows.scores(vector, of: named(windows))) { $1 }
        sentences.merge(try vectors.sentences.scores(vector, of: named(sentences))) { $1 }
        if let asked { distant.merge(try asked.index.scores(asked.vector, of: named(distant))) { $1 } }
        var order: [(passage: Int64, score: Float, similarity: Float)] = evidence.keys.map { passage in
            // While the index is being built, what is not in it yet is found by its words.
            let window = windows[passage] ?? 0
            let found = Fusion.Evidence(
                words: lexical.words[passage], phrases: lexical.phrases[passage],
                passage: distant[passage] ?? window,
                sentence: sentences[passage] ?? window)
            return (passage, fusion.score(found), window)
        }
        order.sort { ($0.score, $1.passage) > ($1.score, $0.passage) }
        // Company matters among those that are near already.
        let near = Array(order.prefix(Self.candidates))
        let company = fusion.company(words: terms.words.count)
        if let centre = try centre(near.prefix(fusion.companySize)) {
            let owners = near.compactMap { entry in
                readable.holdings.document(of: entry.passage).map { (group: $0, owner: entry.passage) }
            }
            let likeness = try vectors.windows.scores(centre, of: owners)
            order = near.map { ($0.passage, $0.score + company * (likeness[$0.passage] ?? 0), $0.similarity) }
            order.sort { ($0.score, $1.passage) > ($1.score, $0.passage) }
        }
        trace.mark("fuse")
        return Ranking(order: order, rarity: lexical.rarity, unknown: lexical.unknown)
    }

    private func centre(_ top: ArraySlice<(passage: Int64, score: Float, similarity: Float)>) throws -> [Float]? {
        let vectors = try database.read { db in
            let statement = try db.cachedStatement(sql: "SELECT windows FROM passage WHERE number = ?")
            return try top.flatMap { entry -> [(vector: [Float], weight: Float)] in
                let data = try Data.fetchOne(statement, arguments: [entry.passage])
                let windows = WindowVectors.decode(data ?? Data(), dimensions: encoder.dimensions)
                return windows.map { ($0, entry.score / Float(windows.count)) }
            }
        }
        return Fusion.centre(vectors)
    }

    private func load(
        _ order: ArraySlice<(passage: Int64, score: Float, similarity: Float)>, question: String, _ vector: [Float],
        in collections: Set<UUID>?
    ) throws -> [SearchHit] {
        let code = VectorCode(vector)
        return try database.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT p.number, d.id, coalesce(d.title, d.fileName), d.kind, p.firstPage, p.lastPage, p.headingPath,
                           p.start, p.text, p.sentences, d.isbn, d.sku, d.number
                    FROM passage p JOIN document d ON d.number = p.document WHERE p.number = ?
                    """)
            var documents: [UUID: Int64] = [:]
            var hits: [SearchHit] = try order.compactMap { entry in
                guard let row = try Row.fetchOne(statement, arguments: [entry.passage]) else { return nil }
                let (kind, headings): (String?, String) = (row[3], row[6])
                let path = headings == "[]" ? [] : try JSONDecoder().decode([String].self, from: Data(headings.utf8))
                documents[row[1]] = row[12]
                return SearchHit(
                    number: row[0], documentID: row[1], documentTitle: row[2],
                    hasPages: kind == FileKind.pdf.rawValue, firstPage: row[4], lastPage: row[5], headingPath: path,
                    start: row[7], text: row[8], score: entry.score, similarity: entry.similarity,
                    sentences: SentenceVectors.decode(row[9], dimensions: encoder.dimensions).map {
                        .init(range: $0.range, isHeading: $0.isHeading, similarity: $0.code.dot(code))
                    }, isbn: row[10], sku: row[11])
            }
            let editions = try Editions.find(Set(documents.values), question: question, in: collections, db)
            for index in hits.indices {
                hits[index].edition = documents[hits[index].documentID].flatMap { editions[$0] } ?? HitEdition()
            }
            return hits
        }
    }
}

/// The vectors of the last questions: one is looked for, sorted by domain and compared with others in one go.
private final class VectorMemo: Sendable {
    private static let capacity = 256
    private let vectors = Mutex<[String: [Float]]>([:])

    func vector(of text: String, _ embed: (String) -> [Float]) -> [Float] {
        if let known = vectors.withLock({ $0[text] }) { return known }
        let made = embed(text)
        vectors.withLock { vectors in
            if vectors.count >= Self.capacity { vectors = [:] }
            vectors[text] = made
        }
        return made
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
