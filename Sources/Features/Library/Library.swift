public import Extraction
public import Foundation
public import GRDB
import Hummingbird
public import Jobs
public import Kernel
import LanguageModel
public import Outbound
public import Persistence
public import Sandbox
public import ServiceLifecycle
public import TextEncoder
public import Vault
public import Web

/// The district's books and documents: added as files, read in the sandbox, searched by word and by meaning.
public struct Library: Feature {
    /// What an administrator may set.
    public struct Settings: Sendable {
        /// Most bytes of one file.
        public var maxBytes = 50 * 1_048_576
        public var extraction = ExtractionLimits()
        public init() {}
    }

    public static var migrations: [SchemaMigration] { LibrarySchema.migrations }
    public var services: [any Service] { [upkeep] }

    let shelf: Shelf
    let health: LibraryHealth
    let pages: PageViews
    let searching: Search
    private let ingestion: Ingestion
    let index: SearchIndex
    private let upkeep: IndexUpkeep
    let embedders: Embedders
    let domains: Domains
    let reader: DocumentReader
    /// Exports are set one after the other, in turns by person.
    private let typesetting = FairQueue(.init(width: 1, perGroup: 1, waitingPerGroup: 4, waiting: 200, waitingKnown: 0))
    /// Notes who read, searched and asked what.
    public let activity: ActivityLog
    private let database: any DatabaseWriter
    private let shares: CollectionShares

    /// - Parameters:
    ///   - files: the folder for originals; those that no document names any longer are kept in `orphans` beside it.
    ///   - indexFolder: where the vector index is kept; nil to hold it in memory only.
    ///   - sealer: seals the originals.
    ///   - worker: parses what is untrusted.
    ///   - places: the district's places, at which collections are kept.
    ///   - activity: notes who read and searched what.
    ///   - names: says in words what entries of the trail are about.
    /// - Throws: when the database cannot be read.
    public init(
        database: any DatabaseWriter, files: String, indexFolder: String? = nil, sealer: Sealer, worker: Worker,
        encoder: TextEncoder, places: any DistrictDirectory, gate: OutboundGate, activity: ActivityLog,
        names: AuditNames, settings: Settings
    ) throws {
        index = try SearchIndex(dimensions: encoder.dimensions, database: database, folder: indexFolder)
        upkeep = IndexUpkeep(index: index, database: database)
        let originals = OriginalFiles(folder: files, sealer: sealer)
        reader = DocumentReader(worker: worker, limits: settings.extraction)
        (self.database, self.activity) = (database, activity)
        domains = Domains(database: database, encoder: encoder)
        ingestion = Ingestion(
            database: database, files: originals, reader: reader, encoder: encoder,
            search: index, domains: domains)
        embedders = Embedders(
            database: database, index: index, sealer: sealer, gate: gate,
            people: PeopleNames(database: database, directory: places))
        shares = CollectionShares(database: database, places: places)
        shelf = Shelf(
            database: database, files: originals, index: index, shares: shares, maxBytes: settings.maxBytes)
        pages = PageViews(database: database, files: originals, reader: reader)
        searching = Search(database: database, index: index, encoder: encoder, embedders: embedders)
        health = LibraryHealth(database: database, files: originals, index: index)
        names.add("document") { [shares] ids, reader, db in
            var found = DocumentRecord.filter(ids.contains(Column("id")))
            if let readable = try shares.readable(for: reader, db) {
                found = found.filter(readable.contains(Column("collectionID")))
            }
            return Dictionary(try found.fetchAll(db).map { ($0.id, $0.displayTitle) }, uniquingKeysWith: { $1 })
        }
        names.add("collection") { [shares] ids, reader, db in
            let readable = try shares.readable(for: reader, db)?.intersection(ids) ?? ids
            return Dictionary(
                try CollectionRecord.filter(readable.contains(Column("id"))).fetchAll(db).map { ($0.id, $0.name) },
                uniquingKeysWith: { $1 })
        }
        try database.write { db in try Domains.queueMissing(db) }
        try health.tidy()
        try upkeep.begin()
    }

    public var jobs: [JobHandler] {
        [
            Ingestion.job.handler(about: "document", whenDropped: Ingestion.dropped) { [ingestion] _, context in
                try await ingestion.ingest(context)
            },
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

    public var schedules: [Schedule] { [] }

    /// Returns once the vector index equals the database.
    /// - Throws: database errors.
    public func catchUp() async throws { try await upkeep.catchUp() }

    /// Writes what is worth keeping for the next start.
    public func close() { index.close() }

    public static var settings: [any AnySetting] { [Domain.setting, Domains.labelled] }
    public static var people: [PersonColumn] {
        [
            .init("collection.ownerID", .deleted), .init("collectionReader.personID", .deleted),
            .init("document.addedBy", .cleared), .init("document.author", .kept("the author of a book")),
        ]
    }

    public func erase(_ person: UUID, _ db: Database) throws { try Shelf.erase(person, db) }

    public func addRoutes(to api: SignedInRoutes) {
        LibraryRoutes(shelf: shelf, pages: pages, search: searching, shares: shares, activity: activity).add(to: api)
        CollectionRoutes(shares: shares).add(to: api)
        EmbedderRoutes(embedders: embedders).add(to: api)
        DomainRoutes(domains: domains).add(to: api)
    }

    /// The best passages for a question, for other features.
    /// - Throws: database errors.
    /// - Parameter collections: where to look; everywhere where nil.
    public func search(_ question: String, count: Int, collections: Set<UUID>? = nil) async throws -> SearchResult {
        try await searching.search(question, count: count, collections: collections)
    }

    /// The passages to read for an answer: the best, those of some domains first, neighbours joined.
    /// - Throws: database errors.
    public func read(_ question: String, count: Int, domains: [String], collections: Set<UUID>? = nil) async throws
        -> SearchResult
    {
        try await searching.read(question, count: count, domains: Set(domains), collections: collections)
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

    /// The district's domains.
    /// - Throws: database errors.
    public func allDomains() async throws -> [Domain] { try await domains.list() }

    /// A page set from HTML of one's own, as a PDF, in the sandboxed worker, when the turn of whoever asks comes.
    /// - Throws: `LibraryFailure`.
    public func typeset(_ html: String, for actor: String) async throws -> [UInt8] {
        do { return try await typesetting.turn(of: actor) { try await reader.typeset(html) } } catch is FairQueue.Full {
            throw LibraryFailure.tooManyPictures
        }
    }

    /// Which of some documents there are, and somebody may read.
    /// - Throws: database errors.
    public func present(_ documents: Set<UUID>, in collections: Set<UUID>?) async throws -> Set<UUID> {
        try await database.read { db in
            var request = DocumentRecord.filter(documents.contains(Column("id")))
            if let collections { request = request.filter(collections.contains(Column("collectionID"))) }
            return Set(try request.select(Column("id"), as: UUID.self).fetchAll(db))
        }
    }

    /// What documents are called, in the order of the alphabet.
    /// - Throws: database errors.
    public func titles(of documents: Set<UUID>) async throws -> [String] {
        try await database.read { db in
            try DocumentRecord.filter(documents.contains(Column("id"))).fetchAll(db).map(\.displayTitle).sorted()
        }
    }

    /// Unit vectors of texts, by the encoder built in, for other features.
    public func vectors(of texts: [String]) async throws -> [[Float]] { try await searching.vectors(of: texts) }

    /// The collections that somebody may read; all where nil.
    /// - Throws: database errors.
    public func readable(for user: Principal) async throws -> Set<UUID>? { try await shares.readable(for: user) }

    /// The pages of a document from one to another, for checking quotations against.
    /// - Throws: `LibraryFailure.documentNotFound`.
    public func pageTexts(_ document: UUID, _ numbers: ClosedRange<Int>) async throws -> [PageText] {
        try await pages.texts(document, numbers)
    }

    /// Adds a document that has been read already, for tests and benchmarks; the way of files is through the routes.
    /// - Throws: database errors.
    public func insert(_ document: ExtractedDocument, fileName: String) async throws -> UUID {
        try await ingestion.insert(document, fileName: fileName)
    }

    /// Embeds a document that has been read already, without storing it. For benchmarks.
    public func embed(_ document: ExtractedDocument) async throws -> EmbeddedDocument {
        EmbeddedDocument(document: document, passages: try await ingestion.vectors.passages(of: document))
    }

    /// Stores embedded documents. For benchmarks.
    /// - Throws: database errors.
    public func insert(_ documents: [(EmbeddedDocument, fileName: String)], collection: String) async throws -> [UUID] {
        try await ingestion.insert(documents, collection: collection)
    }

    /// The collection of this name.
    /// - Throws: database errors.
    public func collection(named name: String) async throws -> UUID {
        try await shelf.database.write { db in try Shelf.collection(name, db).id }
    }

    /// What is amiss in the library; empty when all is well. Blocks.
    /// - Parameter deep: also opens every original.
    /// - Throws: database errors.
    public func faults(deep: Bool) throws -> [String] { try health.faults(deep: deep) }

    /// What an administrator may want to know, though all works. Blocks.
    public func notes() throws -> [String] { try health.notes() }

    /// Files kept aside that no document names. Blocks.
    public var orphans: Int { health.files.orphanCount() }

    /// Documents, passages and vectors held. Blocks.
    public func counts() throws -> (documents: Int, passages: Int, vectors: Int) { try health.counts() }

    /// Whether one of the kept originals shows that they were sealed with another key; nil where there is none to try.
    /// - Parameter files: the folder for originals.
    public static func isReadable(files: String, sealer: Sealer, _ db: Database) throws -> Bool? {
        let originals = OriginalFiles(folder: files, sealer: sealer)
        let hashes = try Data.fetchAll(db, sql: "SELECT hash FROM document WHERE state = 'ready' LIMIT 20")
        for hash in hashes where originals.exists(hash) { return (try? originals.read(hash)) != nil }
        return nil
    }
}

extension Library {
    /// Whether a file of this name is of a kind that is read.
    public static func reads(fileName: String) -> Bool { FileKind(fileName: fileName) != nil }
}
