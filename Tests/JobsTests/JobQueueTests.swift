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

    /// Runs a queue until no job is queued or running, or five seconds have passed.
    private func run(_ database: DatabaseQueue, _ handler: @escaping JobQueue.Handler) async throws {
        let queue = JobQueue(database: database, handlers: ["test": handler])
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
        try await database.write { db in try JobQueue.add("test", subject: UUID(), db) }
        let counter = Counter()
        try await run(database) { _, _ in
            struct Passing: Error {}
            if counter.next() < 2 { throw Passing() }
        }
        #expect(counter.count == 2)
        #expect(try await database.read { db in try Job.fetchCount(db) } == 0)
    }

    @Test("a job that cannot succeed is put aside with its reason")
    func permanent() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in try JobQueue.add("test", subject: UUID(), db) }
        try await run(database) { _, _ in throw JobFailure.permanent("No way.") }
        let job = try await database.read { db in try Job.fetchOne(db) }
        #expect(job?.state == .dead)
        #expect(job?.problem == "No way.")
    }

    @Test("a job that a crash interrupted is taken up again, the urgent one first")
    func resume() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        let (late, early) = (UUID(), UUID())
        try await database.write { db in
            try JobQueue.add("test", subject: late, priority: .low, db)
            try JobQueue.add("test", subject: early, priority: .high, db)
            try db.execute(sql: "UPDATE job SET state = 'running'")
        }
        let order = Mutex<[UUID]>([])
        try await run(database) { subject, _ in order.withLock { $0.append(subject) } }
        #expect(order.withLock { $0 } == [early, late])
    }

    @Test("a clock that was set back makes no job wait longer than a job is ever made to wait")
    func clock() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in
            try JobQueue.add("test", subject: UUID(), db)
            try db.execute(sql: "UPDATE job SET runAfter = ?", arguments: [Date().addingTimeInterval(86_400)])
        }
        let counter = Counter()
        try await run(database) { _, _ in _ = counter.next() }
        #expect(counter.count == 1)
    }

    @Test("a full disk costs a job none of its tries")
    func fullDisk() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in try JobQueue.add("test", subject: UUID(), db) }
        try await run(database) { _, _ in throw StorageFailure.full }
        let job = try await database.read { db in try Job.fetchOne(db) }
        #expect(job?.state == .queued && job?.attempts == 0)
        #expect(job?.problem?.contains("disk is full") == true)
    }

    @Test("a job that was given up is brought back; one that waits stays the same one")
    func revive() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        let subject = UUID()
        try await database.write { db in
            try JobQueue.revive("test", subject: subject, db)
            let first = try #require(try Job.fetchOne(db))
            try JobQueue.revive("test", subject: subject, db)
            #expect(try Job.fetchAll(db).map(\.id) == [first.id])
            try db.execute(sql: "UPDATE job SET state = 'dead', attempts = 5, problem = 'x'")
            try JobQueue.revive("test", subject: subject, db)
            let second = try #require(try Job.fetchOne(db))
            #expect(try Job.fetchCount(db) == 1)
            #expect(second.state == .queued && second.attempts == 0 && second.problem == nil)
        }
    }

    /// Runs a queue of two lanes beside `body`.
    private func beside(
        _ database: DatabaseQueue, _ handler: @escaping JobQueue.Handler,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let queue = JobQueue(database: database, lanes: 2, handlers: ["test": handler])
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
            for turn in 0..<4 { try JobQueue.add("test", subject: UUID(), turn: turn, db) }
        }
        let begun = Counter()
        let done = Counter()
        try await beside(database) { subject, _ in
            if subject == short { return _ = done.next() }
            _ = begun.next()
            try await Task.sleep(for: .seconds(60))
        } _: {
            try await waitUntil { begun.count == 2 }
            try await database.write { db in try JobQueue.add("test", subject: short, turn: 0, db) }
            try await waitUntil { done.count == 1 }
            #expect(begun.count == 2, "the lane that is kept takes no later turns")
        }
    }

    @Test("work on what was removed ends")
    func dropped() async throws {
        let database = try DatabaseFile.inMemory(migrations: JobQueue.migrations)
        try await database.write { db in try JobQueue.add("test", subject: UUID(), db) }
        let begun = Counter()
        let ended = Counter()
        try await beside(database) { _, _ in
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
