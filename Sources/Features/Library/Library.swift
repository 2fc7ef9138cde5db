public import Documents
public import Extraction
public import Foundation
public import GRDB
public import Hummingbird
public import Jobs
public import Kernel
import LanguageModel
public import Outbound
public import Persistence
public import Sandbox
public import Search
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

    public static var migrations: [SchemaMigration] { LibrarySchema.migrations + PassageSearch.migrations }
    public var services: [any Service] { passages.services }

    let store: DocumentStore
    let health: LibraryHealth
    let pages: PageViews
    private let ingestion: Ingestion
    private let sealingJob: SealingJob
    /// Everything that is searched; other features ask it, not the library.
    public let passages: PassageSearch
    let reader: DocumentReader
    private let writing = Offload("homeroom.reports", width: 1)
    /// PDFs are set one after the other, in turns by person.
    private let typesetting = FairQueue(.init(width: 1, perGroup: 1, waitingPerGroup: 4, waiting: 200, waitingKnown: 0))
    /// Notes who read, searched and asked what.
    public let activity: ActivityLog
    private let database: any DatabaseWriter
    private let shares: CollectionShares

    /// - Parameters:
    ///   - files: the folder for originals; those that no document names any longer are kept in `orphans` beside it.
    ///   - indexFolder: where the vector index is kept; nil to hold it in memory only.
    ///   - sealer: seals the originals.
    ///   - keys: seal what private collections hold.
    ///   - worker: parses what is untrusted.
    ///   - places: the district's places, at which collections are kept.
    ///   - activity: notes who read and searched what.
    ///   - names: says in words what entries of the trail are about.
    /// - Throws: when the database cannot be read.
    public init(
        database: any DatabaseWriter, files: String, indexFolder: String? = nil, sealer: Sealer, keys: SubjectKeys,
        worker: Worker, encoder: TextEncoder, places: any DistrictDirectory, gate: OutboundGate, activity: ActivityLog,
        names: AuditNames, settings: Settings
    ) throws {
        shares = CollectionShares(database: database, places: places)
        let sealing = DocumentSealing(keys: keys)
        passages = try PassageSearch(
            database: database, source: DocumentSource(database: database, shares: shares, sealing: sealing),
            folder: indexFolder, encoder: encoder, sealer: sealer, keys: keys, gate: gate,
            people: PeopleNames(database: database, directory: places))
        let originals = OriginalFiles(folder: files, sealer: sealer)
        reader = DocumentReader(worker: worker, limits: settings.extraction)
        (self.database, self.activity) = (database, activity)
        ingestion = Ingestion(
            database: database, files: originals, reader: reader, search: passages, sealing: sealing)
        sealingJob = SealingJob(database: database, sealing: sealing, search: passages)
        store = DocumentStore(
            database: database, files: originals, search: passages, shares: shares, sealing: sealing,
            maxBytes: settings.maxBytes)
        pages = PageViews(database: database, files: originals, reader: reader, sealing: sealing)
        health = LibraryHealth(database: database, files: originals, search: passages)
        names.add("document") { [shares] ids, reader, db in
            var found = DocumentRecord.filter(ids.contains(Column("id")))
            if let readable = try shares.readable(for: reader, db) {
                found = found.filter(readable.contains(Column("collectionID")))
            }
            return Dictionary(
                try found.fetchAll(db).map { ($0.id, try sealing.open($0).displayTitle) }, uniquingKeysWith: { $1 })
        }
        names.add("collection") { [shares] ids, reader, db in
            let readable = try shares.readable(for: reader, db)?.intersection(ids) ?? ids
            return Dictionary(
                try CollectionRecord.filter(readable.contains(Column("id"))).fetchAll(db).map { ($0.id, $0.name) },
                uniquingKeysWith: { $1 })
        }
        try health.tidy()
        try passages.begin()
    }

    public var jobs: [JobHandler] {
        [
            Ingestion.job.handler(about: "document", whenDropped: ingestion.dropped) { [ingestion] _, context in
                try await ingestion.ingest(context)
            },
            // What is left in the clear is sealed after the next start.
            SealingJob.kind.handler(about: nil, whenDropped: { _, _ in }) { [sealingJob] _, context in
                try await sealingJob.run { context.report($0) }
            },
        ] + passages.jobs
    }

    public var schedules: [Schedule] { [] }

    public static var settings: [any AnySetting] { PassageSearch.settings }
    public static var people: [PersonColumn] {
        [
            .init("collection.ownerID", .deleted, .section("collections")),
            .init("collectionReader.personID", .deleted, .section("collectionAccess")),
            .init("document.addedBy", .cleared, .section("documentsAdded")),
            .init("document.author", .kept("the author of a book"), .withheld("the author of a book")),
        ]
    }

    public static var retention: [RetentionClass] {
        [
            RetentionClass(
                "documents", holds: "Documents with their text, and how they are found",
                tables: [
                    "collection", "collectionReader", "document", "page", "passage", "passageText", "passageWord",
                    "passageDomain", "passageEmbedding", "passageRefusal", "sealedBlock",
                ], .asLongAs(.document)),
            RetentionClass(
                "removedFiles", holds: "Which originals are to be destroyed, by their hashes", tables: ["fileRemoval"],
                .byRule(
                    .init("until the next start; files of no document 30 days", schedule: nil, setting: nil))),
            RetentionClass(
                "searchIndex", holds: "Numbers of changed documents, and servers that embed",
                tables: ["documentChange", "libraryIdentity", "embedder"], .asLongAs(.appliance)),
        ]
    }

    public func erase(_ person: UUID, _ db: Database) throws { try store.erase(person, db) }

    public func export(into export: PersonExport, _ db: Database) throws { try store.export(into: export, db) }

    public var metrics: [Metric] {
        [
            Metric("homeroom_documents", .gauge, help: "Documents, by state.") { db in
                try .counts(by: "state", "SELECT state, count(*) FROM document GROUP BY state", db)
            },
            Metric("homeroom_passages", .gauge, help: "Passages that are searched.") { db in
                try .count("SELECT count(*) FROM passage", db)
            },
            Metric("homeroom_vectors", .gauge, help: "Vectors of the encoder built in.") { [passages] _ in
                .number(Double(passages.vectorCount))
            },
        ]
    }

    public static var prompts: [PromptFile] { [] }
    public var tools: [Tool] { [] }

    public func addMachineRoutes(to root: SignedInRoutes, tools: [Tool]) {}
    public func addPublicRoutes(to router: Router<AppContext>) {}

    public func addRoutes(to api: SignedInRoutes) {
        LibraryRoutes(store: store, pages: pages, search: passages, shares: shares, activity: activity).add(to: api)
        CollectionRoutes(shares: shares, search: passages).add(to: api)
        EmbedderRoutes(embedders: passages.embedders).add(to: api)
        DomainRoutes(domains: passages.domains).add(to: api)
    }

    /// A report as a file. A PDF is set in the sandboxed worker, when the turn of whoever asks comes.
    /// - Throws: `LibraryFailure`.
    public func file(_ report: Report, as format: ReportFormat, for actor: String) async throws -> [UInt8] {
        if let bytes = try await writing({ report.file(as: format) }) { return bytes }
        do {
            return try await typesetting.turn(of: actor) { try await reader.typeset(report.typesettingHTML) }
        } catch is FairQueue.Full {
            throw LibraryFailure.tooManyPictures
        }
    }

    /// Adds a document that has been read already, for tests and benchmarks; the way of files is through the routes.
    /// - Throws: database errors.
    public func insert(_ document: ExtractedDocument, fileName: String) async throws -> UUID {
        try await ingestion.insert(document, fileName: fileName)
    }

    /// Embeds a document that has been read already, without storing it. For benchmarks.
    public func embed(_ document: ExtractedDocument) async throws -> EmbeddedDocument {
        EmbeddedDocument(document: document, passages: try await passages.embedding.passages(of: document))
    }

    /// Stores embedded documents. For benchmarks.
    /// - Throws: database errors.
    public func insert(_ documents: [(EmbeddedDocument, fileName: String)], collection: String) async throws -> [UUID] {
        try await ingestion.insert(documents, collection: collection)
    }

    /// The collection of this name.
    /// - Throws: database errors.
    public func collection(named name: String) async throws -> UUID {
        try await store.database.write { db in try DocumentStore.collection(name, db).id }
    }

    /// Deeply, every original is opened and checked too.
    public func findings(deep: Bool) async throws -> [HealthFinding] {
        try await Offload.health { [health] in try health.findings(deep: deep) }
    }

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
