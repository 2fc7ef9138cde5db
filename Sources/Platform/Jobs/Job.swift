public import Foundation
public import GRDB
import Persistence

/// A piece of long work that outlives requests and restarts.
public struct Job: Codable, Sendable, Identifiable, Equatable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "job"

    /// Where a job stands.
    public enum State: String, Codable, Sendable, DatabaseValueConvertible {
        case queued, running, done
        /// Out of tries: it waits for an administrator to retry or drop it.
        case dead
    }

    /// Which jobs go first.
    public enum Priority: Int, Codable, Sendable, DatabaseValueConvertible {
        case critical = 0, high = 1, normal = 2, low = 3
    }

    public let id: UUID
    public let kind: String
    /// What the job is about, as its handler understands it.
    public let subject: UUID
    public var state: State
    public var priority: Priority
    /// Of those with the same priority the lower goes first.
    public var turn: Int
    public var attempts: Int
    /// Not before this moment.
    public var runAfter: Date
    /// 0 to 1.
    public var progress: Double
    /// Why the last try failed, safe to show.
    public var problem: String?
}

/// What can go wrong in a job, for its queue to act on.
public enum JobFailure: Error {
    /// Trying again will not help; the sentence is safe to show.
    case permanent(String)
}

/// The queue's table.
enum JobSchema {
    static let migrations = [
        SchemaMigration("2026-11-21 jobs: queue") { db in
            try db.create(table: "job", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("kind", .text).notNull()
                t.column("subject", .blob).notNull().indexed()
                t.column("state", .text).notNull().check { ["queued", "running", "done", "dead"].contains($0) }
                t.column("priority", .integer).notNull()
                t.column("attempts", .integer).notNull()
                t.column("runAfter", .text).notNull()
                t.column("progress", .real).notNull()
                t.column("problem", .text)
            }
            try db.create(index: "job_next", on: "job", columns: ["state", "priority", "runAfter"])
        },
        SchemaMigration("2026-11-26T10 jobs: turns") { db in
            try db.alter(table: "job") { t in t.add(column: "turn", .integer).notNull().defaults(to: 0) }
            try db.drop(index: "job_next")
            try db.create(index: "job_next", on: "job", columns: ["state", "priority", "turn", "runAfter"])
        },
    ]
}
