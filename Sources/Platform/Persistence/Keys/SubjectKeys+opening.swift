import Foundation
public import GRDB
import Kernel
import Logging
public import Vault

extension SubjectKeys {
    /// Opens a folder's keys, or makes their file where the folder never had one; then destroys what was to be destroyed
    /// when the last run ended.
    /// - Parameters:
    ///   - sealer: the master key's, for epochs.
    ///   - database: homeroom.db, which knows how far the keys had come.
    ///   - reason: why an older file, or none, is to be taken for the newest there is; nil refuses these.
    /// - Throws: `KeysFailure` where the file is missing, older, foreign or damaged; database errors.
    public static func open(
        path: String, sealer: Sealer, database: any DatabaseWriter, accepting reason: String?
    ) throws -> SubjectKeys {
        let (known, district) = try database.read { db in (try KeyLedger.generation(db), try KeyLedger.district(db)) }
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        guard size > 0 || known == 0 || reason != nil else { throw KeysFailure.missing(path: path) }
        try checkFile(path, size)
        let store = KeyStore(master: sealer)
        let queue: DatabaseQueue
        let found: Int64
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration())
            if size == 0 { chmod(path, 0o600) }
            found = try prepare(queue, store, district: district, path: path)
        } catch let error as DatabaseError where StorageFailure(error) == .damaged {
            throw KeysFailure.damaged(path: path, reason: error.message ?? "\(error.resultCode)")
        } catch is Sealer.Forged { throw KeysFailure.otherDistrict(path: path) }
        // One that was just made has less than what was known too.
        let isOlder = found < known || size == 0 && known > 0
        guard !isOlder || reason != nil else {
            throw KeysFailure.older(path: path, changes: found, known: known)
        }
        let keys = SubjectKeys(
            queue: queue, store: store, path: path,
            standing: isOlder ? .accepted : found > known && size > 0 ? .ahead : .known)
        if isOlder, let reason {
            try keys.accept(found: size == 0 ? 0 : found, known: known, reason, database)
        }
        try keys.settle(found, database)
        return keys
    }

    /// Refuses what is no file of ours before SQLite makes an empty one of it, or blames the disk.
    private static func checkFile(_ path: String, _ size: Int) throws {
        var information = stat()
        guard lstat(path, &information) == 0 else { return }
        guard information.st_mode & S_IFMT == S_IFREG, access(path, R_OK) == 0 else {
            throw KeysFailure.notReadable(path: path)
        }
        // The smallest page that SQLite writes.
        if size > 0, size < 512 { throw KeysFailure.damaged(path: path, reason: "it is cut off") }
    }

    /// Keys in memory, for tests and benchmarks.
    public static func inMemory(sealer: Sealer) throws -> SubjectKeys {
        let (queue, store) = (try DatabaseQueue(configuration: configuration()), KeyStore(master: sealer))
        _ = try prepare(queue, store, district: Data(count: 16), path: ":memory:")
        return SubjectKeys(queue: queue, store: store, path: nil, standing: .known)
    }

    /// A rollback journal, which is removed with each commit: a write-ahead log would keep what was deleted. What is
    /// deleted is overwritten, and a commit is on the disk with the folder's entry when it returns.
    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = DELETE;
                    PRAGMA synchronous = EXTRA;
                    PRAGMA secure_delete = ON;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    """)
        }
        return configuration
    }

    /// Brings the file up to date and sees that it belongs here.
    /// - Returns: how many changes there were.
    private static func prepare(
        _ queue: DatabaseQueue, _ store: KeyStore, district: Data, path: String
    ) throws -> Int64 {
        let migrator = makeMigrator(KeyStore.migrations)
        let isDone = try queue.read { db in
            let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard id == KeyStore.applicationID || id == 0 && tables == 0 else {
                throw KeysFailure.otherDistrict(path: path)
            }
            guard try !migrator.hasBeenSuperseded(db) else { throw KeysFailure.newer(path: path) }
            return try migrator.hasCompletedMigrations(db)
        }
        // Where all is done nothing is written: a full disk serves what can be read.
        if !isDone {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(KeyStore.applicationID)")
            }
            try migrator.migrate(queue)
        }
        if try queue.read(store.district) == nil {
            try queue.write { db in try store.begin(district: district, db) }
        }
        return try queue.read { db in
            guard try store.district(db) == district else { throw KeysFailure.otherDistrict(path: path) }
            _ = try store.epoch(db)
            guard try store.isWhole(db) else {
                throw KeysFailure.damaged(
                    path: path,
                    reason: "it holds keys of an epoch that is not in it, as where the journal of another copy "
                        + "lay beside it")
            }
            return try store.generation(db)
        }
    }

    /// Takes an older file for the newest there is. From now on it counts more changes than any file before it, so that
    /// a copy from before that turns up later is not taken for the newer one.
    ///
    /// What follows from it is asked for in homeroom.db first: whatever breaks this off, the next start refuses the file
    /// again, or does the rest.
    private func accept(found: Int64, known: Int64, _ reason: String, _ database: any DatabaseWriter) throws {
        try database.write { db in
            let details = ["known": "\(known)", "found": "\(found)", "reason": reason]
            let origin = RequestOrigin(actor: "operator", address: "console", requestID: "")
            try AuditTrail.append(.init(.subjectKeysAccepted, "keys", "", details: details), by: origin, db)
            try KeyLedger.askAgain(db)
            try KeyLedger.setUnchecked(true, db)
        }
        let generation = try queue.write { keys in try store.count(least: known + 1, keys) }
        try database.write { db in try KeyLedger.note(generation, db) }
    }

    /// Ends what the last run left: a disk that takes no writes is no reason not to start.
    private func settle(_ found: Int64, _ database: any DatabaseWriter) throws {
        do {
            try database.writeWithoutTransaction { db in
                if try KeyLedger.generation(db) < found {
                    try db.inTransaction {
                        try KeyLedger.setUnchecked(standing != .known, db)
                        try KeyLedger.note(found, db)
                        return .commit
                    }
                }
                _ = try carryOut(db)
            }
        } catch  where StorageFailure(error) != nil {
            Logger(label: "homeroom.keys").error(
                "keys that are to be destroyed wait for the disk", metadata: ["error": "\(error)"])
        }
    }
}
