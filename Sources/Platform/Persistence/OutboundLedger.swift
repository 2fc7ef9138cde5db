public import Foundation
public import GRDB
import Vault

/// A request that left this process, as it is kept: never what it said.
public struct OutboundRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
    public static let databaseTableName = "outboundCall"
    public var number: Int64?
    public let at: Date
    public let purpose: String
    public let host: String
    /// Whether the host is outside the building.
    public let leftBuilding: Bool
    /// Classes of data that it carried, with commas between.
    public let classes: String
    public let bytes: Int
    /// BLAKE2b-256 of what was sent.
    public let hash: Data
    public let outcome: String
    public let milliseconds: Int

    public init(
        at: Date, purpose: String, host: String, leftBuilding: Bool, classes: [String], body: Data, outcome: String,
        milliseconds: Int
    ) {
        (self.at, self.purpose, self.host, self.leftBuilding) = (at, purpose, host, leftBuilding)
        (self.classes, bytes) = (classes.joined(separator: ", "), body.count)
        hash = Data(blake2b256(Array(body)))
        (self.outcome, self.milliseconds) = (outcome, milliseconds)
    }

    public mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }
}

/// Keeps account of all that left.
public struct OutboundLedger: Sendable {
    private let database: any DatabaseWriter

    static let migrations = [
        SchemaMigration("2026-11-21T19 persistence: outbound calls") { db in
            try db.execute(
                sql: """
                    CREATE TABLE outboundCall (
                      number INTEGER PRIMARY KEY, at TEXT NOT NULL, purpose TEXT NOT NULL, host TEXT NOT NULL,
                      leftBuilding INTEGER NOT NULL, classes TEXT NOT NULL, bytes INTEGER NOT NULL,
                      hash BLOB NOT NULL CHECK (length(hash) = 32), outcome TEXT NOT NULL,
                      milliseconds INTEGER NOT NULL) STRICT
                    """)
        }
    ]

    public init(database: any DatabaseWriter) { self.database = database }

    public static let retention = RetentionClass(
        "outboundCalls", holds: "Every request that left this machine: to whom and how much, never what it said",
        tables: ["outboundCall"],
        .days(
            standard: 730, within: 92...3650, .init("outboundCall", key: "number", since: "at", where: "TRUE")))

    public func note(_ call: OutboundRecord) async throws {
        try await database.write { db in
            var call = call
            try call.insert(db)
        }
    }

    /// The newest first.
    /// - Parameter before: only calls with smaller numbers.
    public func calls(limit: Int, before: Int64?) async throws -> [OutboundRecord] {
        try await database.read { db in
            var request = OutboundRecord.order(Column("number").desc).limit(limit)
            if let before { request = request.filter(Column("number") < before) }
            return try request.fetchAll(db)
        }
    }
}
