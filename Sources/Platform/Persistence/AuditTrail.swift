public import Foundation
public import GRDB
public import Kernel

/// The append-only record of who did what: entries are written in the transaction of what they record, each chained to
/// the one before by its hash, and the table refuses changes.
public enum AuditTrail {
    static let start = Data(count: 32)
    /// Of one detail of an entry.
    private static let mostDetailBytes = 65_536

    /// The trail's own step of the database's history.
    static let migrations =
        OutboundLedger.migrations + [
            SchemaMigration("2026-11-21T12 persistence: audit trail, settings") { db in
                try db.execute(
                    sql: """
                        CREATE TABLE auditEntry (
                          number INTEGER PRIMARY KEY CHECK (number > 0),
                          at TEXT NOT NULL, actor TEXT NOT NULL, address TEXT NOT NULL, requestID TEXT NOT NULL,
                          action TEXT NOT NULL, subjectKind TEXT NOT NULL, subject TEXT NOT NULL, place BLOB,
                          outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')), details TEXT NOT NULL,
                          previous BLOB NOT NULL CHECK (length(previous) = 32),
                          hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
                        CREATE INDEX auditEntry_at ON auditEntry (at);
                        CREATE INDEX auditEntry_actor ON auditEntry (actor, number);
                        CREATE INDEX auditEntry_action ON auditEntry (action, number);
                        CREATE INDEX auditEntry_subject ON auditEntry (subject, number);
                        CREATE INDEX auditEntry_place ON auditEntry (place, number);
                        CREATE TRIGGER auditEntry_unchanged BEFORE UPDATE ON auditEntry
                          BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
                        CREATE TRIGGER auditEntry_kept BEFORE DELETE ON auditEntry
                          BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
                        CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;
                        """)
            },
            SchemaMigration("2026-11-27T50 persistence: the trail's district") { db in
                try db.execute(
                    sql: """
                        CREATE TABLE auditHome (
                          id INTEGER PRIMARY KEY CHECK (id = 1), place BLOB NOT NULL) STRICT;
                        """)
            },
        ]

    /// Names the district: entries of whoever belongs to no school, and of the appliance itself, are kept there.
    /// - Throws: database errors.
    public static func setHome(_ district: UUID, _ db: Database) throws {
        try db.execute(sql: "INSERT OR REPLACE INTO auditHome (id, place) VALUES (1, ?)", arguments: [district])
    }

    /// Notes an event inside the transaction that makes it true.
    /// - Throws: database errors; the transaction must then fail as a whole.
    public static func append(_ event: AuditEvent, by origin: RequestOrigin, _ db: Database) throws {
        let last = try Row.fetchOne(db, sql: "SELECT number, hash FROM auditEntry ORDER BY number DESC LIMIT 1")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // What is appended stays for good: nobody makes it grow by what they send.
        let bounded = event.details.mapValues { value in
            value.utf8.count <= mostDetailBytes
                ? value : String(decoding: value.utf8.prefix(mostDetailBytes), as: UTF8.self) + "…"
        }
        let details = String(decoding: try encoder.encode(bounded), as: UTF8.self)
        let place =
            try event.place ?? origin.place ?? UUID.fetchOne(db, sql: "SELECT place FROM auditHome WHERE id = 1")
        func entry(hash: Data) -> AuditEntry {
            AuditEntry(
                number: (last?["number"] ?? 0) + 1, at: time, actor: origin.actor, address: origin.address,
                requestID: origin.requestID, action: event.action.rawValue, subjectKind: event.subjectKind,
                subject: event.subject, place: place, outcome: event.outcome.rawValue,
                details: details,
                previous: last?["hash"] ?? start, hash: hash)
        }
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        try entry(hash: entry(hash: start).computedHash()).insert(db)
        try event.activity(by: origin)?.note(db)
    }

    /// What entries to show.
    public struct Filter: Sendable {
        public var actor: String?, action: String?, subject: String?, outcome: String?
        /// ISO 8601 moments, the first included, the last not.
        public var from: String?, until: String?
        /// Only entries of these places; everywhere where nil.
        public var places: Set<UUID>?
        /// Only entries older than this one.
        public var before: Int64?
        /// Only what staff do for themselves; without it, all but that.
        public var isOfActivity = false
        /// What is no activity. An action that nobody declares any more counts as one: it stays hidden.
        fileprivate let open: [String]

        /// - Parameter actions: all that are declared.
        public init(_ actions: [AuditAction]) { open = actions.filter { !$0.isActivity }.map(\.rawValue) }
    }

    /// Entries after one, of whatever action, the oldest first.
    /// - Throws: database errors.
    public static func entries(after number: Int64, limit: Int, _ db: Database) throws -> [AuditEntry] {
        try AuditEntry.filter(Column("number") > number).order(Column("number")).limit(limit).fetchAll(db)
    }

    /// Entries, the newest first.
    public static func entries(_ filter: Filter, limit: Int, _ db: Database) throws -> [AuditEntry] {
        var request = AuditEntry.order(Column("number").desc).limit(limit)
        // `+` keeps SQLite from walking the index of actions: the newest entries come first by number.
        let isOpen = SQL(
            sql: "+action IN (\(databaseQuestionMarks(count: filter.open.count)))",
            arguments: StatementArguments(filter.open))
        request = request.filter(literal: filter.isOfActivity ? SQL("NOT (") + isOpen + SQL(")") : isOpen)
        if let actor = filter.actor { request = request.filter(Column("actor") == actor) }
        if let action = filter.action { request = request.filter(Column("action") == action) }
        if let subject = filter.subject { request = request.filter(Column("subject") == subject) }
        if let outcome = filter.outcome { request = request.filter(Column("outcome") == outcome) }
        if let from = filter.from { request = request.filter(Column("at") >= from) }
        if let until = filter.until { request = request.filter(Column("at") < until) }
        if let places = filter.places { request = request.filter(places.contains(Column("place"))) }
        if let before = filter.before { request = request.filter(Column("number") < before) }
        return try request.fetchAll(db)
    }
}

extension AuditEntry: FetchableRecord, PersistableRecord {
    public static let databaseTableName = "auditEntry"
    static let columns =
        "number, at, actor, address, requestID, action, subjectKind, subject, place, outcome, details, previous, hash"
    public static var databaseSelection: [any SQLSelectable] { [SQL(sql: columns)] }

    /// By place, not by name: the whole trail is read where it is verified.
    public init(row: Row) {
        (number, at, actor, address, requestID) = (row[0], row[1], row[2], row[3], row[4])
        (action, subjectKind, subject, place) = (row[5], row[6], row[7], row[8])
        (outcome, details, previous, hash) = (row[9], row[10], row[11], row[12])
    }
}
