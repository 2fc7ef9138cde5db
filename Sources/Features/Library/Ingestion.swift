import Citations
import Extraction
import Foundation
import GRDB
import Jobs
import Kernel
import TextEncoder
import Vault
import VectorIndex

/// Turns an added file into a searchable document: read, cut, embedded, and stored in one transaction.
struct Ingestion: Sendable {
    static let job = JobKind<NoPayload>("library.ingest", lane: .parsing)

    let database: any DatabaseWriter
    let files: OriginalFiles
    let reader: DocumentReader
    let vectors: PassageVectors
    let search: SearchIndex
    let domains: Domains
    private let offload = Offload("homeroom.ingest.files", width: 2)

    init(
        database: any DatabaseWriter, files: OriginalFiles, reader: DocumentReader,
        encoder: TextEncoder, search: SearchIndex, domains: Domains
    ) {
        (self.database, self.files, self.reader) = (database, files, reader)
        (vectors, self.search, self.domains) = (PassageVectors(encoder: encoder), search, domains)
    }

    /// The job's work. Running it again after a crash starts from the file; a document that is ready is left alone.
    func ingest(_ context: JobContext) async throws {
        let id = context.subject
        let found = try await database.read { db in try DocumentRecord.filter(Column("id") == id).fetchOne(db) }
        guard let record = found, record.state == .waiting else { return }
        do {
            let bytes = try await offload { [files] in try files.read(record.hash) }
            let document = try await reader.readWhole(bytes, fileName: record.fileName) {
                context.report(0.1 + 0.4 * $0, stage: "reading")
            }
            try Task.checkCancellation()
            let passages = try await vectors.passages(of: document) {
                context.report(0.5 + 0.5 * $0, stage: "embedding")
            }
            try await store(record, document, passages)
            try await search.catchUpAside(database)
        } catch let failure as LibraryFailure where failure.isOfTheFile {
            // What ends while the server ends says nothing of the file.
            try Task.checkCancellation()
            try await refuse(record, failure)
        }
    }

    /// Stores a document that has been read already.
    func insert(_ document: ExtractedDocument, fileName: String) async throws -> UUID {
        let embedded = EmbeddedDocument(document: document, passages: try await vectors.passages(of: document))
        return try await insert([(embedded, fileName)], collection: Shelf.defaultCollection)[0]
    }

    /// Stores documents that have been embedded already, and lets the index catch up once.
    func insert(_ documents: [(EmbeddedDocument, fileName: String)], collection name: String) async throws -> [UUID] {
        var ids: [UUID] = []
        for (embedded, fileName) in documents {
            let record = try await database.write { db in
                var record = DocumentRecord(
                    id: .timeOrdered(), collectionID: try Shelf.collection(name, db).id, fileName: fileName,
                    hash: Data(blake2b256(Array(fileName.utf8) + embedded.document.bytes)), byteCount: 0,
                    state: .waiting, addedAt: Date())
                try record.insert(db)
                return record
            }
            try await store(record, embedded.document, embedded.passages)
            ids.append(record.id)
        }
        try await search.catchUpAside(database)
        return ids
    }

    private func store(_ record: DocumentRecord, _ document: ExtractedDocument, _ passages: [PassageVectors.Entry])
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
        let classifier = try await domains.classifier()
        guard let number = record.number else { return }
        try await database.write { db in
            // The document may have been removed while it was being read, or the reading dropped.
            guard let current = try DocumentRecord.filter(Column("number") == number).fetchOne(db),
                current.state == .waiting
            else { return }
            // It may also have been moved, and people may know its title better by now.
            try ready.keeping(current).update(db)
            for page in document.pages {
                try PageRecord(
                    document: number, number: page.number, label: page.label, width: Double(page.width),
                    height: Double(page.height), text: page.text, join: Int(page.join.rawValue),
                    layout: Data(PageLayout(paragraphs: page.paragraphs, lines: page.lines).bytes),
                    certainty: page.certainty.map(Double.init)
                ).insert(db)
            }
            for (ordinal, entry) in passages.enumerated() {
                var passage = PassageRecord(
                    number: nil, document: number, ordinal: ordinal, start: entry.passage.range.lowerBound,
                    end: entry.passage.range.upperBound, firstPage: entry.firstPage, lastPage: entry.lastPage,
                    headingPath: json(entry.passage.headingPath), text: entry.text,
                    windows: WindowVectors.encode(entry.windows), sentences: SentenceVectors.encode(entry.sentences))
                try passage.insertWithWords(db)
                if let number = passage.number {
                    try Domains.store(classifier.domains(of: Domains.mean(entry.windows)), of: number, db)
                }
            }
            try DocumentRecord.noteChange(of: number, db)
            try Embedders.queueMissing(db)
        }
    }

    /// What waited for a job that an administrator ended is refused: its file can be added again. The file that is kept
    /// goes at the next start.
    static func dropped(_ job: Job, _ db: Database) throws { try refuse(job.subject, .readingEnded, db) }

    private static func refuse(_ id: UUID, _ failure: LibraryFailure, _ db: Database) throws {
        guard var current = try DocumentRecord.filter(Column("id") == id).fetchOne(db), current.state == .waiting
        else { return }
        current.state = .refused
        (current.problemCode, current.problem) = (failure.code, failure.message)
        try current.update(db)
        try Shelf.noteRemoval(of: current.hash, db)
    }

    private func refuse(_ record: DocumentRecord, _ failure: LibraryFailure) async throws {
        // The file goes once it is committed that it was refused: a rollback would leave a document without its file.
        try await database.write { db in try Self.refuse(record.id, failure, db) }
        try await database.write { [files] db in try Shelf.destroy(record.hash, files, db) }
    }
}

/// Cuts a document into passages and gives each its vectors.
struct PassageVectors: Sendable {
    struct Entry: Sendable {
        var passage: Passage
        var text: String
        /// Page numbers, from 1.
        var firstPage: Int
        var lastPage: Int
        var windows: [[Float]]
        var sentences: [SentenceVector]
    }

    let encoder: TextEncoder
    private let offload = Offload("homeroom.ingest", width: 1)
    /// Passages embedded in one go: enough to keep both cores busy, few enough to let a question in between.
    private static let batch = 8

    init(encoder: TextEncoder) { self.encoder = encoder }

    /// Gives way, and can be cancelled, between batches.
    func passages(of document: ExtractedDocument, progress: (Double) -> Void = { _ in }) async throws -> [Entry] {
        let text = PagedText(document.pages)
        let passages = try await offload { [encoder] in
            PassageCutter(text, tokenize: encoder.tokenizer.tokenize).passages(document.pages)
        }
        var entries: [Entry] = []
        for start in stride(from: 0, to: passages.count, by: Self.batch) {
            try Task.checkCancellation()
            let batch = Array(passages[start..<min(start + Self.batch, passages.count)])
            entries += try await offload { embed(batch, text) }
            progress(Double(entries.count) / Double(passages.count))
        }
        return entries
    }

    /// The tokens of each sentence, behind those of what leads into it where it is short and says little by itself.
    private func sentences(of passage: Passage, _ text: PagedText) -> [[Int32]] {
        let structure = PassageStructure(
            passage.sentences.map { sentence in
                let start = sentence.range.lowerBound
                return .init(
                    text: text.text(sentence.range), isHeading: sentence.isHeading,
                    opening: start == passage.range.lowerBound ? .paragraph : .init(at: start, in: text.scalars))
            }, headings: passage.headingPath)
        return passage.sentences.enumerated().map { index, sentence in
            let context = structure.context(of: index).map {
                encoder.tokenizer.tokenize($0).prefix(Self.longestContext)
            }
            return Array(context ?? []) + sentence.tokens
        }
    }

    private static let longestContext = 60

    private func embed(_ passages: [Passage], _ text: PagedText) -> [Entry] {
        let windows = passages.map { $0.windows(size: TextEncoder.longestSequence - 2) }
        let sequences = windows.flatMap { $0 } + passages.flatMap { sentences(of: $0, text) }
        var vectors = encoder.embed(tokens: sequences)[...]
        let windowVectors = windows.map { group in
            defer { vectors = vectors.dropFirst(group.count) }
            return Array(vectors.prefix(group.count))
        }
        return zip(passages, windowVectors).map { passage, windows in
            let own = vectors.prefix(passage.sentences.count)
            vectors = vectors.dropFirst(passage.sentences.count)
            let spans = text.spans(of: passage.range)
            return Entry(
                passage: passage, text: text.text(passage.range), firstPage: (spans.first?.page ?? 0) + 1,
                lastPage: (spans.last?.page ?? 0) + 1, windows: windows,
                sentences: zip(passage.sentences, own).map {
                    SentenceVector(range: $0.range, isHeading: $0.isHeading, code: VectorCode($1))
                })
        }
    }
}
