public import Foundation
public import GRDB

/// A piece of long work that outlives requests and restarts.
public struct Job: Codable, Sendable, Identifiable, Equatable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "job"

    /// Where a job stands.
    public enum State: String, Codable, Sendable, CaseIterable, DatabaseValueConvertible {
        case queued, running
        /// Kept for a week, for whoever asks what was done.
        case done
        /// Out of attempts: it waits for an administrator to retry or drop it.
        case failed
        /// An administrator ended it. Kept for a week.
        case dropped

        /// Whether it is still to be done.
        public var isOpen: Bool { self == .queued || self == .running }
    }

    /// Which jobs go first.
    public enum Priority: Int, Codable, Sendable, DatabaseValueConvertible {
        case critical = 0, high = 1, normal = 2, low = 3
    }

    public let id: UUID
    public let kind: String
    /// What the job is about, as its handler understands it.
    public let subject: UUID
    /// What its kind wants to know, as JSON.
    public let payload: String
    public let lane: String
    public var state: State
    public var priority: Priority
    /// Of those with the same priority the lower goes first.
    public var turn: Int
    public var attempts: Int
    public let addedAt: Date
    /// Not before this moment.
    public var runAfter: Date
    /// When it was last begun.
    public var startedAt: Date?
    /// When it was done, dropped or given up.
    public var finishedAt: Date?
    /// 0 to 1.
    public var progress: Double
    /// What it is doing, a word of its kind, such as `embedding`.
    public var stage: String?
    /// Why the last attempt failed, safe to show.
    public var problem: String?
}

extension Job {
    /// Jobs of a kind about a subject.
    public static func about(_ subject: UUID) -> QueryInterfaceRequest<Job> { filter(Column("subject") == subject) }

    /// Why the newest job about a subject was given up; nil where none was, or another has been added since.
    /// - Throws: database errors.
    public static func newest(about subject: UUID, _ db: Database) throws -> Job? {
        try about(subject).order(Column("id").desc).fetchOne(db)
    }
}

/// What can go wrong in a job, for its queue to act on.
public enum JobFailure: Error {
    /// Trying again will not help; the sentence is safe to show.
    case permanent(String)
}
