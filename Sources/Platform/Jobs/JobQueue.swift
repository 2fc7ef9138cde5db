public import Foundation
public import GRDB
import Kernel
import Logging
public import Persistence
public import ServiceLifecycle

/// Runs jobs from the database, the most urgent first, each tried three times with 1, 4 and 16 seconds between.
/// A job that a crash interrupted is taken up again at the next start.
public final class JobQueue: Service {
    /// Does the work of one kind of job. `progress` takes 0 to 1. Must be safe to run again from the start.
    public typealias Handler =
        @Sendable (_ subject: UUID, _ progress: @escaping @Sendable (Double) -> Void) async throws -> Void

    /// The queue's own step of the database's history.
    public static let migrations = JobSchema.migrations

    static let tries = 3

    private let database: any DatabaseWriter
    private let handlers: [String: Handler]
    private let lanes: Int
    private let logger: Logger

    /// - Parameter lanes: jobs that run at the same time.
    public init(database: any DatabaseWriter, lanes: Int = 1, handlers: [String: Handler]) {
        (self.database, self.lanes, self.handlers) = (database, lanes, handlers)
        logger = Logger(label: "homeroom.jobs")
    }

    /// Adds a job inside a transaction of the caller's, so that it exists exactly when its subject does.
    public static func add(_ kind: String, subject: UUID, priority: Job.Priority = .normal, _ db: Database) throws {
        try Job(
            id: .timeOrdered(), kind: kind, subject: subject, state: .queued, priority: priority, attempts: 0,
            runAfter: Date(), progress: 0, problem: nil
        ).insert(db)
    }

    /// Works until cancelled or asked to shut down; a job under way is then left for the next start.
    public func run() async throws {
        try await database.write { db in
            try db.execute(sql: "UPDATE job SET state = 'queued' WHERE state = 'running'")
        }
        await withDiscardingTaskGroup { group in
            for _ in 0..<lanes { group.addTask { await self.lane() } }
        }
    }

    private func lane() async {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            if let job = try? await next() {
                await cancelWhenGracefulShutdown { await self.perform(job) }
            } else {
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func next() async throws -> Job? {
        let ready = Job.filter(sql: "state = 'queued' AND runAfter <= ?", arguments: [Date()])
            .order(sql: "priority, runAfter, id")
        guard try await database.read({ db in try !ready.isEmpty(db) }) else { return nil }
        return try await database.write { db in
            guard var job = try ready.fetchOne(db) else { return nil }
            job.state = .running
            job.attempts += 1
            try job.update(db)
            return job
        }
    }

    private func perform(_ job: Job) async {
        do {
            guard let handler = handlers[job.kind] else {
                throw JobFailure.permanent("There is no handler for this job.")
            }
            let database = self.database
            try await handler(job.subject) { progress in
                _ = try? database.write { db in
                    try db.execute(sql: "UPDATE job SET progress = ? WHERE id = ?", arguments: [progress, job.id])
                }
            }
            try await database.write { db in _ = try Job.deleteOne(db, key: job.id) }
        } catch is CancellationError {
            // Shutting down: the job stays as running and is taken up at the next start.
        } catch {
            await fail(job, error)
        }
    }

    private func fail(_ job: Job, _ error: any Error) async {
        var job = job
        if case JobFailure.permanent(let problem) = error {
            (job.state, job.problem) = (.dead, problem)
        } else {
            job.problem = (error as? any UserFacingError)?.message ?? "Something went wrong; the log says what."
            job.state = job.attempts >= Self.tries ? .dead : .queued
            job.runAfter = Date().addingTimeInterval(pow(4, Double(job.attempts - 1)))
            logger.error("job failed", metadata: ["kind": "\(job.kind)", "job": "\(job.id)", "error": "\(error)"])
        }
        let failed = job
        _ = try? await database.write { db in try failed.update(db) }
    }
}
