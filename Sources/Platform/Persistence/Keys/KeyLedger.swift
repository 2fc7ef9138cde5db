import Foundation
import GRDB

/// What homeroom.db knows of keys.db: how many changes of it there were, and whose keys are to be destroyed, or were.
enum KeyLedger {
    static let migrations = [
        SchemaMigration("2026-11-27T20 persistence: changes of keys.db, keys to destroy") { db in
            try db.execute(
                sql: """
                    CREATE TABLE keyGeneration (
                      generation INTEGER NOT NULL CHECK (generation >= 0),
                      isUnchecked INTEGER NOT NULL DEFAULT 0 CHECK (isUnchecked IN (0, 1))) STRICT;
                    INSERT INTO keyGeneration VALUES (0, 0);
                    CREATE TABLE keyDestruction (
                      kind TEXT NOT NULL, subject BLOB NOT NULL CHECK (length(subject) = 16), at TEXT NOT NULL,
                      doneAt TEXT, PRIMARY KEY (kind, subject)) STRICT, WITHOUT ROWID;
                    """)
        }
    ]

    /// Copies of keys.db are kept for seven days at most; an older one than this is nobody's any more.
    static let remembered: TimeInterval = 30 * 86_400

    /// How many changes of keys.db this database has seen; 0 where there was none yet.
    static func generation(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT generation FROM keyGeneration") ?? 0
    }

    /// Notes how far keys.db has come. What is noted never says more than is on the disk: keys.db is written first.
    static func note(_ generation: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE keyGeneration SET generation = ?1 WHERE generation < ?1", arguments: [generation])
    }

    /// Whether what is sealed here has still to be held against the keys: they were not as this database knew them.
    static func isUnchecked(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT isUnchecked FROM keyGeneration") ?? false
    }

    static func setUnchecked(_ isUnchecked: Bool, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE keyGeneration SET isUnchecked = ?1 WHERE isUnchecked <> ?1", arguments: [isUnchecked])
    }

    /// Which district this database is.
    static func district(_ db: Database) throws -> Data {
        guard let id = try Data.fetchOne(db, sql: "SELECT id FROM applianceIdentity") else {
            throw DatabaseFile.Foreign()
        }
        return id
    }

    // MARK: Destruction

    /// Whether a subject's key is to be destroyed, or was: it never gets another.
    static func isDestroyed(_ subject: Subject, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM keyDestruction WHERE kind = ? AND subject = ?)",
            arguments: [subject.kind.rawValue, subject.id]) ?? false
    }

    /// All subjects whose keys are to be destroyed, or were: few, for they are forgotten after a while.
    static func destroyed(_ db: Database) throws -> Set<Subject> {
        Set(
            try Row.fetchAll(db, sql: "SELECT kind, subject FROM keyDestruction").map {
                Subject(.init(rawValue: $0["kind"]), $0["subject"])
            })
    }

    /// Asks for the destruction of a subject's key, in the transaction that erases the subject.
    static func ask(_ subject: Subject, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO keyDestruction (kind, subject, at) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET at = excluded.at, doneAt = NULL
                """, arguments: [subject.kind.rawValue, subject.id, Date()])
    }

    /// Asks once more for all destructions that were carried out: an older keys.db has these keys again.
    static func askAgain(_ db: Database) throws { try db.execute(sql: "UPDATE keyDestruction SET doneAt = NULL") }

    /// Whose keys are still to be destroyed.
    static func asked(_ db: Database) throws -> [Subject] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT kind, subject FROM keyDestruction WHERE doneAt IS NULL ORDER BY at")
        return rows.map { Subject(.init(rawValue: $0["kind"]), $0["subject"]) }
    }

    /// Notes that keys are destroyed, and forgets those of long ago.
    static func finish(_ subjects: [Subject], _ db: Database) throws {
        let now = Date()
        for subject in subjects {
            try db.execute(
                sql: "UPDATE keyDestruction SET doneAt = ? WHERE kind = ? AND subject = ? AND doneAt IS NULL",
                arguments: [now, subject.kind.rawValue, subject.id])
        }
        try db.execute(
            sql: "DELETE FROM keyDestruction WHERE doneAt < ?", arguments: [now.addingTimeInterval(-remembered)])
    }

    /// How many keys should have been destroyed by now and were not.
    static func overdue(_ db: Database, now: Date) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM keyDestruction WHERE doneAt IS NULL AND at < ?",
            arguments: [now.addingTimeInterval(-60)]) ?? 0
    }
}
