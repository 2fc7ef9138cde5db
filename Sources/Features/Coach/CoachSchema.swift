import GRDB
import Persistence

enum CoachSchema {
    static let migrations: [SchemaMigration] = [
        SchemaMigration("2026-11-21T17 coach: model providers") { db in
            try db.execute(
                sql: """
                    CREATE TABLE modelProvider (
                      id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
                      name TEXT NOT NULL UNIQUE, baseURL TEXT NOT NULL, model TEXT NOT NULL, key BLOB,
                      position INTEGER NOT NULL, addedAt TEXT NOT NULL) STRICT, WITHOUT ROWID;
                    """)
        }
    ]
}
