import Foundation
import GRDB
import Jobs
import Persistence
import Synchronization
import Testing

@Suite("Schedules") struct SchedulerTests {
    private let database: DatabaseQueue

    init() throws { database = try DatabaseFile.inMemory(migrations: JobQueue.migrations) }

    private final class Count: Sendable {
        private let value = Mutex(0)
        func add() { value.withLock { $0 += 1 } }
        var now: Int { value.withLock { $0 } }
    }

    private func beside(_ schedules: [Schedule], _ body: (Scheduler) async throws -> Void) async throws {
        let scheduler = Scheduler(database: database, schedules: schedules) { .gmt }
        let running = Task { try await scheduler.run() }
        try await body(scheduler)
        running.cancel()
        try? await running.value
    }

    private func waitUntil(_ isSo: () async throws -> Bool) async throws {
        for _ in 0..<200 where try await !isSo() { try await Task.sleep(for: .milliseconds(25)) }
        #expect(try await isSo())
    }

    private func record(_ name: String) async throws -> ScheduleRecord? {
        try await database.read { db in try ScheduleRecord.fetchOne(db, key: name) }
    }

    @Test("what goes by intervals is done at once and again; how it ended is kept")
    func intervals() async throws {
        let count = Count()
        try await beside([Schedule("test.often", .every(1, .seconds)) { count.add() }]) { scheduler in
            try await waitUntil { count.now == 2 }
            try await waitUntil { try await record("test.often")?.outcome == .done }
            #expect(scheduler.statuses().first?.next != nil)
        }
        let stored = try #require(try await record("test.often")?.startedAt)
        // The next start goes on from there.
        try await beside([Schedule("test.often", .every(6, .hours)) { count.add() }]) { scheduler in
            try await waitUntil { scheduler.statuses().first?.last != nil }
            let due = try #require(scheduler.statuses().first?.next)
            #expect(abs(due.timeIntervalSince(stored) - 6 * 3600) < 5)
        }
    }

    @Test("what was missed while the server was down is done once at its start; what is new waits for its time")
    func missed() async throws {
        let (late, new) = (Count(), Count())
        let longAgo = Date().addingTimeInterval(-3 * 86_400)
        try await database.write { db in
            try db.execute(
                sql: "INSERT INTO schedule VALUES ('test.late', ?, ?, ?, 'done', NULL)",
                arguments: [longAgo, longAgo, longAgo])
        }
        // Not within the next minutes, whenever this test runs.
        let hour = (Calendar(identifier: .gregorian).component(.hour, from: Date().addingTimeInterval(-3600)) + 12) % 24
        try await beside([
            Schedule("test.late", .daily(hour: hour, minute: 0)) { late.add() },
            Schedule("test.new", .daily(hour: hour, minute: 0)) { new.add() },
        ]) { _ in
            try await waitUntil { late.now == 1 }
            try await Task.sleep(for: .milliseconds(200))
            #expect(late.now == 1 && new.now == 0)
        }
    }

    @Test("a clock that was set back holds nothing up")
    func clock() async throws {
        let count = Count()
        let future = Date().addingTimeInterval(86_400)
        try await database.write { db in
            try db.execute(
                sql: "INSERT INTO schedule VALUES ('test.often', ?, ?, ?, 'done', NULL)",
                arguments: [future, future, future])
        }
        try await beside([Schedule("test.often", .every(6, .hours)) { count.add() }]) { _ in
            try await waitUntil { count.now == 1 }
        }
    }

    @Test("what goes by the time of day goes on from now where its last run lies ahead")
    func ahead() async throws {
        let future = Date().addingTimeInterval(400 * 86_400)
        try await database.write { db in
            try db.execute(
                sql: "INSERT INTO schedule VALUES ('test.daily', ?, ?, ?, 'done', NULL)",
                arguments: [future, future, future])
        }
        try await beside([Schedule("test.daily", .daily(hour: 0, minute: 0)) {}]) { scheduler in
            try await waitUntil { scheduler.statuses().first?.last.map { ($0.startedAt ?? future) < future } ?? false }
            let first = try #require(scheduler.statuses().first)
            let due = try #require(first.next)
            #expect(due.timeIntervalSinceNow < 86_400)
            try await Task.sleep(for: .milliseconds(300))
            #expect(scheduler.statuses().first?.last?.startedAt == first.last?.startedAt, "not anew at each look")
        }
    }

    @Test("what fails says why and is tried again; asked for by hand it is done at once, never twice at a time")
    func failing() async throws {
        let (begun, ended) = (Count(), Count())
        let isOpen = Mutex(false)
        let schedules = [
            Schedule("test.fails", .daily(hour: 0, minute: 0)) { throw StorageFailure.full },
            Schedule("test.slow", .daily(hour: 0, minute: 0)) {
                begun.add()
                while !isOpen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
                ended.add()
            },
        ]
        try await beside(schedules) { scheduler in
            try await waitUntil { scheduler.statuses().allSatisfy { $0.last != nil } }
            #expect(
                scheduler.trigger("test.fails") && scheduler.trigger("test.slow") && !scheduler.trigger("test.none"))
            try await waitUntil { try await record("test.fails")?.outcome == .failed }
            #expect(try await record("test.fails")?.problem?.contains("disk is full") == true)
            let again = try #require(scheduler.statuses().first?.next)
            #expect(again.timeIntervalSinceNow < 16 * 60)
            try await waitUntil { begun.now == 1 }
            #expect(scheduler.trigger("test.slow"))
            try await Task.sleep(for: .milliseconds(100))
            #expect(begun.now == 1 && scheduler.statuses()[1].isRunning)
            isOpen.withLock { $0 = true }
            try await waitUntil { ended.now == 2 }
        }
    }
}
