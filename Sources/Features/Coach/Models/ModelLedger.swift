import Foundation
import GRDB
import Kernel
import LanguageModel
import Persistence
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
        inputTokens = completion.map { $0.inputTokens ?? sent.count / 4 } ?? 0
        outputTokens = completion.map { $0.outputTokens ?? $0.text.utf8.count / 4 } ?? 0
        cost = (inputTokens * provider.inputPrice + outputTokens * provider.outputPrice) / 1_000_000
        milliseconds = Int((ContinuousClock.now - begun) / .milliseconds(1))
    }
}

/// What may be spent, in US dollars; where it is spent, answers are quoted.
struct ModelBudget: Codable, Sendable, Equatable {
    var perDay = 150.0
    var perMonth = 3000.0
    var perPersonPerDay = 10.0

    static let setting = "model-budget"
}

/// Keeps account of the calls to models, and stops them where the budget is spent.
struct ModelLedger: Sendable {
    let database: any DatabaseWriter

    func note(_ call: ModelCallRecord) async throws {
        try await database.write { db in
            var call = call
            try call.insert(db)
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

    private static func spent(since day: Date, by actor: String? = nil, _ db: Database) throws -> Int {
        var calls = ModelCallRecord.filter(Column("at") >= day)
        if let actor { calls = calls.filter(Column("actor") == actor) }
        return try Int.fetchOne(db, calls.select(sum(Column("cost")))) ?? 0
    }

    /// The first moments of this day and this month, in UTC.
    private static var beginnings: (day: Date, month: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let now = Date()
        return (calendar.startOfDay(for: now), calendar.dateInterval(of: .month, for: now)?.start ?? now)
    }

    /// The budget, and the micro-dollars spent today and this month.
    func state() async throws -> (ModelBudget, today: Int, month: Int) {
        let (day, month) = Self.beginnings
        return try await database.read { db in
            (
                try Settings.value(ModelBudget.setting, default: ModelBudget(), db), try Self.spent(since: day, db),
                try Self.spent(since: month, db)
            )
        }
    }

    func set(_ budget: ModelBudget, by origin: RequestOrigin) async throws {
        let amounts = [budget.perDay, budget.perMonth, budget.perPersonPerDay]
        guard amounts.allSatisfy({ (0...1_000_000).contains($0) }) else { throw CoachFailure.oddBudget }
        try await database.write { db in
            let old = try Settings.value(ModelBudget.setting, default: ModelBudget(), db)
            try Settings.set(ModelBudget.setting, budget, db)
            try AuditTrail.append(
                .init(
                    .settingsChanged, "setting", ModelBudget.setting, details: ["old": "\(old)", "new": "\(budget)"]),
                by: origin, db)
        }
    }

    /// Why nothing more may be spent for somebody now; nil while it may.
    func stop(for actor: String) async throws -> Fallback? {
        let (day, month) = Self.beginnings
        return try await database.read { db in
            let budget = try Settings.value(ModelBudget.setting, default: ModelBudget(), db)
            func isSpent(_ limit: Double, _ spent: Int) -> Bool { Double(spent) / 1e6 >= limit }
            if isSpent(budget.perMonth, try Self.spent(since: month, db)) {
                return Fallback(code: "model.monthSpent", message: "This month's budget for written answers is spent.")
            }
            if isSpent(budget.perDay, try Self.spent(since: day, db)) {
                return Fallback(code: "model.daySpent", message: "Today's budget for written answers is spent.")
            }
            if isSpent(budget.perPersonPerDay, try Self.spent(since: day, by: actor, db)) {
                return Fallback(code: "model.ownSpent", message: "Your budget of written answers for today is spent.")
            }
            return nil
        }
    }
}
