import Foundation
import GRDB
import Jobs
import Kernel
import Persistence
import Vault

/// Adds, lists and removes documents.
struct Shelf: Sendable {
    let database: any DatabaseWriter
    let files: OriginalFiles
    let index: SearchIndex
    let shares: CollectionShares
    let maxBytes: Int

    /// Where documents go when no collection is named.
    static let defaultCollection = "Library"

    /// A document with where it stands.
    struct Entry: Sendable {
        var document: DocumentRecord
        var collection: String
        /// 0 to 1 while it is being read.
        var progress: Double
        var domains: [String] = []
    }

    /// Keeps a file and queues its reading. A file that was refused before is tried anew.
    /// - Throws: `LibraryFailure.tooLarge`, `.nameMissing`, `.alreadyHere`.
    /// - Parameter user: for whom; must be able to write to the collection, or to make it.
    func add(
        _ bytes: [UInt8], fileName: String, collection name: String?, for user: Principal, by origin: RequestOrigin
    ) async throws -> Entry {
        guard bytes.count <= maxBytes else { throw LibraryFailure.tooLarge(limit: maxBytes) }
        let fileName = String((fileName as NSString).lastPathComponent.prefix(200))
        guard !fileName.isEmpty else { throw LibraryFailure.nameMissing }
        let hash = Data(blake2b256(bytes))
        let collectionName = name.flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultCollection
        // The file first: a row never names what is not there.
        try files.keep(bytes, hash: hash)
        return try await database.write { db in
            let collection = try shares.collection(named: collectionName, toWriteFor: user, db)
            let same = DocumentRecord.filter(Column("collectionID") == collection.id && Column("hash") == hash)
            if let existing = try same.fetchOne(db) {
                switch existing.state {
                case .ready: throw LibraryFailure.alreadyHere(title: existing.displayTitle)
                // Under way: whoever adds it again waits for the same work.
                case .waiting: return try Self.entry(existing, db)
                case .refused: break
                }
                try existing.delete(db)
            }
            var record = DocumentRecord(
                id: .timeOrdered(), collectionID: collection.id, fileName: fileName, hash: hash, byteCount: bytes.count,
                state: .waiting, addedAt: Date())
            try record.insert(db)
            try JobQueue.add(Ingestion.job, subject: record.id, db)
            try AuditTrail.append(
                .init(
                    .documentAdded, "document", record.id.uuidString.lowercased(),
                    place: try shares.home(of: collection, db),
                    details: ["collection": collection.id.uuidString.lowercased(), "hash": Hexadecimal.encode(hash)]),
                by: origin, db)
            return Entry(document: record, collection: collectionName, progress: 0)
        }
    }

    static func collection(_ name: String, _ db: Database) throws -> CollectionRecord {
        if let found = try CollectionRecord.filter(Column("name") == name).fetchOne(db) { return found }
        let made = CollectionRecord(id: .timeOrdered(), name: name)
        try made.insert(db)
        try CollectionReader(collectionID: made.id, mayWrite: false).insert(db)
        return made
    }

    /// Documents, the newest first.
    /// - Parameters:
    ///   - before: only those added before this one.
    ///   - collections: only of these; of all where nil.
    func list(limit: Int, before: UUID?, in collections: Set<UUID>?) async throws -> [Entry] {
        try await database.read { db in
            var request = DocumentRecord.order(Column("number").desc).limit(limit)
            if let collections { request = request.filter(collections.contains(Column("collectionID"))) }
            if let before,
                let number = try Int64.fetchOne(
                    db, sql: "SELECT number FROM document WHERE id = ?", arguments: [before])
            {
                request = request.filter(Column("number") < number)
            }
            return try request.fetchAll(db).map { try Self.entry($0, db) }
        }
    }

    /// - Throws: `LibraryFailure.documentNotFound`.
    func document(_ id: UUID, in collections: Set<UUID>?) async throws -> Entry {
        try await database.read { db in
            let record = try DocumentRecord.readable(id, in: collections, db)
            return try Self.entry(record, db)
        }
    }

    private static func entry(_ record: DocumentRecord, _ db: Database) throws -> Entry {
        let name = try String.fetchOne(
            db, sql: "SELECT name FROM collection WHERE id = ?", arguments: [record.collectionID])
        let job = try Job.filter(Column("subject") == record.id).fetchOne(db)
        var record = record
        // A job that died of something other than the file leaves the document waiting for a person.
        if let job, job.state == .dead { record.problem = job.problem }
        return Entry(
            document: record, collection: name ?? "", progress: job?.progress ?? (record.state == .ready ? 1 : 0),
            domains: try record.number.map { try Domains.domains(of: $0, db) } ?? [])
    }

    /// What people know better of a document than its file does; what is nil stays.
    struct Details: Decodable, Sendable {
        let title: String?, author: String?, isbn: String?, sku: String?

        var isSound: Bool {
            [title, author].allSatisfy { ($0?.count ?? 0) <= 200 } && (sku?.count ?? 0) <= 40
                && (isbn.map { $0.isEmpty || ISBN.isSound(ISBN.plain($0)) } ?? true)
        }
    }

    /// - Throws: `LibraryFailure.documentNotFound`, `.notYours`, `.detailsUnusable`.
    func edit(_ id: UUID, _ wish: Details, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        guard wish.isSound else { throw LibraryFailure.detailsUnusable }
        return try await database.write { db in
            var (record, collection) = try find(id, toWriteFor: user, db)
            func given(_ text: String?, _ old: String?) -> String? { text.map { $0.isEmpty ? nil : $0 } ?? old }
            record.title = given(wish.title, record.title)
            record.author = given(wish.author, record.author)
            record.isbn = given(wish.isbn.map(ISBN.plain), record.isbn)
            record.sku = given(wish.sku, record.sku)
            try record.update(db)
            try AuditTrail.append(
                .init(
                    .documentChanged, "document", id.uuidString.lowercased(), place: try shares.home(of: collection, db)
                ), by: origin, db)
            return try Self.entry(record, db)
        }
    }

    private func find(_ id: UUID, toWriteFor user: Principal, _ db: Database) throws -> (
        DocumentRecord, CollectionRecord
    ) {
        let record = try DocumentRecord.readable(id, in: try shares.readable(for: user, db), db)
        guard let collection = try CollectionRecord.fetchOne(db, key: record.collectionID),
            try shares.mayWrite(collection, user, db)
        else { throw LibraryFailure.notYours }
        return (record, collection)
    }

    /// Removes a document, its text, its vectors and, where nothing else names it, its file.
    /// - Throws: `LibraryFailure.documentNotFound`.
    func remove(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws {
        let (record, stillNamed) = try await database.write { db in
            let (record, collection) = try find(id, toWriteFor: user, db)
            try AuditTrail.append(
                .init(
                    .documentRemoved, "document", id.uuidString.lowercased(),
                    place: try shares.home(of: collection, db),
                    details: ["collection": collection.id.uuidString.lowercased()]), by: origin, db)
            try Self.delete(record, db)
            return (record, try DocumentRecord.filter(Column("hash") == record.hash).fetchCount(db) > 0)
        }
        try await index.catchUpAside(database)
        if !stillNamed { files.forget(record.hash) }
    }

    /// Removes what belongs to a person alone: private collections with all that is in them, and names among readers.
    /// The files go at the next start.
    static func erase(_ person: UUID, _ db: Database) throws {
        try CollectionReader.filter(Column("personID") == person).deleteAll(db)
        for collection in try CollectionRecord.filter(Column("ownerID") == person).fetchAll(db) {
            for document in try DocumentRecord.filter(Column("collectionID") == collection.id).fetchAll(db) {
                try delete(document, db)
            }
            try collection.delete(db)
        }
    }

    private static func delete(_ document: DocumentRecord, _ db: Database) throws {
        try Job.filter(Column("subject") == document.id).deleteAll(db)
        if let number = document.number {
            try PassageRecord.deleteAll(of: number, db)
            try DocumentRecord.noteChange(of: number, db)
        }
        try document.delete(db)
    }

    // MARK: Health

    /// Removes files that a crash left without a row.
    func sweep() throws {
        let known = try hashes(states: "'waiting', 'ready'")
        for path in files.strays(known: known) { unlink(path) }
    }

    private func hashes(states: String) throws -> Set<String> {
        try database.read { db in
            Set(
                try Data.fetchAll(db, sql: "SELECT hash FROM document WHERE state IN (\(states))").map {
                    Hexadecimal.encode($0)
                })
        }
    }

    func faults() throws -> [String] {
        var faults: [String] = []
        let known = try hashes(states: "'waiting', 'ready'")
        let strays = files.strays(known: known).count
        if strays > 0 { faults.append("\(strays) files belong to no document; the next start removes them") }
        try database.read { db in
            for hash in try Data.fetchAll(db, sql: "SELECT hash FROM document WHERE state <> 'refused'")
            where !files.exists(hash) {
                faults.append(
                    "an original is missing from the files folder: restore it from a backup, or remove the document")
            }
            let half =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM document d WHERE
                          state = 'ready' AND (pageCount <> (SELECT count(*) FROM page WHERE document = d.number)
                            OR passageCount <> (SELECT count(*) FROM passage WHERE document = d.number))
                          OR state <> 'ready' AND (EXISTS (SELECT 1 FROM page WHERE document = d.number)
                            OR EXISTS (SELECT 1 FROM passage WHERE document = d.number))
                        """) ?? 0
            if half > 0 { faults.append("\(half) documents are half there: remove them and add their files again") }
            let idle =
                try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM document WHERE state = 'waiting' AND id NOT IN (SELECT subject FROM job)"
                ) ?? 0
            if idle > 0 { faults.append("\(idle) documents wait without a job: remove them and add their files again") }
        }
        do {
            try database.writeWithoutTransaction { db in
                try db.execute(sql: "INSERT INTO passageText(passageText, rank) VALUES('integrity-check', 1)")
            }
        } catch { faults.append("the word index does not match the passages") }
        let (_, passages, vectors) = try counts()
        if try index.isBehind(database) {
            faults.append("the vector index is being built from the database; until then some is found by words only")
        } else if vectors < passages {
            faults.append("the vector index holds less than the database; start again to rebuild it")
        }
        return faults
    }

    func counts() throws -> (documents: Int, passages: Int, vectors: Int) {
        let (documents, passages) = try database.read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM document WHERE state = 'ready'") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0
            )
        }
        return (documents, passages, index.count)
    }
}
