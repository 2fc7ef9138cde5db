import Foundation
public import GRDB
import Logging

/// The one database, opened as reliability asks: one writer that alone checkpoints, readers that can only read.
public enum DatabaseFile {
    /// Marks the file as ours (`PRAGMA application_id`): "HOME".
    static let applicationID: Int32 = 0x484F_4D45

    /// What the platform itself keeps, whatever features there are.
    private static var ownMigrations: [SchemaMigration] {
        AuditTrail.migrations + ApplianceIdentity.migrations + KeyLedger.migrations + Activity.migrations
    }

    /// The file belongs to another program.
    public struct Foreign: Error {}

    /// A later Homeroom has changed its schema since.
    public struct Newer: Error {}

    /// Opens or makes the database and brings its schema up to date.
    /// - Throws: `Foreign`; `Newer`; `DatabaseError` when the file is damaged or cannot be written.
    public static func open(path: String, migrations: [SchemaMigration]) throws -> DatabasePool {
        _ = PageSums.areOn
        let lost = WriteAheadLog.keepDamaged(of: path)
        if lost > 0 {
            Logger(label: "homeroom.database").error(
                "The write-ahead log is damaged: the last changes before the end are lost. `homeroom doctor` says more.",
                metadata: ["transactions": "\(lost)"])
        }
        let pool = try DatabasePool(path: path, configuration: configuration())
        // What was dropped is not counted again at the next start.
        if lost > 0 { try? pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) } }
        try pool.writeWithoutTransaction { db in
            // GRDB sets NORMAL when it turns to WAL.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard id == applicationID || id == 0 && tables == 0 else { throw Foreign() }
            if id == 0 { try db.execute(sql: "PRAGMA application_id = \(applicationID)") }
        }
        let migrator = makeMigrator(ownMigrations + migrations)
        // Before anything is written: what an older program makes of newer tables is anybody's guess.
        guard try pool.read({ db in try !migrator.hasBeenSuperseded(db) }) else { throw Newer() }
        PageSums.add(to: pool)
        try migrator.migrate(pool)
        return pool
    }

    /// A reader of its own for what must be known at once, without waiting for others to give up theirs.
    ///
    /// A pool's readers are given back by the threads that serve requests; where these wait for one, nobody gives one
    /// back. This one is nobody else's: a read happens on the thread that asks.
    public static func aside(_ database: any DatabaseReader) throws -> any DatabaseReader {
        guard let pool = database as? DatabasePool else { return database }
        var configuration = configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: pool.path, configuration: configuration)
    }

    /// A database in memory with the same rules, for tests and benchmarks.
    public static func inMemory(migrations: [SchemaMigration]) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(configuration: configuration())
        try makeMigrator(ownMigrations + migrations).migrate(queue)
        return queue
    }

    /// `busyMode` comes first, since the other settings may have to wait for a lock. `synchronous = FULL` keeps every
    /// acknowledged commit over a loss of power; the rest follows SQLite's advice for untrusted files.
    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA secure_delete = ON;
                    PRAGMA cache_size = -16000;
                    """)
            #if DEBUG
                db.trace { _ in BlockingAccess.check() }
            #endif
            if db.configuration.readonly {
                try db.execute(sql: "PRAGMA query_only = ON")
            } else {
                PageSums.reserve(db)
                try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            }
        }
        return configuration
    }

    /// What `PRAGMA integrity_check` and `foreign_key_check` find, and which parts of the schema are missing or changed;
    /// empty when all is well. Blocks for as long as reading the whole file takes.
    public static func faults(_ database: any DatabaseReader, migrations: [SchemaMigration]) throws -> [String] {
        let expected = try inMemory(migrations: migrations).read(schema)
        // A connection of its own, without cached pages; outside a transaction, which a page that cannot be read ends.
        let reader = try aside(database)
        let integrity = try reader.unsafeRead(PageSums.check)
        let logs = WriteAheadLog.damaged(of: (database as? DatabasePool)?.path ?? "").map { name in
            "its write-ahead log was damaged, and changes were lost; \(name) is what it held. Restore a backup or enter the "
                + "changes again, then move that file away."
        }
        guard integrity.isEmpty else { return (logs + integrity).prefix(100).map { "the database: \($0)" } }
        return try reader.read { db in
            let keys = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
                .map { "a row of \($0["table"] as String? ?? "?") refers to a row that is not there" }
            let found = try schema(db)
            let changed = expected.keys.sorted().compactMap { name in
                found[name] == nil ? "\(name) is missing" : found[name] != expected[name] ? "\(name) was changed" : nil
            }
            let foreign = found.keys.filter { expected[$0] == nil }.sorted().map { "\($0) is not one of Homeroom's" }
            return (logs + keys + changed + foreign).prefix(100).map { "the database: \($0)" }
        }
    }

    /// Every table, index, view and trigger, such as `trigger auditEntry_kept`, with the words that made it.
    private static func schema(_ db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return Dictionary(
            rows.map { ($0[0] as String, $0[1] as String? ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}
