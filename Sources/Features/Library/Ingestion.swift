import Citations
import Extraction
import Foundation
import GRDB
import Jobs
import Kernel
import Persistence
import Search
import Vault

/// Turns an added file into a searchable document: read, cut, embedded, and stored in one transaction.
struct Ingestion: Sendable {
    static let job = JobKind<NoPayload>("library.ingest", lane: .parsing)

    let database: any DatabaseWriter
    let files: OriginalFiles
    let reader: DocumentReader
    let search: PassageSearch
    let sealing: DocumentSealing
    private let offload = Offload("homeroom.ingest.files", width: 2)

    init(
        database: any DatabaseWriter, files: OriginalFiles, reader: DocumentReader, search: PassageSearch,
        sealing: DocumentSealing
    ) {
        (self.database, self.files, self.reader, self.search) = (database, files, reader, search)
        self.sealing = sealing
    }

    /// The job's work. Running it again after a crash starts from the file; a document that is ready is left alone.
    func ingest(_ context: JobContext) async throws {
        let id = context.subject
        let found = try await database.read { db in
            try DocumentRecord.filter(Column("id") == id).fetchOne(db).map { try sealing.open($0) }
        }
        guard let record = found, record.state == .waiting else { return }
        do {
            let bytes = try await offload { [files] in try files.read(record.hash) }
            let document = try await reader.readWhole(bytes, fileName: record.fileName) {
                context.report(0.1 + 0.4 * $0, stage: "reading")
            }
            try Task.checkCancellation()
            let passages = try await search.embedding.passages(of: document) {
                context.report(0.5 + 0.5 * $0, stage: "embedding")
            }
            try await store(record, document, passages)
            try await search.catchUp()
        } catch let failure as LibraryFailure where failure.isOfTheFile {
            // What ends while the server ends says nothing of the file.
            try Task.checkCancellation()
            try await refuse(record, failure)
        }
    }

    /// Stores a document that has been read already.
    func insert(_ document: ExtractedDocument, fileName: String) async throws -> UUID {
        let embedded = EmbeddedDocument(document: document, passages: try await search.embedding.passages(of: document))
        return try await insert([(embedded, fileName)], collection: DocumentStore.defaultCollection)[0]
    }

    /// Stores documents that have been embedded already, and lets the index catch up once.
    func insert(_ documents: [(EmbeddedDocument, fileName: String)], collection name: String) async throws -> [UUID] {
        var ids: [UUID] = []
        for (embedded, fileName) in documents {
            let record = try await database.write { db in
                let record = DocumentRecord(
                    id: .timeOrdered(), collectionID: try DocumentStore.collection(name, db).id, fileName: fileName,
                    hash: Data(blake2b256(Array(fileName.utf8) + embedded.document.bytes)), byteCount: 0,
                    state: .waiting, addedAt: Date())
                var stored = try sealing.close(record, db)
                try stored.insert(db)
                return try sealing.open(stored)
            }
            try await store(record, embedded.document, embedded.passages)
            ids.append(record.id)
        }
        try await search.catchUp()
        return ids
    }

    private func store(_ record: DocumentRecord, _ document: ExtractedDocument, _ passages: [PassageEmbedding.Entry])
        async throws
    {
        var updated = record
        updated.state = .ready
        updated.kind = document.kind.rawValue
        updated.title =
            document.title
            ?? document.outline.first { $0.level == 0 && $0.page <= 2 }.map { String($0.title.prefix(150)) }
        updated.author = document.author
        updated.language = document.language
        updated.pageCount = document.pages.count
        updated.passageCount = passages.count
        updated.pagesWithoutText = json(document.pagesWithoutText)
        updated.notices = json(document.allNotices.map(StoredNotice.init))
        updated.outline = json(
            document.outline.map { OutlineItem(title: $0.title, level: $0.level, page: $0.page, offset: $0.offset) })
        updated.isbn = ISBN.find(in: document.pages.prefix(ISBN.pages).map(\.text))
        updated.edition = document.edition ?? Edition.date(of: document, fileName: record.fileName)
        updated.modified = document.modified
        updated.replaces = Edition.replaces(document)
        let ready = updated
        let classifier = try await search.domains.classifier()
        guard let number = record.number else { return }
        // Its collection may be another one by the time that it is stored: then this is made there.
        let draft = try await database.read { db in
            try sealing.subject(of: record.collectionID, db).map { _ in try search.sealed.draft(passages, db) }
        }
        try await database.write { db in
            // The document may have been removed while it was being read, or the reading dropped.
            guard let current = try DocumentRecord.filter(Column("number") == number).fetchOne(db),
                current.state == .waiting
            else { return }
            // It may also have been moved, and people may know its title better by now.
            let kept = try ready.keeping(sealing.open(current))
            try sealing.close(kept, db).update(db)
            let subject = try sealing.subject(of: kept.collectionID, db)
            var start = 0
            for page in document.pages {
                let record = PageRecord(
                    document: number, number: page.number, label: page.label, width: Double(page.width),
                    height: Double(page.height), text: page.text, join: Int(page.join.rawValue),
                    layout: Data(PageLayout(paragraphs: page.paragraphs, lines: page.lines).bytes),
                    certainty: page.certainty.map(Double.init))
                try sealing.close(record, start: start, of: kept.id, for: subject, db).insert(db)
                start += DocumentSealing.length(record.text, record.join)
            }
            for (number, entry) in zip(try insert(passages, draft, of: number, for: subject, db), passages) {
                try Domains.store(classifier.domains(of: Domains.mean(entry.windows)), of: number, db)
            }
            try PassageRecord.noteChange(of: number, db)
            try Embedders.queueMissing(db)
        }
    }

    /// Stores passages, in the clear or sealed.
    /// - Returns: their numbers, in their order.
    private func insert(
        _ passages: [PassageEmbedding.Entry], _ draft: SealedPassages.Draft?, of document: Int64, for subject: Subject?,
        _ db: Database
    ) throws -> [Int64] {
        if let subject {
            return try search.sealed.insert(
                try draft ?? search.sealed.draft(passages, db), of: document, for: subject, db)
        }
        return try passages.enumerated().map { ordinal, entry in
            var passage = try PassageRecord(of: document, ordinal: ordinal, entry)
            try passage.insertWithWords(db)
            return passage.number ?? 0
        }
    }

    /// What waited for a job that an administrator ended is refused: its file can be added again. The file that is kept
    /// goes at the next start.
    func dropped(_ job: Job, _ db: Database) throws { try refuse(job.subject, .readingEnded, db) }

    private func refuse(_ id: UUID, _ failure: LibraryFailure, _ db: Database) throws {
        guard let stored = try DocumentRecord.filter(Column("id") == id).fetchOne(db), stored.state == .waiting
        else { return }
        var current = try sealing.open(stored)
        current.state = .refused
        (current.problemCode, current.problem) = (failure.code, failure.message)
        try sealing.close(current, db).update(db)
        try DocumentStore.noteRemoval(of: current.hash, db)
    }

    private func refuse(_ record: DocumentRecord, _ failure: LibraryFailure) async throws {
        // The file goes once it is committed that it was refused: a rollback would leave a document without its file.
        try await database.write { db in try refuse(record.id, failure, db) }
        try await database.write { [files] db in try DocumentStore.destroy(record.hash, files, db) }
    }
}
