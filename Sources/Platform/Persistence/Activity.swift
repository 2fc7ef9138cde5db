public import Foundation
public import GRDB
public import Kernel

/// One thing that somebody did, for counting: never what was asked or read. Written in the transaction of what it counts,
/// kept for a while (`retention`), and without the person once they are erased.
public struct Activity: Codable, Sendable, Equatable, FetchableRecord, MutablePersistableRecord {
    public static let databaseTableName = "activity"

    /// What was done. The set is open, as that of audit actions.
    public struct Kind: RawRepresentable, Hashable, Codable, Sendable, DatabaseValueConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let signIn = Self(rawValue: "signIn"), search = Self(rawValue: "search")
        public static let open = Self(rawValue: "open"), answer = Self(rawValue: "answer")
        public static let feedback = Self(rawValue: "feedback"), handOver = Self(rawValue: "handOver")
        public static let share = Self(rawValue: "share"), export = Self(rawValue: "export")
    }

    public var number: Int64?
    public var at: Date
    public var kind: Kind
    /// nil for the console and for who was erased.
    public var personID: UUID?
    /// The person's school, or else the district.
    public var placeID: UUID?
    public var documentID: UUID?
    /// The first domain of a question.
    public var domain: String?
    /// Of an answer `written`, `quoted`, `hinted`, `kept` or `notFound`; of feedback `up`, `down` or `none`.
    public var outcome: String?
    /// Of an answer, 0 to 1.
    public var confidence: Double?
    public var milliseconds: Int?
    /// How it came: `page`, `api`, `mcp`, `openai`.
    public var channel: String?

    public init(_ kind: Kind, by origin: RequestOrigin) {
        (self.kind, at, personID, placeID) = (kind, Date(), UUID(uuidString: origin.actor), origin.place)
    }

    public mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }

    /// Stores it, inside the transaction of what it counts.
    /// - Throws: database errors.
    public func note(_ db: Database) throws {
        var record = self
        record.placeID = try placeID ?? UUID.fetchOne(db, sql: "SELECT place FROM auditHome WHERE id = 1")
        try record.insert(db)
    }

    // MARK: Keeping

    /// How long entries are kept: people's own pages count a month.
    public static let retention = RetentionClass(
        "activity", holds: "What people did, for counting: never what they asked or read", tables: ["activity"],
        .days(standard: 90, within: 31...730, .init("activity", key: "number", since: "at", where: "TRUE")))

    static let migrations = [
        SchemaMigration("2026-11-27T90 persistence: activity") { db in
            try db.create(table: "activity", options: .strict) { t in
                t.autoIncrementedPrimaryKey("number")
                t.column("at", .text).notNull().indexed()
                t.column("kind", .text).notNull()
                t.column("personID", .blob).indexed()
                t.column("placeID", .blob)
                t.column("documentID", .blob)
                t.column("domain", .text)
                t.column("outcome", .text)
                t.column("confidence", .real)
                t.column("milliseconds", .integer)
                t.column("channel", .text)
            }
        }
    ]

    /// The entries of somebody who is erased count on, and name nobody.
    /// - Throws: database errors.
    public static func erase(_ person: UUID, _ db: Database) throws {
        try db.execute(sql: "UPDATE activity SET personID = NULL WHERE personID = ?", arguments: [person])
    }
}

extension AuditEvent {
    /// What is counted of it; nil where nothing is.
    func activity(by origin: RequestOrigin) -> Activity? {
        guard outcome == .done, let kind = action.counts else { return nil }
        var activity = Activity(kind, by: origin)
        if let place { activity.placeID = activity.placeID ?? place }
        if subjectKind == "document" { activity.documentID = UUID(uuidString: subject) }
        // Who signs in is nobody yet.
        if kind == .signIn, subjectKind == "person" { activity.personID = UUID(uuidString: subject) }
        return activity
    }
}
