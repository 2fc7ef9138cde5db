import Citations
import Foundation
import GRDB
import Kernel
import Synchronization
import TextEncoder
import VectorIndex

/// Ranks passages by words and by meaning, within a scope.
struct HybridSearch: Sendable {
    let database: any DatabaseReader
    let index: SearchIndex
    let encoder: TextEncoder
    let embedders: Embedders
    let source: any PassageSource
    let passages: SealedPassages
    let sealed: SealedIndex
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

    init(
        database: any DatabaseReader, index: SearchIndex, encoder: TextEncoder, embedders: Embedders,
        source: any PassageSource, passages: SealedPassages, sealed: SealedIndex
    ) {
        (self.database, self.index, self.encoder, self.embedders) = (database, index, encoder, embedders)
        (self.source, self.passages, self.sealed) = (source, passages, sealed)
    }

    /// The best passages for a question.
    func search(_ question: String, count: Int, scope: SearchScope, staysInside: Bool) async throws -> SearchResult {
        var trace = Trace()
        let remote = await embedders.vector(of: question, staysInside: staysInside)
        if remote != nil { trace.mark("remote") }
        let begun = trace
        return try await offload { try run(question, remote, count: count, scope, begun) }
    }

    /// The passages to read for an answer.
    func read(
        _ question: String, count: Int, domains: Set<String>, scope: SearchScope, staysInside: Bool
    ) async throws -> SearchResult {
        var found = try await search(
            question, count: count * ContextSelection.breadth, scope: scope, staysInside: staysInside)
        let hits = found.hits
        found.hits = try await offload { [database] in
            try ContextSelection(database: database).choose(hits, count: count, domains: domains)
        }
        return found
    }

    private func run(
        _ question: String, _ remote: (embedder: Int64, vector: [Float])?, count: Int, _ scope: SearchScope,
        _ begun: Trace
    ) throws -> SearchResult {
        var trace = begun
        let terms = QuestionTerms(question)
        let vector = memo.vector(of: question) { encoder.embed($0) }
        trace.mark("embed")
        let allowed = try index.allowed(in: scope, database)
        let open = try sealed.open(allowed.sealed, database)
        if !allowed.sealed.isEmpty { trace.mark("sealed") }
        let ranking = try rank(terms, vector, remote, open, allowed: allowed, trace: &trace)
        let hits = try load(ranking.order.prefix(count), question: question, vector, open, in: scope.collections)
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
        _ terms: QuestionTerms, _ vector: [Float], _ remote: (embedder: Int64, vector: [Float])?,
        _ open: OpenPassages, allowed: AllowedPassages, trace: inout Trace
    ) throws -> Ranking {
        let vectors = index.vectors
        // Only an index of the embedder that made the question's vector can be asked with it.
        let asked = remote.flatMap { remote in
            vectors.remote.flatMap { $0.embedder == remote.embedder ? (index: $0.index, vector: remote.vector) : nil }
        }
        // The vectors' lists let whole documents through: of those that domains cut, more are looked at.
        let count = allowed.isWithinDocuments ? 4 * Self.candidates : Self.candidates
        func mayBeFound(_ passage: Int64) -> Bool { !allowed.isWithinDocuments || allowed.contains(passage) }
        var distant: [Int64: Float] = [:]
        if let asked {
            for hit in try asked.index.search(asked.vector, count: count, in: allowed.remote)
            where mayBeFound(hit.point.owner) {
                distant[hit.point.owner] = hit.score
            }
        }
        var evidence: [Int64: Fusion.Evidence] = [:]
        var windows: [Int64: Float] = [:]
        var sentences: [Int64: Float] = [:]
        for hit in try vectors.windows.search(vector, count: count, in: allowed.windows)
        where mayBeFound(hit.point.owner) {
            windows[hit.point.owner] = max(windows[hit.point.owner] ?? -1, hit.score)
        }
        for hit in try vectors.sentences.search(vector, count: count, in: allowed.sentences)
        where mayBeFound(hit.point.owner) {
            sentences[hit.point.owner] = max(sentences[hit.point.owner] ?? -1, hit.score)
        }
        // What changed its kind a moment ago may be in both: it is the same passage.
        windows.merge(open.nearestWindows(vector, count: count, in: allowed), uniquingKeysWith: max)
        sentences.merge(open.nearestSentences(vector, count: count, in: allowed), uniquingKeysWith: max)
        trace.mark("vectors")
        let lexical = try database.read { db in
            try LexicalSearch(db, terms, index: index.words, open: open, allowed: allowed)
        }
        trace.mark("words")
        let best = lexical.words.best(Self.candidates) + lexical.phrases.best(Self.candidates)
        for passage in [Array(windows.keys), Array(sentences.keys), Array(distant.keys), best].joined() {
            evidence[passage] = .init()
        }
        // What one kind of evidence brought in, the other kinds judge as well.
        func named(_ known: [Int64: Float]) -> [(group: Int64, owner: Int64)] {
            evidence.keys.compactMap { passage in
                known[passage] == nil ? allowed.ownership.document(of: passage).map { ($0, passage) } : nil
            }
        }
        let (noWindows, noSentences) = (named(windows), named(sentences))
        windows.merge(try vectors.windows.scores(vector, of: noWindows)) { $1 }
        sentences.merge(try vectors.sentences.scores(vector, of: noSentences)) { $1 }
        windows.merge(open.windowScores(vector, of: noWindows.map(\.owner))) { $1 }
        sentences.merge(open.sentenceScores(vector, of: noSentences.map(\.owner))) { $1 }
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
        if let centre = try centre(near.prefix(fusion.companySize), open) {
            let owners = near.compactMap { entry in
                allowed.ownership.document(of: entry.passage).map { (group: $0, owner: entry.passage) }
            }
            let likeness = try vectors.windows.scores(centre, of: owners)
                .merging(open.windowScores(centre, of: owners.map(\.owner))) { $1 }
            order = near.map { ($0.passage, $0.score + company * (likeness[$0.passage] ?? 0), $0.similarity) }
            order.sort { ($0.score, $1.passage) > ($1.score, $0.passage) }
        }
        trace.mark("fuse")
        return Ranking(order: order, rarity: lexical.rarity, unknown: lexical.unknown)
    }

    private func centre(
        _ top: ArraySlice<(passage: Int64, score: Float, similarity: Float)>, _ open: OpenPassages
    ) throws -> [Float]? {
        let vectors = try database.read { db in
            let statement = try db.cachedStatement(sql: "SELECT windows FROM passage WHERE number = ?")
            return try top.flatMap { entry -> [(vector: [Float], weight: Float)] in
                let data = try Data.fetchOne(statement, arguments: [entry.passage])
                let windows =
                    open.windows(of: entry.passage)
                    ?? WindowVectors.decode(data ?? Data(), dimensions: encoder.dimensions)
                return windows.map { ($0, entry.score / Float(windows.count)) }
            }
        }
        return Fusion.centre(vectors)
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
