import GRDB
import Persistence

enum CoachSchema {
    static let migrations: [SchemaMigration] = [
        SchemaMigration("2026-11-21T19 coach: conversations, shares, tiers") { db in
            try db.execute(sql: conversations)
        },
        SchemaMigration("2026-11-26T03 coach: threads that are taken, replies not seen, opened links") { db in
            try db.execute(sql: news)
        },
        SchemaMigration("2026-11-26T13 coach: addresses that conversations were shared with") { db in
            try db.execute(sql: "ALTER TABLE conversationShare ADD COLUMN address TEXT")
        },
        SchemaMigration("2026-11-27T20 coach: conversations without their owners' keys") { db in
            try db.execute(sql: withoutKeys)
        },
    ]
}
