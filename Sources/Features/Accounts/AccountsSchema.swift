import GRDB
import Persistence

enum AccountsSchema {
    static let migrations = [
        SchemaMigration("2026-11-21 accounts: set-up link, sessions") { db in
            try db.create(table: "setupLink", options: .strict) { t in
                t.primaryKey("tokenHash", .blob).check { length($0) == 32 }
                t.column("expiresAt", .text).notNull()
            }
            try db.create(table: "session", options: .strict) { t in
                t.primaryKey("tokenHash", .blob).check { length($0) == 32 }
                t.column("createdAt", .text).notNull()
                t.column("expiresAt", .text).notNull()
            }
        }
    ]
}
