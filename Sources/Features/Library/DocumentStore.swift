import Foundation
import GRDB
import Jobs
import Kernel
import Persistence
import Search
import Vault

/// Adds, lists and removes documents.
struct DocumentStore: Sendable {
    let database: any DatabaseWriter
    let files: OriginalFiles
    let search: PassageSearch
    let shares: CollectionShares
    let sealing: DocumentSealing
    let maxBytes: Int
    /// Sealing and syncing a file takes long.
    private let offload = Offload("homeroom.originals", width: 2)

    init(
        database: any DatabaseWriter, files: OriginalFiles, search: PassageSearch, shares: CollectionShares,
        sealing: DocumentSealing, maxBytes: Int
    ) {
        (self.database, self.files, self.search, self.shares) = (database, files, search, shares)
        (self.sealing, self.maxBytes) = (sealing, maxBytes)
    }

    /// Where documents go when no collection is named.
    static let defaultCollection = "Library"

    /// A document with where it stands.
    struct Entry: Sendable {
        var document: DocumentRecord
        var collection: String
        /// 0 to 1 while it is being read.
        var progress: Double
        var domains: [String] = []
        /// Who reads the collection, where that was asked for.
        var readers: CollectionReach?
    }

    /// Whether somebody may add documents to a collection, before anything of the file is taken in.
    /// - Parameter opening: whether everybody shall read the collection from then on.
    /// - Throws: `LibraryFailure.collectionNotFound`, `.notYours`, `.collectionNameUnusable`.
    func checkMayAdd(to name: String?, opening: Bool = false, for user: Principal) async throws {
        let name = Self.collectionName(name)
        try await database.read { db in try shares.checkMayAdd(named: name, opening: opening, for: user, db) }
    }

    /// Keeps a file and queues its reading. A file that was refused before, or whose reading was given up, is tried anew.
    /// - Parameters:
    ///   - opening: whether everybody shall read the collection; only for who manages it.
    ///   - user: for whom; must be able to write to the collection, or to make it.
    /// - Throws: `LibraryFailure.tooLarge`, `.nameMissing`, `.alreadyHere` and what `checkMayAdd` throws.
    func add(
        _ bytes: [UInt8], fileName: String, collection name: String?, opening: Bool = false, for user: Principal,
        by origin: RequestOrigin
    ) async throws -> Entry {
        guard bytes.count <= maxBytes else { throw LibraryFailure.tooLarge(limit: maxBytes) }
        let fileName = try FileName.checked(fileName)
        let collectionName = Self.collectionName(name)
        // Decided before anything is kept, and once more below: what is refused leaves nothing on the disk.
        try await checkMayAdd(to: name, opening: opening, for: user)
        let staged = try await offload { [files] in try files.stage(bytes, hash: Data(blake2b256(bytes))) }
        do {
            return try await database.write { db in
                let collection = try shares.collection(
                    named: collectionName, opening: opening, toWriteFor: user, by: origin, db)
                var entry = try enter(staged, fileName, bytes.count, in: collection, for: user, by: origin, db)
                entry.readers = try CollectionShares.readers(of: collection, db)
                return entry
            }
        } catch {
            files.discard(staged)
            throw error
        }
    }

    /// Names a staged file in the database and puts it in its place, in one transaction.
    private func enter(
        _ staged: OriginalFiles.Staged, _ fileName: String, _ byteCount: Int, in collection: CollectionRecord,
        for user: Principal, by origin: RequestOrigin, _ db: Database
    ) throws -> Entry {
        let hash = staged.hash
        let same = DocumentRecord.filter(Column("collectionID") == collection.id && Column("hash") == hash)
        if let existing = try same.fetchOne(db) {
            switch existing.state {
            case .ready: throw LibraryFailure.alreadyHere(title: try sealing.open(existing).displayTitle)
            // Under way, or given up: whoever adds it again waits for the same work.
            case .waiting:
                try Ingestion.job.addUnlessOpen(about: existing.id, db)
                try files.keep(staged)
                return try entry(existing, db)
            case .refused: break
            }
            try existing.delete(db)
        }
        let record = DocumentRecord(
            id: .timeOrdered(), collectionID: collection.id, fileName: fileName, hash: hash, byteCount: byteCount,
            state: .waiting, addedAt: Date(), addedBy: user.person)
        var stored = try sealing.close(record, db)
        try stored.insert(db)
        let waiting = DocumentRecord.filter(
            Column("addedBy") == user.person && Column("state") == DocumentRecord.State.waiting
                && Column("id") != record.id)
        try Ingestion.job.add(about: record.id, turn: waiting.fetchCount(db), db)
        try AuditTrail.append(
            .init(
                .documentAdded, "document", record.id.uuidString.lowercased(),
                place: try shares.home(of: collection, db),
                // A file's hash tells whoever has the same file that it is here.
                details: ["collection": collection.id.uuidString.lowercased()].merging(
                    collection.ownerID == nil ? ["hash": Hexadecimal.encode(hash)] : [:]
                ) { $1 }), by: origin, db)
        // The file is in its place before the row that names it is committed.
        try files.keep(staged)
        return Entry(document: record, collection: collection.name, progress: 0)
    }

    private static func collectionName(_ name: String?) -> String {
        name.flatMap { $0.isEmpty ? nil : $0 } ?? defaultCollection
    }

    /// The collection of a name, which everybody reads where it is made now. For benchmarks and what they measure.
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
    ///   - person: who asks: a file that was refused is shown to who added it, and to who manages all.
    func list(limit: Int, before: UUID?, in collections: Set<UUID>?, for person: UUID?) async throws -> [Entry] {
        try await database.read { db in
            var request = DocumentRecord.order(Column("number").desc).limit(limit)
            if let collections {
                request = request.filter(collections.contains(Column("collectionID")))
                    .filter(Column("state") != DocumentRecord.State.refused.rawValue || Column("addedBy") == person)
            }
            if let before,
                let number = try Int64.fetchOne(
                    db, sql: "SELECT number FROM document WHERE id = ?", arguments: [before])
            {
                request = request.filter(Column("number") < number)
            }
            return try request.fetchAll(db).map { try entry($0, db) }
        }
    }

    /// - Throws: `LibraryFailure.documentNotFound`.
    func document(_ id: UUID, in collections: Set<UUID>?, for person: UUID?) async throws -> Entry {
        try await database.read { db in
            let record = try DocumentRecord.readable(id, in: collections, db)
            // As in the list: a refused file is its adder's business.
            guard record.state != .refused || collections == nil || record.addedBy == person else {
                throw LibraryFailure.documentNotFound
            }
            return try entry(sealing.openWhole(record), db)
        }
    }

    /// A document whose job was given up is read again.
    /// - Throws: `LibraryFailure.documentNotFound`, `.notYours`.
    func retry(_ id: UUID, for user: Principal) async throws -> Entry {
        try await database.write { db in
            let (record, _) = try find(id, toWriteFor: user, db)
            if record.state == .waiting { try Ingestion.job.addUnlessOpen(about: id, db) }
            return try entry(record, db)
        }
    }

    /// - Parameter record: as it is stored, or open.
    private func entry(_ record: DocumentRecord, _ db: Database) throws -> Entry {
        let name = try String.fetchOne(
            db, sql: "SELECT name FROM collection WHERE id = ?", arguments: [record.collectionID])
        let job = try Job.newest(about: record.id, db)
        var record = try sealing.open(record)
        // A job that failed for something other than the file leaves the document waiting for a person.
        if let job, job.state == .failed { record.problem = job.problem }
        return Entry(
            document: record, collection: name ?? "", progress: job?.progress ?? (record.state == .ready ? 1 : 0),
            domains: try record.number.map { try Domains.domains(of: $0, db) } ?? [])
    }

    /// What people know better of a document than its file does; what is nil stays.
    struct Details: Decodable, Sendable {
        let title: String?, author: String?, isbn: String?, sku: String?
        /// The collection to move it to.
        let collection: UUID?

        /// Bytes first: a single character can be of any length.
        var isSound: Bool {
            [title, author].allSatisfy { ($0?.utf8.count ?? 0) <= 800 && ($0?.count ?? 0) <= 200 }
                && (sku?.utf8.count ?? 0) <= 160
                && (isbn.map { $0.isEmpty || $0.utf8.count <= 40 && ISBN.isSound(ISBN.plain($0)) } ?? true)
        }
    }

    /// Changes what is known of a document, and where it is kept.
    /// - Throws: `LibraryFailure.documentNotFound`, `.notYours`, `.detailsUnusable`, `.collectionNotFound`,
    ///   `.alreadyHere`.
    func edit(_ id: UUID, _ wish: Details, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        guard wish.isSound else { throw LibraryFailure.detailsUnusable }
        let (changed, isFoundOtherwise) = try await database.write { db in
            let (stored, old) = try find(id, toWriteFor: user, db)
            var (record, collection) = (try sealing.openWhole(stored), old)
            func given(_ text: String?, _ old: String?) -> String? { text.map { $0.isEmpty ? nil : $0 } ?? old }
            let oldTitle = record.title
            record.title = given(wish.title, record.title)
            let isRenamed = record.title != oldTitle
            if wish.title != nil { record.noteEdition() }
            record.author = given(wish.author, record.author)
            record.isbn = given(wish.isbn.map(ISBN.plain), record.isbn)
            record.sku = given(wish.sku, record.sku)
            var details: [String: String] = [:]
            if let wanted = wish.collection, wanted != collection.id {
                let target = try destination(wanted, of: record, for: user, db)
                details = ["from": collection.id.uuidString.lowercased(), "to": wanted.uuidString.lowercased()]
                (record.collectionID, collection) = (target.id, target)
            }
            // The index keeps documents by collection and by the words of their titles: it takes this one in anew.
            let isFoundOtherwise = (isRenamed || !details.isEmpty) && record.state == .ready
            if isFoundOtherwise, let number = record.number { try PassageRecord.noteChange(of: number, db) }
            // One of an earlier release may still lie in the clear.
            let isUnsealed = try stored.sealed == nil && sealing.subject(of: old.id, db) != nil
            if record.collectionID == old.id && !isUnsealed {
                try sealing.close(record, db).update(db)
            } else if try sealing.move(record, from: old.id, passages: search.sealed, db) {
                try SealingJob.kind.addUnlessQueued(about: SealingJob.everything, priority: .low, db)
            }
            try AuditTrail.append(
                .init(
                    .documentChanged, "document", id.uuidString.lowercased(),
                    place: try shares.home(of: collection, db), details: details), by: origin, db)
            return (try entry(record, db), isFoundOtherwise)
        }
        // From now on those find it who may read it where it is.
        if isFoundOtherwise { try await search.catchUp() }
        return changed
    }

    /// The collection that a document is to be moved to: one that the mover may write to, and that lacks the file.
    private func destination(_ id: UUID, of record: DocumentRecord, for user: Principal, _ db: Database) throws
        -> CollectionRecord
    {
        guard let target = try CollectionRecord.fetchOne(db, key: id),
            try shares.readable(for: user, db)?.contains(id) ?? true
        else { throw LibraryFailure.collectionNotFound }
        guard try shares.mayWrite(target, user, db) else { throw LibraryFailure.notYours }
        let same = DocumentRecord.filter(Column("collectionID") == id && Column("hash") == record.hash)
        guard let existing = try same.fetchOne(db) else { return target }
        guard existing.state == .refused else {
            throw LibraryFailure.alreadyHere(title: try sealing.open(existing).displayTitle)
        }
        try existing.delete(db)
        return target
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
        let hash = try await database.write { db in
            let (record, collection) = try find(id, toWriteFor: user, db)
            try AuditTrail.append(
                .init(
                    .documentRemoved, "document", id.uuidString.lowercased(),
                    place: try shares.home(of: collection, db),
                    details: ["collection": collection.id.uuidString.lowercased()]), by: origin, db)
            try Self.delete(record, db)
            return record.hash
        }
        try await clear([hash])
    }

    /// Removes what belongs to a person alone: private collections with all that is in them, and names among readers.
    /// The collections' keys go once this is committed, and then the files; at the next start where a crash comes between.
    func erase(_ person: UUID, _ db: Database) throws {
        var hashes: [Data] = []
        try CollectionReader.filter(Column("personID") == person).deleteAll(db)
        try db.execute(sql: "UPDATE document SET addedBy = NULL WHERE addedBy = ?", arguments: [person])
        for collection in try CollectionRecord.filter(Column("ownerID") == person).fetchAll(db) {
            for document in try DocumentRecord.filter(Column("collectionID") == collection.id).fetchAll(db) {
                try Self.delete(document, db)
                hashes.append(document.hash)
            }
            try collection.delete(db)
            try search.destroyKey(of: DocumentSealing.subject(of: collection.id), db)
        }
        guard !hashes.isEmpty else { return }
        db.afterNextTransaction { [self, hashes] _ in Task { try await clear(hashes) } }
    }

    /// Has the index let go of what was removed, and destroys its files.
    private func clear(_ hashes: [Data]) async throws {
        try await search.catchUp()
        try await database.write { [files] db in
            for hash in hashes { try Self.destroy(hash, files, db) }
        }
    }

    private static func delete(_ document: DocumentRecord, _ db: Database) throws {
        try Job.about(document.id).deleteAll(db)
        if let number = document.number {
            try PassageRecord.deleteAll(of: number, db)
            try PassageRecord.noteChange(of: number, db)
        }
        try document.delete(db)
        try noteRemoval(of: document.hash, db)
    }

    /// Notes that a file is to go, in the transaction that makes it superfluous.
    static func noteRemoval(of hash: Data, _ db: Database) throws {
        try db.execute(sql: "INSERT OR IGNORE INTO fileRemoval (hash, since) VALUES (?, ?)", arguments: [hash, Date()])
    }

    /// Destroys a file that was to go, unless some document names it by now.
    static func destroy(_ hash: Data, _ files: OriginalFiles, _ db: Database) throws {
        let naming = DocumentRecord.filter(
            Column("hash") == hash && Column("state") != DocumentRecord.State.refused.rawValue)
        if try naming.isEmpty(db) { files.destroy(hash) }
        try db.execute(sql: "DELETE FROM fileRemoval WHERE hash = ?", arguments: [hash])
    }
}
