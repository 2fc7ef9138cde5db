import Foundation
import GRDB
import Kernel
import LanguageModel
import Logging
import Persistence
import Synchronization
import Vault

/// A request to a model that left this process: to whom, how much and what it cost; never what it said.
struct ModelCallRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
    static let databaseTableName = "modelCall"
    var number: Int64?
    let at: Date
    /// Who asked, as the audit trail writes it.
    let actor: String
    let purpose: String
    let provider: String
    let host: String
    let model: String
    let sentBytes: Int
    /// BLAKE2b-256 of what was sent.
    let sentHash: Data
    /// Things that tell who somebody is, hidden from it.
    let hidden: Int
    let inputTokens: Int
    let outputTokens: Int
    /// Micro-dollars.
    let cost: Int
    let milliseconds: Int
    /// `written`, or the failure's code.
    let outcome: String

    mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }

    /// - Parameter completion: nil where none came.
    init(
        to provider: ModelProviderRecord, for purpose: String, _ messages: [ChatModel.Message], hidden: Int = 0,
        _ completion: ChatModel.Completion?, since begun: ContinuousClock.Instant, by actor: String, outcome: String
    ) {
        let sent = Array(messages.map(\.content).joined(separator: "\n").utf8)
        (at, self.actor, self.purpose, self.hidden, self.outcome) = (Date(), actor, purpose, hidden, outcome)
        (self.provider, model) = (provider.name, provider.model)
        host = URL(string: provider.baseURL)?.host() ?? ""
        (sentBytes, sentHash) = (sent.count, Data(blake2b256(sent)))
        // A server that does not count: about four bytes a token. What failed may cost as well; it is not known.
        inputTokens = completion.map { Self.count($0.inputTokens) ?? sent.count / 4 } ?? 0
        outputTokens = completion.map { Self.count($0.outputTokens) ?? $0.text.utf8.count / 4 } ?? 0
        let cached = min(Self.count(completion?.cachedTokens) ?? 0, inputTokens)
        let read = (inputTokens - cached) * provider.inputPrice + cached * provider.cachedPrice
        cost = (read + outputTokens * provider.outputPrice) / 1_000_000
        milliseconds = Int((ContinuousClock.now - begun) / .milliseconds(1))
    }

    /// Tokens as a server counts them; nil for a number that no call can have, which is not reckoned with.
    private static func count(_ tokens: Int?) -> Int? {
        tokens.flatMap { (0...100_000_000).contains($0) ? $0 : nil }
    }
}

/// What may be spent, in US dollars; where it is spent, answers are quoted.
struct ModelBudget: Codable, Sendable, Equatable {
    var perHour = 100.0
    var perDay = 150.0
    var perMonth = 3000.0
    var perPersonPerDay = 10.0
    /// Whether answers are quoted from then on; else administrators are only told.
    var stops = true

    static let setting = Setting("model-budget", standard: ModelBudget(), notes: .everyField) { budget in
        let amounts = [budget.perHour, budget.perDay, budget.perMonth, budget.perPersonPerDay]
        guard amounts.allSatisfy({ (0...1_000_000).contains($0) }) else { throw CoachFailure.oddBudget }
    }
}

/// Keeps account of the calls to models, and stops them where the budget is spent.
struct ModelLedger: Sendable {
    let database: any DatabaseWriter
    private let alerts = Alerts()

    init(database: any DatabaseWriter) { self.database = database }

    func note(_ call: ModelCallRecord) async throws {
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
        private let logger = Logger(label: "homeroom.coach")

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
    func calls(limit: Int, before: Int64?) async throws -> [ModelCallRecord] {
        try await database.read { db in
            var request = ModelCallRecord.order(Column("number").desc).limit(limit)
            if let before { request = request.filter(Column("number") < before) }
            return try request.fetchAll(db)
        }
    }

    /// What was spent, in micro-dollars.
    struct Spending: Sendable {
        var hour: Int
        var day: Int
        var month: Int
        /// By the one who asks.
        var own: Int
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
    func state(for actor: String) async throws -> (ModelBudget, Spending) {
        try await database.read { db in (try ModelBudget.setting.value(db), try Self.spent(by: actor, db)) }
    }

    /// How many people have spent what one person may in a day.
    func peopleAtLimit() async throws -> Int {
        try await database.read { db in
            let limit = Int((try ModelBudget.setting.value(db).perPersonPerDay * 1e6).rounded())
            let spent = ModelCallRecord.filter(Column("at") >= Day.start)
                .group(Column("actor")).having(GRDB.sum(Column("cost")) >= max(limit, 1))
            return try spent.select(Column("actor")).fetchCount(db)
        }
    }

    func set(_ budget: ModelBudget, by origin: RequestOrigin) async throws {
        try await database.write { db in try ModelBudget.setting.set(budget, at: nil, by: origin, db) }
    }

    /// Why nothing more may be spent for somebody now; nil while it may.
    func stop(for actor: String) async throws -> Fallback? {
        let (budget, spent) = try await state(for: actor)
        return budget.stops ? budget.exceeded(by: spent).first : nil
    }
}

extension ModelBudget {
    /// Which limits are reached: what people are told, and what administrators are alerted to.
    func exceeded(by spent: ModelLedger.Spending) -> [Fallback] {
        let limits = [
            (perMonth, spent.month, "model.monthSpent", "This month's budget for written answers is spent."),
            (perDay, spent.day, "model.daySpent", "Today's budget for written answers is spent."),
            (perHour, spent.hour, "model.hourSpent", "This hour's budget for written answers is spent."),
            (perPersonPerDay, spent.own, "model.ownSpent", "Your budget of written answers for today is spent."),
        ]
        return limits.filter { limit, spent, _, _ in Double(spent) / 1e6 >= limit }
            .map { Fallback(code: $0.2, message: $0.3) }
    }
}
