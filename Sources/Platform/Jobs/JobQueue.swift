public import Foundation
public import GRDB
import Kernel
import Logging
public import Persistence
public import ServiceLifecycle

/// Runs jobs from the database, the most urgent first, each tried five times with 1, 4, 16 and 64 seconds between.
/// A job that a crash interrupted is taken up again at the next start. A full disk or a machine out of descriptors is not
/// the job's fault: it waits until that is over, however long.
public final class JobQueue: Service {
    /// Does the work of one kind of job. `progress` takes 0 to 1. Must be safe to run again from the start.
    public typealias Handler =
        @Sendable (_ subject: UUID, _ progress: @escaping @Sendable (Double) -> Void) async throws -> Void

    /// The queue's own step of the database's history.
    public static let migrations = JobSchema.migrations

    static let tries = 5
    /// The longest that a job is made to wait, in seconds. A moment further off comes from a clock that was set back.
    private static let longestWait: TimeInterval = 256

    private let database: any DatabaseWriter
    private let handlers: [String: Handler]
    private let lanes: Int
    private let logger: Logger

    /// - Parameter lanes: jobs that run at the same time; one more is kept for first turns, so that nobody's long work
    ///   keeps everybody else's waiting.
    public init(database: any DatabaseWriter, lanes: Int = 1, handlers: [String: Handler]) {
        (self.database, self.lanes, self.handlers) = (database, lanes, handlers)
        logger = Logger(label: "homeroom.jobs")
    }

    /// Adds a job inside a transaction of the caller's, so that it exists exactly when its subject does.
    /// - Parameter turn: jobs with a lower one go first: how many whoever asks for it has waiting already, so that a
    ///   hundred of one person hold up their own and nobody else's.
    public static func add(
        _ kind: String, subject: UUID, priority: Job.Priority = .normal, turn: Int = 0, _ db: Database
    ) throws {
        try Job(
            id: .timeOrdered(), kind: kind, subject: subject, state: .queued, priority: priority, turn: turn,
            attempts: 0,
            runAfter: Date(), progress: 0, problem: nil
        ).insert(db)
    }

    /// Works until cancelled or asked to shut down; a job under way is then left for the next start.
    public func run() async throws {
        // A disk that is full when the server starts must not end it.
        do {
            try await persistently { db in
                try db.execute(sql: "UPDATE job SET state = 'queued' WHERE state = 'running'")
            }
        } catch is CancellationError { return }
        await withDiscardingTaskGroup { group in
            for number in 0...lanes { group.addTask { await self.lane(firstTurns: number == self.lanes) } }
        }
    }

    /// Brings a job back that was given up, or makes one where there is none; one that is queued or under way stays.
    public static func revive(_ kind: String, subject: UUID, priority: Job.Priority = .normal, _ db: Database) throws {
        let known = try Job.filter(Column("kind") == kind && Column("subject") == subject).fetchAll(db)
        guard known.allSatisfy({ $0.state == .dead || $0.state == .done }) else { return }
        for job in known { try job.delete(db) }
        try add(kind, subject: subject, priority: priority, db)
    }

    private func lane(firstTurns: Bool) async {
        var hasFailed = false
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                if let job = try await next(firstTurns: firstTurns) {
                    await cancelWhenGracefulShutdown { await self.perform(job) }
                } else {
                    try? await Task.sleep(for: .milliseconds(200))
                }
                hasFailed = false
            } catch is CancellationError {
                break
            } catch {
                // Told once: a full disk would otherwise fill the log too.
                if !hasFailed { logger.error("no job can be taken up", metadata: ["error": "\(error)"]) }
                hasFailed = true
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
            }
        }
    }

    /// - Parameter firstTurns: only jobs of those who have nothing else waiting or under way, and only while the other
    ///   lanes are all taken: where they are not, one of them does it.
    private func next(firstTurns: Bool) async throws -> Job? {
        let now = Date()
        var ready = Job.filter(
            sql: "state = 'queued' AND (runAfter <= ? OR runAfter > ?)",
            arguments: [now, now.addingTimeInterval(Self.longestWait)]
        ).order(sql: "priority, turn, runAfter, id")
        if firstTurns {
            ready = ready.filter(
                sql: "turn = 0 AND (SELECT count(*) FROM job WHERE state = 'running') >= ?", arguments: [lanes])
        }
        let wanted = ready
        guard try await database.read({ db in try !wanted.isEmpty(db) }) else { return nil }
        return try await database.write { db in
            guard var job = try wanted.fetchOne(db) else { return nil }
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
            try await tracking(job) { progress in try await handler(job.subject, progress) }
            try await persistently { db in _ = try Job.deleteOne(db, key: job.id) }
        } catch is CancellationError {
            // Shutting down: the job is taken up at the next start, and this was no try. By a task that is not cancelled.
            let database = self.database
            await Task {
                try? await database.write { db in
                    try db.execute(
                        sql: """
                            UPDATE job SET state = 'queued', attempts = max(attempts - 1, 0)
                            WHERE id = ? AND state = 'running'
                            """, arguments: [job.id])
                }
            }.value
        } catch {
            await fail(job, error)
        }
    }

    /// Runs a handler and stores the newest of what it says of its progress, beside it.
    private func tracking(
        _ job: Job, _ work: @escaping @Sendable (@escaping @Sendable (Double) -> Void) async throws -> Void
    ) async throws {
        let (updates, newest) = AsyncStream<Double>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let database = self.database
        async let stored: Void = {
            for await progress in updates {
                _ = try? await database.write { db in
                    try db.execute(sql: "UPDATE job SET progress = ? WHERE id = ?", arguments: [progress, job.id])
                }
            }
        }()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await work { newest.yield($0) } }
                group.addTask { try await self.untilDropped(job) }
                try await group.next()
                group.cancelAll()
            }
            newest.finish()
        } catch {
            newest.finish()
            await stored
            throw error
        }
        await stored
    }

    /// Waits until a job's row is gone, because what it is about was removed: the work is then for nothing.
    private func untilDropped(_ job: Job) async throws {
        while try await database.read({ db in try Job.exists(db, key: job.id) }) {
            try await Task.sleep(for: Self.look)
        }
    }

    /// How often that is looked for.
    private static let look = Duration.seconds(2)

    /// A write that must come about: while the disk is full it is tried again, so that no job stays half ended.
    private func persistently(_ write: @escaping @Sendable (Database) throws -> Void) async throws {
        while true {
            do { return try await database.write(write) } catch  where StorageFailure(error) != nil {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
                try Task.checkCancellation()
                if Task.isShuttingDownGracefully { throw CancellationError() }
            }
        }
    }

    private func fail(_ job: Job, _ error: any Error) async {
        var job = job
        if case JobFailure.permanent(let problem) = error {
            (job.state, job.problem) = (.dead, problem)
        } else {
            let ofTheMachine = Self.isOfTheMachine(error)
            if ofTheMachine { job.attempts -= 1 }
            job.problem =
                StorageFailure(error)?.message ?? (error as? any UserFacingError)?.message
                ?? "Something went wrong; the log says what."
            job.state = job.attempts >= Self.tries ? .dead : .queued
            let wait = ofTheMachine ? 15 : min(Self.longestWait, pow(4, Double(job.attempts - 1)))
            job.runAfter = Date().addingTimeInterval(wait)
            logger.error("job failed", metadata: ["kind": "\(job.kind)", "job": "\(job.id)", "error": "\(error)"])
        }
        let failed = job
        _ = try? await persistently { db in try failed.update(db) }
    }

    /// Whether the machine was at fault, not the job: no room, no descriptors, no processes.
    private static func isOfTheMachine(_ error: any Error) -> Bool {
        if let storage = StorageFailure(error) { return storage != .damaged }
        let code = ((error as? CocoaError)?.userInfo["errno"] as? Int32) ?? (error as? POSIXError)?.code.rawValue
        return code.map { [EMFILE, ENFILE, ENOMEM, EAGAIN].contains($0) } ?? false
    }
}
