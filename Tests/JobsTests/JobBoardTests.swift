import Foundation
import GRDB
import Jobs
import Persistence
import Synchronization
import Testing

@Suite("What administrators see and do of jobs") struct JobBoardTests {
    private struct Payload: Codable, Sendable { let word: String }
    private static let reading = JobKind<NoPayload>("test.read", lane: .parsing)
    private static let writing = JobKind<Payload>("test.write", lane: .models)

    private let database: DatabaseQueue

    init() throws { database = try DatabaseFile.inMemory(migrations: JobQueue.migrations) }

    /// Runs a queue beside `body`.
    private func beside(_ handlers: [JobHandler], _ body: () async throws -> Void) async throws {
        let queue = JobQueue(database: database, handlers: handlers)
        let running = Task { try await queue.run() }
        defer { running.cancel() }
        try await body()
    }

    private func waitUntil(_ isSo: () async throws -> Bool) async throws {
        for _ in 0..<200 where try await !isSo() { try await Task.sleep(for: .milliseconds(25)) }
        #expect(try await isSo())
    }

    private func states() async throws -> [Job.State] {
        try await database.read { db in try Job.order(Column("id")).fetchAll(db).map(\.state) }
    }

    @Test("work that hangs in one lane holds up no other, and each kind gets what it was given")
    func lanes() async throws {
        let words = Mutex<[String]>([])
        let hanging = Self.reading.handler(about: nil, whenDropped: { _, _ in }) { _, _ in
            try await Task.sleep(for: .seconds(60))
        }
        let writing = Self.writing.handler(about: nil, whenDropped: { _, _ in }) { payload, _ in
            words.withLock { $0.append(payload.word) }
        }
        try await database.write { db in
            for turn in 0..<4 { try Self.reading.add(about: UUID(), turn: turn, db) }
        }
        try await beside([hanging, writing]) {
            try await waitUntil { try await states().filter { $0 == .running }.count == 2 }
            try await database.write { db in try Self.writing.add(.init(word: "here"), about: UUID(), db) }
            try await waitUntil { words.withLock { $0 } == ["here"] }
        }
    }

    @Test("a job that is dropped while it runs is cancelled, and what waited for it is told in the same transaction")
    func drop() async throws {
        let subject = UUID()
        let isCancelled = Mutex(false)
        let handler = Self.reading.handler(
            about: nil,
            whenDropped: { job, db in
                try db.execute(sql: "CREATE TABLE told (subject BLOB)")
                try db.execute(sql: "INSERT INTO told VALUES (?)", arguments: [job.subject])
            }
        ) { _, context in
            context.report(0.25, stage: "reading")
            do { try await Task.sleep(for: .seconds(60)) } catch {
                isCancelled.withLock { $0 = true }
                throw error
            }
        }
        try await database.write { db in try Self.reading.add(about: subject, db) }
        let board = JobBoard(database: database, handlers: [handler])
        try await beside([handler]) {
            try await waitUntil {
                try await database.read { db in
                    try Job.newest(about: subject, db).map { $0.stage == "reading" && $0.progress == 0.25 } ?? false
                }
            }
            let id = try #require(try await database.read { db in try Job.newest(about: subject, db)?.id })
            _ = try await database.write { db in try board.drop(id, db) }
            #expect(try await database.read { db in try Data.fetchOne(db, sql: "SELECT subject FROM told") } != nil)
            try await waitUntil { isCancelled.withLock { $0 } }
            #expect(try await states() == [.dropped])
            await #expect(throws: JobBoard.Failure.ended) {
                try await database.write { db in _ = try board.drop(id, db) }
            }
        }
    }

    @Test("what was given up is retried with all its attempts; a failed job never stands in the way of a new one")
    func retry() async throws {
        let board = JobBoard(database: database, handlers: [])
        let subject = UUID()
        try await database.write { db in
            try Self.reading.add(about: subject, db)
            try db.execute(sql: "UPDATE job SET state = 'failed', attempts = 5, problem = 'x'")
            let id = try #require(try Job.newest(about: subject, db)?.id)
            let retried = try board.retry(id, db)
            #expect(retried.state == .queued && retried.attempts == 0)
            #expect(throws: JobBoard.Failure.notFailed) { try board.retry(id, db) }
            #expect(throws: JobBoard.Failure.notFound) { try board.retry(UUID(), db) }
            try db.execute(sql: "UPDATE job SET state = 'failed'")
            try Self.reading.addUnlessQueued(about: subject, db)
            #expect(try Job.fetchAll(db).map(\.state) == [.queued])
            try db.execute(sql: "UPDATE job SET state = 'running'")
            try Self.reading.addUnlessOpen(about: subject, db)
            #expect(try Job.fetchCount(db) == 1)
            try Self.reading.addUnlessQueued(about: subject, db)
            #expect(try Job.fetchCount(db) == 2, "one under way may have read what changed since")
        }
    }

    @Test("what ended a week ago is forgotten; what failed is not")
    func forget() async throws {
        try await database.write { db in
            for state in ["done", "dropped", "failed", "done"] {
                try Self.reading.add(about: UUID(), db)
                try db.execute(sql: "UPDATE job SET state = ? WHERE state = 'queued'", arguments: [state])
            }
            let old = Date().addingTimeInterval(-8 * 86_400)
            try db.execute(sql: "UPDATE job SET finishedAt = ?", arguments: [old])
            try db.execute(
                sql: "UPDATE job SET finishedAt = ? WHERE id = (SELECT id FROM job WHERE state = 'done' LIMIT 1)",
                arguments: [Date()])
        }
        #expect(try await Retention(JobBoard.retention).prune(database) == ["jobs": 2])
        #expect(try await database.read { db in try Set(Job.fetchAll(db).map(\.state)) } == [.failed, .done])
    }

    @Test("work of a kind that this release does not know is given up with a word")
    func unknown() async throws {
        try await database.write { db in
            try JobKind<NoPayload>("later.kind", lane: .models).add(about: UUID(), db)
        }
        try await beside([]) {
            try await waitUntil { try await states() == [.failed] }
            let problem = try await database.read { db in try Job.fetchOne(db)?.problem }
            #expect(problem?.contains("does not know") == true)
        }
    }

    @Test("jobs of a release before lanes go on where they were")
    func upgrade() async throws {
        let old = try DatabaseFile.inMemory(migrations: Array(JobQueue.migrations.prefix(2)))
        try await old.write { db in
            for (kind, state) in [
                ("library.ingest", "dead"), ("library.embed", "queued"), ("library.domains", "running"),
            ] {
                try db.execute(
                    sql: """
                        INSERT INTO job (id, kind, subject, state, priority, attempts, runAfter, progress, problem)
                        VALUES (?, ?, ?, ?, 2, 5, ?, 0.5, 'why')
                        """, arguments: [UUID(), kind, UUID(), state, Date()])
            }
        }
        try await old.write { db in for step in JobQueue.migrations.dropFirst(2) { try step.migrate(db) } }
        let jobs = try await old.read { db in try Job.order(Column("kind")).fetchAll(db) }
        #expect(jobs.map(\.lane) == ["maintenance", "models", "parsing"])
        #expect(jobs.map(\.state) == [.running, .queued, .failed])
        #expect(jobs.allSatisfy { $0.payload == "{}" && $0.problem == "why" })
    }
}
