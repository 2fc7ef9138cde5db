public import Persistence

/// What may be spent, in US dollars; where it is spent, answers are quoted.
public struct ModelBudget: Codable, Sendable, Equatable {
    public var perHour = 100.0
    public var perDay = 150.0
    public var perMonth = 3000.0
    public var perPersonPerDay = 10.0
    /// Whether answers are quoted from then on; else administrators are only told.
    public var stops = true

    public static let setting = Setting("model-budget", standard: ModelBudget(), notes: .everyField) { budget in
        let amounts = [budget.perHour, budget.perDay, budget.perMonth, budget.perPersonPerDay]
        guard amounts.allSatisfy({ (0...1_000_000).contains($0) }) else { throw ModelsFailure.oddBudget }
    }
}

extension ModelBudget {
    /// Which limits are reached: what people are told, and what administrators are alerted to.
    public func exceeded(by spent: ModelLedger.Spending) -> [Fallback] {
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
