public import GRDB

/// The one database, opened as reliability asks: one writer that alone checkpoints, readers that can only read.
public enum DatabaseFile {
    /// Marks the file as ours (`PRAGMA application_id`): "HOME".
    static let applicationID: Int32 = 0x484F_4D45

    /// The file belongs to another program.
    public struct Foreign: Error {}

    /// Opens or makes the database and brings its schema up to date.
    /// - Throws: `Foreign`; `DatabaseError` when the file is damaged or cannot be written.
    public static func open(path: String, migrations: [SchemaMigration]) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration())
        try pool.writeWithoutTransaction { db in
            // GRDB sets NORMAL when it turns to WAL.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard id == applicationID || id == 0 && tables == 0 else { throw Foreign() }
            if id == 0 { try db.execute(sql: "PRAGMA application_id = \(applicationID)") }
        }
        try makeMigrator(AuditTrail.migrations + migrations).migrate(pool)
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
        try makeMigrator(AuditTrail.migrations + migrations).migrate(queue)
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
            if db.configuration.readonly {
                try db.execute(sql: "PRAGMA query_only = ON")
            } else {
                try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            }
        }
        return configuration
    }

    /// What `PRAGMA integrity_check` and `foreign_key_check` find; empty when all is well.
    public static func faults(_ reader: any DatabaseReader) throws -> [String] {
        try reader.read { db in
            let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            let keys = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
                .map { "a row of \($0["table"] as String? ?? "?") refers to a row that is not there" }
            return integrity + keys
        }
    }
}
