import Foundation
public import GRDB
public import Jobs
import Kernel
public import LanguageModel
public import Outbound
public import Persistence
public import ServiceLifecycle
public import TextEncoder
public import Vault

/// Passages of everything that is searched: found by words and by meaning, and sorted into domains.
///
/// Features register what they keep as a `PassageSource` and store its passages; they and others search here.
public struct PassageSearch: Sendable {
    /// Who may read what is found, and what it is called.
    public let source: any PassageSource
    /// What passages are embedded and cut with.
    public let embedding: PassageEmbedding
    /// The district's domains.
    public let domains: Domains
    /// Servers that make vectors beside the encoder built in.
    public let embedders: Embedders
    /// Stores passages that are sealed.
    public let sealed: SealedPassages
    let index: SearchIndex
    let opened: SealedIndex
    private let hybrid: HybridSearch
    private let maintenance: IndexMaintenance
    private let database: any DatabaseWriter

    /// - Parameters:
    ///   - folder: where the vector index is kept; nil to hold it in memory only.
    ///   - sealer: seals the keys of embedders.
    ///   - keys: seal the passages of what is not published.
    ///   - people: names that do not leave the building.
    /// - Throws: when the database cannot be read.
    public init(
        database: any DatabaseWriter, source: any PassageSource, folder: String?, encoder: TextEncoder, sealer: Sealer,
        keys: SubjectKeys, gate: OutboundGate, people: PeopleNames
    ) throws {
        (self.database, self.source) = (database, source)
        sealed = SealedPassages(keys: keys, dimensions: encoder.dimensions)
        opened = SealedIndex(passages: sealed, source: source, most: SealedIndex.most)
        index = try SearchIndex(dimensions: encoder.dimensions, database: database, source: source, folder: folder)
        maintenance = IndexMaintenance(index: index, opened: opened, database: database)
        domains = Domains(database: database, encoder: encoder, sealed: sealed)
        embedders = Embedders(
            database: database, index: index, source: source, sealer: sealer, gate: gate, people: people)
        embedding = PassageEmbedding(encoder: encoder)
        hybrid = HybridSearch(
            database: database, index: index, encoder: encoder, embedders: embedders, source: source, passages: sealed,
            sealed: opened)
    }

    /// Takes in at the start what is missing, where that is little, and has passages labelled whose domains changed.
    /// - Throws: database errors.
    public func begin() throws {
        try database.write { db in try Domains.queueMissing(db) }
        try maintenance.begin()
    }

    /// Brings the index up to the database beside the server.
    public var services: [any Service] { [maintenance] }

    public static var migrations: [SchemaMigration] { SearchSchema.migrations }

    public static var settings: [any AnySetting] { [Domain.setting, Domains.labelled] }

    public var jobs: [JobHandler] {
        [
            // The passages that it lacks are queued again with the next document.
            Embedders.job.handler(about: nil, whenDropped: { _, _ in }) { [embedders] _, context in
                try await embedders.fill(context.subject) { context.report($0) }
            },
            // Passages keep the labels they have until the next start.
            Domains.job.handler(about: nil, whenDropped: { _, _ in }) { [domains] _, context in
                try await domains.label { context.report($0) }
            },
        ]
    }

    // MARK: Searching

    /// The best passages for a question.
    /// - Parameter isStudents: a student asks: the question goes to no server outside the building.
    /// - Throws: database errors.
    public func search(
        _ question: String, count: Int, in scope: SearchScope, isStudents: Bool
    ) async throws -> SearchResult {
        try await hybrid.search(question, count: count, scope: scope, staysInside: isStudents)
    }

    /// The passages to read for an answer: the best, those of some domains first, neighbours joined.
    /// - Throws: database errors.
    public func read(
        _ question: String, count: Int, preferring domains: [String], in scope: SearchScope, isStudents: Bool
    ) async throws -> SearchResult {
        try await hybrid.read(question, count: count, domains: Set(domains), scope: scope, staysInside: isStudents)
    }

    /// The domains of a question, one to three, the nearest first, and how near; none where it belongs to none.
    /// - Throws: database errors.
    public func domains(of question: String) async throws -> (
        domains: [String], scores: [(domain: String, score: Float)]
    ) {
        let classifier = try await domains.classifier()
        guard let vector = try await vectors(of: [question]).first else { return ([], []) }
        return (classifier.domains(of: vector), classifier.scores(vector))
    }

    /// Unit vectors of texts, by the encoder built in.
    public func vectors(of texts: [String]) async throws -> [[Float]] { try await hybrid.vectors(of: texts) }

    // MARK: Sealing

    /// Takes what passages said before they were sealed out of the full-text index's pages, out of the vector index's
    /// files and out of the write-ahead log. Safe to run again; takes about as long as writing the indices anew.
    /// - Throws: database errors, and those of files.
    public func forgetSealed() async throws {
        // In small steps, so that other writes come between: the first turns all of the index into one piece, which the
        // others finish (https://www.sqlite.org/fts5.html#the_merge_command).
        var (pages, isDone) = (-Self.mergedPages, false)
        while !isDone {
            try Task.checkCancellation()
            let step = pages
            isDone = try await database.write { db in
                let before = db.totalChangesCount
                try db.execute(
                    sql: "INSERT INTO passageText (passageText, rank) VALUES ('merge', ?)", arguments: [step])
                return db.totalChangesCount - before < 2
            }
            pages = Self.mergedPages
        }
        try await index.rewrite(database)
        // A reader that is still in the log keeps it for now: it is written over before long.
        _ = try? await database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    }

    /// Pages of the full-text index that are merged in one transaction: some milliseconds.
    private static let mergedPages = 500

    /// Destroys the key of a subject whose passages go in the transaction at hand, and closes them.
    /// - Throws: database errors.
    public func destroyKey(of subject: Subject, _ db: Database) throws {
        try sealed.keys.destroy(subject, in: db)
        db.afterNextTransaction { [opened] _ in opened.drop(subject) }
    }

    // MARK: Keeping

    /// The index takes in what changed; on a thread of its own.
    /// - Throws: database errors.
    public func catchUp() async throws {
        try await index.catchUpAside(database)
        opened.dropChanged(index.sealed)
    }

    /// Writes what is worth keeping for the next start.
    public func close() {
        opened.close()
        index.close()
    }

    /// Vectors held by the encoder built in.
    public var vectorCount: Int { index.count }

    /// What is amiss with the words, the vectors and the embedders; empty when all is well. Blocks.
    /// - Throws: database errors.
    public func faults() throws -> [String] {
        var faults: [String] = []
        do {
            try database.writeWithoutTransaction { db in
                try db.execute(sql: "INSERT INTO passageText(passageText, rank) VALUES('integrity-check', 1)")
            }
        } catch { faults.append("the word index does not match the passages: \(error)") }
        let passages = try database.read(PassageRecord.clearCount)
        if try index.isBehind(database) {
            faults.append("the vector index is being built from the database; until then some is found by words only")
        } else if index.count < passages {
            faults.append("the vector index holds less than the database; start again to rebuild it")
        }
        return try faults + embedders.faults()
    }

    /// What somebody may want to know, though all works. Blocks.
    /// - Throws: database errors.
    public func notes() throws -> [String] {
        try database.read { db in
            let sealed = try Double.fetchOne(
                db, sql: "SELECT total(length(words) + length(sentences)) FROM sealedBlock")
            let (held, most) = (Int(sealed ?? 0) >> 20, SealedIndex.most >> 20)
            let full =
                held > most
                ? "private collections hold \(held) MB that searches open into memory, where \(most) MB have room: whoever "
                    + "searches all of them at once finds a part" : nil
            let records = try EmbedderRecord.fetchAll(db)
            guard !records.isEmpty else { return [full].compactMap { $0 } }
            let titles = Dictionary(try source.owners(db).map { ($0.number, $0.title) }, uniquingKeysWith: { $1 })
            return try [full].compactMap { $0 }
                + records.compactMap { try EmbedderRefusals(of: $0, titles: titles, db).sentence($0) }
        }
    }
}
