import Foundation
import GRDB
import Jobs
import Kernel
import Persistence
import Synchronization
import Testing

@Suite("The job queue") struct JobQueueTests {
    private final class Counter: Sendable {
        private let value = Mutex(0)
        func next() -> Int {
            value.withLock {
                $0 += 1; return $0
            }
        }
        var count: Int { value.withLock { $0 } }
    }

    /// One after the other.
    private static let kind = JobKind<NoPayload>("test", lane: .maintenance)
    /// Two at a time, and a third for whoever has nothing else.
    private static let wide = JobKind<NoPayload>("test", lane: .parsing)

    private typealias Work = @Sendable (_ context: JobContext) async throws -> Void

    private static func handler(_ work: @escaping Work) -> JobHandler {
        wide.handler(about: nil, whenDropped: { _, _ in }) { _, context in try await work(context) }
    }

    /// Runs a queue until no job is queued or running, or five seconds have passed.
    private func run(_ database: DatabaseQueue, _ work: @escaping Work) async throws {
        let queue = JobQueue(database: database, handlers: [Self.handler(work)])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await queue.run() }
            for _ in 0..<100 {
                try await Task.sleep(for: .milliseconds(50))
                let open = try await database.read { db in
                    try Job.filter(sql: "state IN ('queued', 'running')").fetchCount(db)
                }
                if open == 0 { break }
            }
            group.cancelAll()
            try? await group.waitForAll()
        }
    }

    @Test("a job that fails is tried again and then done")
    func retry() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in try Self.kind.add(about: UUID(), db) }
        let counter = Counter()
        try await run(database) { _ in
            struct Passing: Error {}
            if counter.next() < 2 { throw Passing() }
        }
        #expect(counter.count == 2)
        let jobs = try await database.read { db in try Job.fetchAll(db) }
        #expect(jobs.map(\.state) == [.done] && jobs[0].attempts == 2 && jobs[0].finishedAt != nil)
    }

    @Test("a job that cannot succeed is put aside with its reason")
    func permanent() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in try Self.kind.add(about: UUID(), db) }
        try await run(database) { _ in throw JobFailure.permanent("No way.") }
        let job = try await database.read { db in try Job.fetchOne(db) }
        #expect(job?.state == .failed)
        #expect(job?.problem == "No way.")
    }

    @Test("a job that a crash interrupted is taken up again, the urgent one first")
    func resume() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        let (late, early) = (UUID(), UUID())
        try await database.write { db in
            try Self.kind.add(about: late, priority: .low, db)
            try Self.kind.add(about: early, priority: .high, db)
            try db.execute(sql: "UPDATE job SET state = 'running'")
        }
        let order = Mutex<[UUID]>([])
        try await run(database) { context in order.withLock { $0.append(context.subject) } }
        #expect(order.withLock { $0 } == [early, late])
    }

    @Test("a clock that was set back makes no job wait longer than a job is ever made to wait")
    func clock() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in
            try Self.kind.add(about: UUID(), db)
            try db.execute(sql: "UPDATE job SET runAfter = ?", arguments: [Date().addingTimeInterval(86_400)])
        }
        let counter = Counter()
        try await run(database) { _ in _ = counter.next() }
        #expect(counter.count == 1)
    }

    @Test("a full disk costs a job none of its tries")
    func fullDisk() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in try Self.kind.add(about: UUID(), db) }
        try await run(database) { _ in throw StorageFailure.full }
        let job = try await database.read { db in try Job.fetchOne(db) }
        #expect(job?.state == .queued && job?.attempts == 0)
        #expect(job?.problem?.contains("disk is full") == true)
    }

    @Test("a job that was given up is brought back; one that waits stays the same one")
    func revive() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        let subject = UUID()
        try await database.write { db in
            try Self.kind.addUnlessOpen(about: subject, db)
            let first = try #require(try Job.fetchOne(db))
            try Self.kind.addUnlessOpen(about: subject, db)
            #expect(try Job.fetchAll(db).map(\.id) == [first.id])
            try db.execute(sql: "UPDATE job SET state = 'failed', attempts = 5, problem = 'x'")
            try Self.kind.addUnlessOpen(about: subject, db)
            let second = try #require(try Job.fetchOne(db))
            #expect(try Job.fetchCount(db) == 1)
            #expect(second.state == .queued && second.attempts == 0 && second.problem == nil)
        }
    }

    /// Runs a queue beside `body`.
    private func beside(
        _ database: DatabaseQueue, _ work: @escaping Work,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let queue = JobQueue(database: database, handlers: [Self.handler(work)])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await queue.run() }
            try await body()
            group.cancelAll()
            try? await group.waitForAll()
        }
    }

    private func waitUntil(_ isSo: @Sendable () async throws -> Bool) async throws {
        for _ in 0..<200 where try await !isSo() { try await Task.sleep(for: .milliseconds(50)) }
        #expect(try await isSo())
    }

    @Test("one person's long jobs fill the lanes, and another's first one goes on")
    func firstTurns() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        let short = UUID()
        try await database.write { db in
            for turn in 0..<4 { try Self.wide.add(about: UUID(), turn: turn, db) }
        }
        let begun = Counter()
        let done = Counter()
        try await beside(database) { context in
            if context.subject == short { return _ = done.next() }
            _ = begun.next()
            try await Task.sleep(for: .seconds(60))
        } _: {
            try await waitUntil { begun.count == 2 }
            try await database.write { db in try Self.wide.add(about: short, turn: 0, db) }
            try await waitUntil { done.count == 1 }
            #expect(begun.count == 2, "the lane that is kept takes no later turns")
        }
    }

    @Test("work on what was removed ends")
    func dropped() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in try Self.wide.add(about: UUID(), db) }
        let begun = Counter()
        let ended = Counter()
        try await beside(database) { _ in
            _ = begun.next()
            defer { _ = ended.next() }
            try await Task.sleep(for: .seconds(60))
        } _: {
            try await waitUntil { begun.count == 1 }
            try await database.write { db in _ = try Job.deleteAll(db) }
            try await waitUntil { ended.count == 1 }
        }
    }
}
