public import Foundation
public import GRDB
import Kernel
import Logging
import Persistence
public import ServiceLifecycle
import Synchronization

/// Something that a feature does again and again.
public struct Schedule: Sendable {
    /// `feature.verb`.
    public let name: String
    public let recurrence: Recurrence
    let perform: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - recurrence: when. What goes by the time of day and was missed while the server was down is done at its start.
    ///   - perform: the work. Is never begun while it is under way; must be safe to break off anywhere.
    public init(_ name: String, _ recurrence: Recurrence, perform: @escaping @Sendable () async throws -> Void) {
        (self.name, self.recurrence, self.perform) = (name, recurrence, perform)
    }
}

/// A schedule's last run, as it is stored.
public struct ScheduleRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "schedule"

    /// How a run ended.
    public enum Outcome: String, Codable, Sendable, CaseIterable, DatabaseValueConvertible { case done, failed }

    public let name: String
    /// When a server first had it.
    public let knownSince: Date
    public var startedAt: Date?
    public var endedAt: Date?
    public var outcome: Outcome?
    /// Why the last run failed, safe to show.
    public var problem: String?
}

/// Does what is scheduled, each thing by itself, and remembers when it did and how that ended.
public final class Scheduler: Service {
    /// What is known of a schedule.
    public struct Status: Sendable {
        public let name: String, recurrence: Recurrence
        public let last: ScheduleRecord?
        public let isRunning: Bool
        /// When it is due.
        public let next: Date?
    }

    private struct State {
        /// The last run of each, by name.
        var last: [String: ScheduleRecord] = [:]
        /// When each was last written down.
        var stored: [String: ScheduleRecord] = [:]
        var running: Set<String> = []
        /// Asked for by hand.
        var wanted: Set<String> = []
    }

    private let database: any DatabaseWriter
    private let schedules: [Schedule]
    private let zone: @Sendable () -> TimeZone
    private let state = Mutex(State())
    private let logger = Logger(label: "homeroom.schedules")
    private let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// The longest between two looks, in seconds: a clock that was set is noticed.
    private static let longestSleep: TimeInterval = 30
    /// What failed is tried again after so many seconds, where it would not come sooner.
    private static let again: TimeInterval = 900
    /// A run that ended as the one before is written down after so many seconds, not each time.
    private static let storedEvery: TimeInterval = 600

    /// - Parameters:
    ///   - schedules: those of all features, each name once.
    ///   - zone: whose time of day counts.
    public init(
        database: any DatabaseWriter, schedules: [Schedule], zone: @escaping @Sendable () -> TimeZone
    ) {
        (self.database, self.zone) = (database, zone)
        self.schedules = schedules.sorted { $0.name < $1.name }
    }

    /// Works until cancelled or asked to shut down.
    public func run() async throws {
        do { try await remember() } catch is CancellationError { return }
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                let now = Date()
                for schedule in takeDue(now) {
                    group.addTask {
                        await cancelWhenGracefulShutdown { await self.perform(schedule) }
                        self.wake.yield()
                    }
                }
                let next = statuses().filter { !$0.isRunning }.compactMap(\.next).min()
                let sleep = min(max(next?.timeIntervalSince(now) ?? .infinity, 0.05), Self.longestSleep)
                let timer = Task {
                    try await Task.sleep(for: .seconds(sleep))
                    self.wake.yield()
                }
                await cancelWhenGracefulShutdown { [wakes] in for await _ in wakes { return } }
                timer.cancel()
            }
        }
    }

    /// All schedules, by name.
    public func statuses() -> [Status] {
        state.withLock { state in
            schedules.map { schedule in
                Status(
                    name: schedule.name, recurrence: schedule.recurrence, last: state.last[schedule.name],
                    isRunning: state.running.contains(schedule.name),
                    next: due(schedule, state.last[schedule.name], Date()))
            }
        }
    }

    /// Has something done now, whenever it is due.
    /// - Returns: false where nothing has this name.
    public func trigger(_ name: String) -> Bool {
        guard schedules.contains(where: { $0.name == name }) else { return false }
        state.withLock { _ = $0.wanted.insert(name) }
        wake.yield()
        return true
    }

    /// Reads the last runs, and notes what is new.
    private func remember() async throws {
        let schedules = self.schedules
        try await database.persistently { [self] db in
            let known = try ScheduleRecord.fetchAll(db).map { ($0.name, $0) }
            var last = Dictionary(known, uniquingKeysWith: { $1 })
            for schedule in schedules where last[schedule.name] == nil {
                let new = ScheduleRecord(name: schedule.name, knownSince: Date())
                try new.insert(db)
                last[schedule.name] = new
            }
            state.withLock { ($0.last, $0.stored) = (last, last) }
        }
    }

    /// When something is due; at once where its time passed.
    private func due(_ schedule: Schedule, _ last: ScheduleRecord?, _ now: Date) -> Date? {
        let byCalendar = schedule.recurrence.isByCalendar
        // What goes by intervals begins with the server; what goes by the time of day waits for it.
        guard let moment = last?.startedAt ?? (byCalendar ? last?.knownSince : nil) else { return now }
        let next = schedule.recurrence.next(after: moment, in: zone())
        guard last?.outcome == .failed else { return next }
        let again = moment.addingTimeInterval(Self.again)
        return next.map { min($0, again) } ?? again
    }

    private func takeDue(_ now: Date) -> [Schedule] {
        state.withLock { state in
            // The last run of a clock that was ahead counts as made when that was noticed: counted anew at each look, the
            // next would always be tomorrow.
            for (name, record) in state.last {
                guard record.startedAt ?? record.knownSince > now else { continue }
                let byCalendar = schedules.first { $0.name == name }?.recurrence.isByCalendar ?? false
                state.last[name]?.startedAt = byCalendar ? now : nil
            }
            let ready = schedules.filter { schedule in
                guard !state.running.contains(schedule.name) else { return false }
                if state.wanted.contains(schedule.name) { return true }
                return due(schedule, state.last[schedule.name], now).map { $0 <= now } ?? false
            }
            for schedule in ready {
                state.running.insert(schedule.name)
                state.wanted.remove(schedule.name)
                state.last[schedule.name]?.startedAt = now
            }
            return ready
        }
    }

    private func perform(_ schedule: Schedule) async {
        var problem: String?
        do { try await schedule.perform() } catch is CancellationError {
            // The server ends: what was not finished is due at the next start.
            state.withLock { state in
                state.running.remove(schedule.name)
                state.last[schedule.name] = state.stored[schedule.name]
            }
            return
        } catch {
            problem =
                StorageFailure(error)?.message ?? (error as? any UserFacingError)?.message
                ?? "Something went wrong; the log says what."
            logger.error("a scheduled run failed", metadata: ["schedule": "\(schedule.name)", "error": "\(error)"])
        }
        let ended = problem
        let record = state.withLock { state -> ScheduleRecord? in
            state.running.remove(schedule.name)
            guard var record = state.last[schedule.name] else { return nil }
            (record.endedAt, record.problem, record.outcome) = (Date(), ended, ended == nil ? .done : .failed)
            state.last[schedule.name] = record
            let stored = state.stored[schedule.name]
            let isNews =
                schedule.recurrence.isByCalendar || stored?.outcome != record.outcome || stored?.problem != ended
                || abs(stored?.endedAt?.timeIntervalSinceNow ?? .infinity) > Self.storedEvery
            guard isNews else { return nil }
            state.stored[schedule.name] = record
            return record
        }
        guard let record else { return }
        _ = try? await database.persistently { db in try record.upsert(db) }
    }
}
