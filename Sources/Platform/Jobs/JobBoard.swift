public import Foundation
public import GRDB
public import Persistence

/// What administrators see of the queue, and what they can do about it.
public struct JobBoard: Sendable {
    /// Why something cannot be done about a job.
    public enum Failure: Error, Equatable {
        case notFound
        /// Only failed jobs can be retried.
        case notFailed
        /// It has ended already.
        case ended
    }

    private let database: any DatabaseWriter
    /// Those of all features, by the names of their kinds.
    public let handlers: [String: JobHandler]

    public init(database: any DatabaseWriter, handlers: [JobHandler]) {
        self.database = database
        self.handlers = Dictionary(handlers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Jobs, the newest first.
    /// - Parameters:
    ///   - states: only those in one of these states.
    ///   - before: only those added before this one.
    /// - Throws: database errors.
    public static func list(
        _ states: [Job.State], limit: Int, before: UUID?, _ db: Database
    ) throws -> [Job] {
        var request = Job.filter(states.map(\.rawValue).contains(Column("state"))).order(Column("id").desc).limit(limit)
        if let before { request = request.filter(Column("id") < before) }
        return try request.fetchAll(db)
    }

    /// How many there are in each state.
    /// - Throws: database errors.
    public static func counts(_ db: Database) throws -> [Job.State: Int] {
        Dictionary(
            try Row.fetchAll(db, sql: "SELECT state, count(*) FROM job GROUP BY state").compactMap { row in
                Job.State(rawValue: row[0]).map { ($0, row[1] as Int) }
            }, uniquingKeysWith: { $1 })
    }

    /// Queues a job anew that was given up, with all its attempts.
    /// - Throws: `Failure.notFound`, `.notFailed`; database errors.
    public func retry(_ id: UUID, _ db: Database) throws -> Job {
        guard var job = try Job.fetchOne(db, key: id) else { throw Failure.notFound }
        guard job.state == .failed else { throw Failure.notFailed }
        (job.state, job.attempts, job.runAfter, job.finishedAt) = (.queued, 0, Date(), nil)
        (job.progress, job.stage) = (0, nil)
        try job.update(db)
        return job
    }

    /// Ends a job, whether it waits, is under way or was given up, and sets right what waited for it.
    /// - Throws: `Failure.notFound`, `.ended`; what its kind throws; database errors.
    public func drop(_ id: UUID, _ db: Database) throws -> Job {
        guard var job = try Job.fetchOne(db, key: id) else { throw Failure.notFound }
        guard job.state.isOpen || job.state == .failed else { throw Failure.ended }
        (job.state, job.finishedAt, job.stage) = (.dropped, Date(), nil)
        try job.update(db)
        try handlers[job.kind]?.whenDropped(job, db)
        return job
    }

    /// How long ended jobs are kept. What failed stays until somebody retries or drops it.
    public static let retention = [
        RetentionClass(
            "jobs", holds: "Background work that ended: what it was about, when, and how it went", tables: ["job"],
            .days(
                standard: 7, within: 1...365,
                .init("job", key: "id", since: "finishedAt", where: "state IN ('done', 'dropped')"))),
        RetentionClass(
            "schedules", holds: "When regular work was last done, and how it went", tables: ["schedule"],
            .asLongAs(.appliance)),
    ]
}
