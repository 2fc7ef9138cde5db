import Foundation
import GRDB
import Kernel
import Logging
import Synchronization
import Vault
import VectorIndex

/// What searches look things up in, beside the database: the vectors of every passage (windows for what it is about,
/// sentences for what it says), its words, and which passages belong to whom.
///
/// The database is the truth. It numbers every change to the documents; `catchUp` takes in those that came since, so
/// after each call the index equals the database. Files of vectors are written now and then, named by the last change
/// they know; at the next start the newest that is sound is opened and caught up from there.
final class SearchIndex: Sendable {
    struct Vectors: Sendable {
        let windows: VectorIndex
        let sentences: VectorIndex
        /// One vector a passage, by the embedder that serves.
        var remote: Remote?
    }

    struct Remote: Sendable {
        /// The embedder's number.
        let embedder: Int64
        let index: VectorIndex
    }

    private struct State {
        var vectors: Vectors
        /// The last change that is in.
        var applied: Int64 = 0
        /// Vectors that came or went since the files were written.
        var unwritten = 0
        var ownership = PassageOwnership()
        /// By collections; of scopes that are narrower nothing is kept.
        var allowed: [Set<UUID>: AllowedPassages] = [:]
    }

    let dimensions: Int
    let words = WordIndex()
    private let source: any PassageSource
    private let files: IndexFiles?
    private let state: Mutex<State>
    /// One at a time takes changes in.
    private let catching = Mutex<Void>(())
    private let logger = Logger(label: "homeroom.index")
    private let offload = Offload("homeroom.index", width: 1)
    /// Passages taken in together.
    private static let batch = 1000
    private static let mostAllowed = 100
    private static let owners = "SELECT DISTINCT document FROM passage ORDER BY document"
    /// Changed vectors from which on writing the files anew pays, as a share of all and at least.
    private static let writeFrom = (share: 8, least: 20_000)

    /// Opens what files there are; `catchUp` brings the rest.
    /// - Parameter folder: where the files are; nil for an index that lives as long as the process.
    init(dimensions: Int, database: any DatabaseReader, source: any PassageSource, folder: String?) throws {
        (self.dimensions, self.source) = (dimensions, source)
        var start = State(vectors: Self.empty(dimensions))
        files = try folder.map { try IndexFiles(folder: $0, database: database) }
        if let files, let found = files.open(logger: logger) {
            (start.vectors, start.applied) = (found.vectors, found.change)
        }
        state = Mutex(start)
        try recount(database)
    }

    private static func empty(_ dimensions: Int) -> Vectors {
        let shape = IndexShape(dimensions: dimensions)
        return Vectors(windows: VectorIndex(shape: shape), sentences: VectorIndex(shape: shape))
    }

    // MARK: Reading

    var vectors: Vectors { state.withLock { $0.vectors } }

    /// The embedder whose vectors are in.
    var remoteEmbedder: Int64? { state.withLock { $0.vectors.remote?.embedder } }

    /// Vectors held by the encoder built in.
    var count: Int { let vectors = vectors; return vectors.windows.count + vectors.sentences.count }

    /// All documents whose passages are sealed.
    var sealed: [SealedOwner] {
        let ownership = state.withLock { $0.ownership }
        return ownership.sealed(ownership.documents(in: .everything))
    }

    /// What may be found within a scope. Blocks.
    func allowed(in scope: SearchScope, _ database: any DatabaseReader) throws -> AllowedPassages {
        guard scope.isWhole else {
            let labelled = try scope.domains.map { domains in
                try database.read { db in try Domains.passages(of: domains, db) }
            }
            let (ownership, vectors) = state.withLock { ($0.ownership, $0.vectors) }
            return AllowedPassages(scope, labelled: labelled, ownership, vectors)
        }
        return state.withLock { state in
            let key = scope.collections ?? state.ownership.collections
            if let made = state.allowed[key] { return made }
            let made = AllowedPassages(scope, labelled: nil, state.ownership, state.vectors)
            // Whoever asks chooses the collections: what is kept is bounded.
            if state.allowed.count >= Self.mostAllowed { state.allowed = [:] }
            state.allowed[key] = made
            return made
        }
    }

    // MARK: Taking changes in

    /// Whether the database has changes that are not in yet.
    func isBehind(_ database: any DatabaseReader) throws -> Bool { try missing(database).documents.count > 0 }

    private struct Missing {
        var documents: [Int64]
        var last: Int64
    }

    private func missing(_ database: any DatabaseReader) throws -> Missing {
        let applied = state.withLock { $0.applied }
        return try database.read { db in
            let last = try Int64.fetchOne(db, sql: "SELECT max(number) FROM documentChange") ?? 0
            let documents =
                applied == 0
                ? try Int64.fetchAll(db, sql: Self.owners)
                : try Int64.fetchAll(
                    db, sql: "SELECT DISTINCT document FROM documentChange WHERE number > ? ORDER BY document",
                    arguments: [applied])
            return Missing(documents: documents, last: max(last, applied))
        }
    }

    /// `catchUp` on a thread of the index's own.
    func catchUpAside(_ database: any DatabaseReader) async throws {
        try await offload { [self] in try catchUp(database) }
    }

    /// Makes the index equal to the database. Blocks; searches go on meanwhile.
    func catchUp(_ database: any DatabaseReader) throws {
        try catching.withLock { _ in
            let missing = try missing(database)
            if !missing.documents.isEmpty {
                try takeIn(missing.documents, database, into: vectors)
                try renewOutgrown(database)
            }
            let isNew = try turnToServing(database)
            if isNew || !missing.documents.isEmpty { try recount(database) }
            let isDue = state.withLock { state in
                state.applied = missing.last
                let held = state.vectors.windows.count + state.vectors.sentences.count
                return state.unwritten > max(Self.writeFrom.least, held / Self.writeFrom.share)
            }
            if isDue { write() }
        }
    }

    /// Puts what the database has of some documents in place of what is known of them.
    private func takeIn(_ documents: [Int64], _ database: any DatabaseReader, into vectors: Vectors) throws {
        var rest = documents[...]
        while !rest.isEmpty {
            var (windows, sentences, remote): ([VectorIndex.Group], [VectorIndex.Group], [VectorIndex.Group])
            (windows, sentences, remote) = ([], [], [])
            var passages = 0
            try database.read { db in
                while let document = rest.first, passages < Self.batch {
                    rest.removeFirst()
                    let read = try PassageVectorRecord.all(of: document, dimensions: dimensions, db)
                    passages += read.count
                    windows.append((document, read.flatMap(\.windows)))
                    sentences.append((document, read.flatMap(\.sentences)))
                    guard let embedder = vectors.remote?.embedder else { continue }
                    remote.append((document, try PassageVectorRecord.remote(of: document, embedder, db)))
                }
            }
            let before = vectors.windows.count + vectors.sentences.count
            try vectors.windows.replace(windows, threads: 2, isPart: true)
            try vectors.sentences.replace(sentences, threads: 2, isPart: true)
            try vectors.remote?.index.replace(remote, threads: 2, isPart: true)
            let added = windows.reduce(0) { $0 + $1.entries.count } + sentences.reduce(0) { $0 + $1.entries.count }
            state.withLock { state in
                let after = vectors.windows.count + vectors.sentences.count
                state.unwritten += added + max(0, before + added - after)
            }
        }
        for index in [vectors.windows, vectors.sentences, vectors.remote?.index].compactMap({ $0 }) {
            try build(index)
        }
    }

    /// Links what has no graph yet, and says how far it is where that takes long.
    private func build(_ index: VectorIndex) throws {
        let isLarge = !index.hasGraph && index.count > 100_000
        let told = Mutex(-1)
        try index.replace([], threads: 2) { [logger] share in
            let percent = Int(share * 10) * 10
            let isNew = told.withLock { told in
                defer { told = max(told, percent) }
                return percent > told
            }
            if isLarge, isNew { logger.notice("building the vector index", metadata: ["done": "\(percent) %"]) }
        }
    }

    /// Takes in the vectors of the embedder that serves; what served before does until they are in.
    /// - Returns: whether anything changed.
    private func turnToServing(_ database: any DatabaseReader) throws -> Bool {
        let serving = try database.read { db in try EmbedderRecord.serving(db) }
        guard serving?.number != remoteEmbedder else { return false }
        var made: Remote?
        if let serving, let number = serving.number {
            let remote = Remote(embedder: number, index: VectorIndex(shape: IndexShape(dimensions: serving.dimensions)))
            let documents = try database.read { db in
                try Int64.fetchAll(db, sql: Self.owners)
            }
            for document in documents {
                let entries = try database.read { db in try PassageVectorRecord.remote(of: document, number, db) }
                try remote.index.replace([(document, entries)], threads: 1, isPart: true)
            }
            try build(remote.index)
            made = remote
        }
        let new = made
        state.withLock { state in
            state.vectors.remote = new
            state.unwritten = max(state.unwritten, 1)
        }
        return true
    }

    /// Builds anew an index whose directions were learnt from a small part of what it holds now.
    private func renewOutgrown(_ database: any DatabaseReader) throws {
        let old = vectors
        guard old.windows.isOutgrown || old.sentences.isOutgrown else { return }
        let ready = try database.read { db in
            try Int64.fetchAll(db, sql: Self.owners)
        }
        let new = Self.empty(dimensions)
        try takeIn(ready, database, into: new)
        state.withLock { $0.vectors = Vectors(windows: new.windows, sentences: new.sentences, remote: old.remote) }
    }

    private func recount(_ database: any DatabaseReader) throws {
        let ownership = try database.read { db in try PassageOwnership(source, db) }
        try database.read { db in try words.reload(db) }
        state.withLock { state in
            state.ownership = ownership
            state.allowed = [:]
        }
    }

    // MARK: Files

    /// Writes the files when anything changed since, so that the next start need not catch up.
    func close() { catching.withLock { _ in write() } }

    /// Writes files that hold nothing of what was taken out, and deletes those before. On a thread of the index's own.
    /// - Throws: database errors, and those of files: what was to go is still in them then.
    func rewrite(_ database: any DatabaseReader) async throws {
        try await offload { [self] in
            try catchUp(database)
            try catching.withLock { _ in
                let (vectors, applied) = state.withLock { ($0.vectors, $0.applied) }
                for index in [vectors.windows, vectors.sentences, vectors.remote?.index].compactMap({ $0 }) {
                    index.eraseFree()
                }
                try files?.write(vectors, change: applied, keeping: 1)
                state.withLock { $0.unwritten = 0 }
            }
        }
    }

    private func write() {
        let (vectors, applied, unwritten) = state.withLock { ($0.vectors, $0.applied, $0.unwritten) }
        guard let files, unwritten > 0 else { return }
        do {
            try files.write(vectors, change: applied, keeping: 2)
            state.withLock { $0.unwritten = 0 }
        } catch {
            // The database has everything; only the next start takes longer.
            logger.error("the vector index could not be written", metadata: ["error": "\(error)"])
        }
    }
}
