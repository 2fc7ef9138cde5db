import Foundation
public import GRDB
import Kernel
import Logging
public import Persistence
public import ServiceLifecycle
import Synchronization

/// Runs jobs from the database, lane by lane, the most urgent first, each tried as often as its kind says with 1, 4, 16
/// and 64 seconds between.
///
/// A job that a crash interrupted is taken up again at the next start. A full disk or a machine out of descriptors is not
/// the job's fault: it waits until that is over, however long. It is woken by the commit that adds a job, and looks by
/// itself now and then, in case the clock was set.
public final class JobQueue: Service {
    /// The steps of the database's history that belong to jobs and schedules.
    public static let migrations = JobSchema.migrations

    /// The longest that a job is made to wait, in seconds. A moment further off comes from a clock that was set back.
    private static let longestWait: TimeInterval = 256
    /// The longest between two looks, in seconds.
    private static let longestSleep: TimeInterval = 5

    private let database: any DatabaseWriter
    private let handlers: [String: JobHandler]
    private let lanes: [JobLane]
    private let logger = Logger(label: "homeroom.jobs")
    /// Jobs under way, by lane.
    private let running = Mutex<[String: Int]>([:])

    /// - Parameter handlers: those of all features, each name once.
    public init(database: any DatabaseWriter, handlers: [JobHandler]) {
        self.database = database
        self.handlers = Dictionary(handlers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        // Jobs of kinds that this release does not know are taken up too, to be given up with a word.
        lanes = Set(handlers.map(\.lane) + [.parsing, .models, .maintenance]).sorted { $0.name < $1.name }
    }

    /// Works until cancelled or asked to shut down; a job under way is then left for the next start.
    public func run() async throws {
        // A disk that is full when the server starts must not end it.
        do {
            try await database.persistently { db in
                try db.execute(sql: "UPDATE job SET state = 'queued' WHERE state = 'running'")
            }
        } catch is CancellationError { return }
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        // Not progress: that is stored often, and makes nothing ready.
        let changes = DatabaseRegionObservation(tracking: Job.select(Column("state"), Column("runAfter")))
            .start(in: database, onError: { _ in }, onChange: { _ in wake.yield() })
        defer { changes.cancel() }
        await withDiscardingTaskGroup { group in
            var hasFailed = false
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                var sleep = Self.longestSleep
                do {
                    for job in try await takeReady() {
                        group.addTask {
                            await cancelWhenGracefulShutdown { await self.perform(job) }
                            self.running.withLock { $0[job.lane, default: 1] -= 1 }
                            wake.yield()
                        }
                    }
                    sleep = try await untilNext()
                    hasFailed = false
                } catch is CancellationError {
                    break
                } catch {
                    // Told once: a full disk would otherwise fill the log too.
                    if !hasFailed { logger.error("no job can be taken up", metadata: ["error": "\(error)"]) }
                    hasFailed = true
                    sleep = 2
                }
                let timer = Task { [sleep] in
                    try await Task.sleep(for: .seconds(sleep))
                    wake.yield()
                }
                await cancelWhenGracefulShutdown { for await _ in wakes { return } }
                timer.cancel()
            }
        }
    }

    // MARK: Taking up

    /// The jobs that can be begun now, marked as begun.
    private func takeReady() async throws -> [Job] {
        let free = running.withLock { running in lanes.filter { running[$0.name, default: 0] < $0.most } }
        guard !free.isEmpty else { return [] }
        guard try await database.read({ db in try free.contains { try !Self.ready($0, since: Date()).isEmpty(db) } })
        else { return [] }
        let taken = try await database.write { [self] db in
            try free.flatMap { lane -> [Job] in
                let under = running.withLock { $0[lane.name, default: 0] }
                var jobs: [Job] = []
                while under + jobs.count < lane.most {
                    // The place that is kept is for those who have nothing else.
                    let isKept = under + jobs.count >= lane.width
                    guard var job = try Self.ready(lane, firstOnly: isKept, since: Date()).fetchOne(db) else { break }
                    (job.state, job.startedAt) = (.running, Date())
                    job.attempts += 1
                    try job.update(db)
                    jobs.append(job)
                }
                return jobs
            }
        }
        running.withLock { running in for job in taken { running[job.lane, default: 0] += 1 } }
        return taken
    }

    private static func ready(_ lane: JobLane, firstOnly: Bool = false, since now: Date) -> QueryInterfaceRequest<Job> {
        let ready = Job.filter(
            sql: "state = 'queued' AND lane = ? AND (runAfter <= ? OR runAfter > ?)",
            arguments: [lane.name, now, now.addingTimeInterval(longestWait)]
        ).order(sql: "priority, turn, runAfter, id")
        return firstOnly ? ready.filter(Column("turn") == 0) : ready
    }

    /// Seconds until the next job is ready.
    private func untilNext() async throws -> TimeInterval {
        let now = Date()
        let next = try await database.read { db in
            try Date.fetchOne(
                db, sql: "SELECT min(runAfter) FROM job WHERE state = 'queued' AND runAfter > ?", arguments: [now])
        }
        return min(max(next?.timeIntervalSince(now) ?? .infinity, 0.02), Self.longestSleep)
    }

    // MARK: Doing

    private func perform(_ job: Job) async {
        do {
            guard let handler = handlers[job.kind] else {
                throw JobFailure.permanent("This release does not know this kind of work. Drop it.")
            }
            try await tracking(job) { context in try await handler.perform(job, context) }
            try await database.persistently { db in
                try db.execute(
                    sql: """
                        UPDATE job SET state = 'done', progress = 1, stage = NULL, problem = NULL, finishedAt = ?
                        WHERE id = ? AND state = 'running'
                        """, arguments: [Date(), job.id])
            }
        } catch is CancellationError {
            // Shutting down: the job is taken up at the next start, and this was no attempt. By a task that is not
            // cancelled. A job that was dropped stays so.
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
    private func tracking(_ job: Job, _ work: @escaping @Sendable (JobContext) async throws -> Void) async throws {
        let (updates, newest) = AsyncStream<(Double, String?)>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let database = self.database
        async let stored: Void = {
            for await (progress, stage) in updates {
                _ = try? await database.write { db in
                    try db.execute(
                        sql: "UPDATE job SET progress = ?, stage = ? WHERE id = ?",
                        arguments: [progress, stage, job.id])
                }
            }
        }()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await work(JobContext(subject: job.subject) { newest.yield(($0, $1)) }) }
                group.addTask { try await self.untilEnded(job) }
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

    /// Waits until a job is no longer under way, because it was dropped or what it is about was removed: the work is
    /// then for nothing.
    private func untilEnded(_ job: Job) async throws {
        while try await database.read({ db in try Job.fetchOne(db, key: job.id)?.state == .running }) {
            try await Task.sleep(for: Self.look)
        }
    }

    /// How often that is looked for.
    private static let look = Duration.seconds(1)

    private func fail(_ job: Job, _ error: any Error) async {
        var job = job
        if case JobFailure.permanent(let problem) = error {
            (job.state, job.problem) = (.failed, problem)
        } else {
            let ofTheMachine = Self.isOfTheMachine(error)
            if ofTheMachine { job.attempts -= 1 }
            job.problem =
                StorageFailure(error)?.message ?? (error as? any UserFacingError)?.message
                ?? "Something went wrong; the log says what."
            job.state = job.attempts >= handlers[job.kind]?.attempts ?? 1 ? .failed : .queued
            let wait = ofTheMachine ? 15 : min(Self.longestWait, pow(4, Double(job.attempts - 1)))
            job.runAfter = Date().addingTimeInterval(wait)
            logger.error("job failed", metadata: ["kind": "\(job.kind)", "job": "\(job.id)", "error": "\(error)"])
        }
        if job.state == .failed { job.finishedAt = Date() }
        let failed = job
        _ = try? await database.persistently { db in
            // It may have been dropped meanwhile.
            guard try Job.fetchOne(db, key: failed.id)?.state == .running else { return }
            try failed.update(db)
        }
    }

    /// Whether the machine was at fault, not the job: no room, no descriptors, no processes.
    private static func isOfTheMachine(_ error: any Error) -> Bool {
        if let storage = StorageFailure(error) { return storage != .damaged }
        let code = ((error as? CocoaError)?.userInfo["errno"] as? Int32) ?? (error as? POSIXError)?.code.rawValue
        return code.map { [EMFILE, ENFILE, ENOMEM, EAGAIN].contains($0) } ?? false
    }
}

extension JobLane {
    /// Jobs of it that ever run at the same time.
    fileprivate var most: Int { width + (keepsPlaceForFirst ? 1 : 0) }
}

extension DatabaseWriter {
    /// A write that must come about: while the disk is full it is tried again, so that nothing stays half ended.
    /// - Throws: `CancellationError` when the server ends; database errors other than a full disk.
    func persistently(_ write: @escaping @Sendable (Database) throws -> Void) async throws {
        while true {
            do { return try await self.write(write) } catch  where StorageFailure(error) != nil {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
                try Task.checkCancellation()
                if Task.isShuttingDownGracefully { throw CancellationError() }
            }
        }
    }
}
