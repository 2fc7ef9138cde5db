import Foundation
public import GRDB
public import Kernel
import Logging
public import Persistence
import Synchronization

/// Keeps account of the calls to models, and stops them where the budget is spent.
public struct ModelLedger: Sendable {
    let database: any DatabaseWriter
    private let alerts = Alerts()

    public init(database: any DatabaseWriter) { self.database = database }

    /// Three months at least: the budget counts by the month.
    public static let retention = [
        RetentionClass(
            "modelCalls", holds: "Every call to a model: who asked, how much and what it cost, never what it said",
            tables: ["modelCall"],
            .days(standard: 730, within: 92...3650, .init("modelCall", key: "number", since: "at", where: "TRUE"))),
        RetentionClass(
            "modelProviders", holds: "The servers that write, with their sealed keys", tables: ["modelProvider"],
            .asLongAs(.district)),
    ]

    public func note(_ call: ModelCallRecord) async throws {
        let (budget, spent) = try await database.write { db in
            var call = call
            try call.insert(db)
            return (try ModelBudget.setting.value(db), try Self.spent(by: call.actor, db))
        }
        for reached in budget.exceeded(by: spent) { alerts.tell(reached) }
    }

    /// Tells the log of each limit that is reached, once in an hour.
    private final class Alerts: Sendable {
        private let told = Mutex<[String: ContinuousClock.Instant]>([:])
        private let logger = Logger(label: "homeroom.models")

        func tell(_ reached: Fallback) {
            let isNew = told.withLock { told in
                if let last = told[reached.code], ContinuousClock.now - last < .seconds(3600) { return false }
                told[reached.code] = .now
                return true
            }
            if isNew { logger.warning("a budget is reached", metadata: ["limit": "\(reached.code)"]) }
        }
    }

    /// - Parameter before: only calls with smaller numbers.
    public func calls(limit: Int, before: Int64?) async throws -> [ModelCallRecord] {
        try await database.read { db in
            var request = ModelCallRecord.order(Column("number").desc).limit(limit)
            if let before { request = request.filter(Column("number") < before) }
            return try request.fetchAll(db)
        }
    }

    /// What was spent, in micro-dollars.
    public struct Spending: Sendable {
        public var hour: Int
        public var day: Int
        public var month: Int
        /// By the one who asks.
        public var own: Int
    }

    private static func spent(by actor: String, _ db: Database) throws -> Spending {
        let (now, day) = (Date(), Day.start)
        func sum(_ since: Date, _ actor: String? = nil) throws -> Int {
            var calls = ModelCallRecord.filter(Column("at") >= since)
            if let actor { calls = calls.filter(Column("actor") == actor) }
            return try Int.fetchOne(db, calls.select(GRDB.sum(Column("cost")))) ?? 0
        }
        return Spending(
            hour: try sum(now.addingTimeInterval(-3600)), day: try sum(day),
            month: try sum(Day.monthStart), own: try sum(day, actor))
    }

    /// The budget and what was spent of it.
    public func state(for actor: String) async throws -> (ModelBudget, Spending) {
        try await database.read { db in (try ModelBudget.setting.value(db), try Self.spent(by: actor, db)) }
    }

    /// How many people have spent what one person may in a day.
    public func peopleAtLimit() async throws -> Int {
        try await database.read { db in
            let limit = Int((try ModelBudget.setting.value(db).perPersonPerDay * 1e6).rounded())
            let spent = ModelCallRecord.filter(Column("at") >= Day.start)
                .group(Column("actor")).having(GRDB.sum(Column("cost")) >= max(limit, 1))
            return try spent.select(Column("actor")).fetchCount(db)
        }
    }

    /// - Parameter isTrial: checks only.
    /// - Throws: what is wrong with it; database errors.
    public func set(_ budget: ModelBudget, isTrial: Bool, by origin: RequestOrigin) async throws {
        try await database.write(isTrial: isTrial) { db in try ModelBudget.setting.set(budget, at: nil, by: origin, db)
        }
    }

    /// Why nothing more may be spent for somebody now; nil while it may.
    public func stop(for actor: String) async throws -> Fallback? {
        let (budget, spent) = try await state(for: actor)
        return budget.stops ? budget.exceeded(by: spent).first : nil
    }
}
