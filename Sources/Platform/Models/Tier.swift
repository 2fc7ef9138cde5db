public import GRDB

/// How much a model can do, and what it costs: cheap and quick, in between, or the best there is.
public enum Tier: String, Codable, Sendable, CaseIterable {
    case fast, balanced, premium

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// In which order to ask the tiers where this one is wanted: the nearest first, of two as near the better.
    public var order: [Tier] {
        Self.allCases.sorted { (abs($0.rank - rank), -$0.rank) < (abs($1.rank - rank), -$1.rank) }
    }
}

extension Tier: DatabaseValueConvertible {}
