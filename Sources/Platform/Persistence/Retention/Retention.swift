public import Foundation
public import GRDB
public import Kernel

/// A duration that cannot be set: why, in a sentence.
public struct RetentionUnfit: UserFacingError, Equatable {
    public let message: String
    public var status: Int { 400 }
    public var code: String { "retention.unfit" }

    init(_ message: String) { self.message = message }
}

/// How long everything is kept: the classes of all features, and the way by which what is too old goes.
public struct Retention: Sendable {
    public let classes: [RetentionClass]

    /// - Parameter classes: those of all features.
    public init(_ classes: [RetentionClass]) { self.classes = classes }

    /// Checks and stores what a district sets.
    /// - Throws: `RetentionUnfit` for a name that there is not, or days beyond the bounds; what `Setting.set` throws.
    public func set(_ rules: RetentionRules, by origin: RequestOrigin, _ db: Database) throws {
        let old = try RetentionRules.setting.value(db).days
        for (name, days) in rules.days.sorted(by: { $0.key < $1.key }) {
            guard let found = classes.first(where: { $0.name == name }) else {
                // What a release before this one knew stays as it is.
                if old[name] == days { continue }
                throw RetentionUnfit("Nothing is kept under the name “\(name.prefix(60))”.")
            }
            guard case .days(_, let bounds, _) = found.term else {
                throw RetentionUnfit("How long “\(name)” is kept cannot be set here.")
            }
            guard bounds.contains(days) else {
                throw RetentionUnfit(
                    "“\(name)” can be kept for \(bounds.lowerBound) to \(bounds.upperBound) days, not for \(days).")
            }
        }
        try RetentionRules.setting.set(rules, at: nil, by: origin, db)
    }

    /// Records that go in one transaction: others that write wait for no longer than these take.
    static let batch = 500

    /// Removes all that is older than its class allows, in short transactions, and notes in the trail how much.
    /// - Returns: how many records went, by class.
    /// - Throws: `Settings.Unreadable`, database errors.
    @discardableResult
    public func prune(_ database: any DatabaseWriter, now: Date = Date()) async throws -> [String: Int] {
        let rules = try await database.read { db in try RetentionRules.setting.value(db) }
        var counts: [String: Int] = [:]
        for one in classes {
            guard case .days(let standard, let bounds, let aging) = one.term else { continue }
            // A bound that a release moved holds for what was set before, too.
            let days = min(max(rules.days[one.name] ?? standard, bounds.lowerBound), bounds.upperBound)
            let end = now.addingTimeInterval(-Double(days) * 86_400)
            while true {
                let count = try await database.write { db in try Self.remove(aging, before: end, db) }
                counts[one.name, default: 0] += count
                guard count == Self.batch else { break }
                try Task.checkCancellation()
            }
        }
        let removed = counts.filter { $0.value > 0 }
        guard !removed.isEmpty else { return [:] }
        try await database.write { db in
            try AuditTrail.append(
                .init(.recordsExpired, "retention", "", details: removed.mapValues { "\($0)" }), by: .appliance, db)
        }
        return removed
    }

    /// The only way by which records go because they are old: what must be kept all the same is to be asked for here.
    private static func remove(_ aging: RetentionClass.Aging, before end: Date, _ db: Database) throws -> Int {
        try db.execute(
            sql: """
                DELETE FROM \(aging.table) WHERE \(aging.key) IN
                  (SELECT \(aging.key) FROM \(aging.table) WHERE \(aging.since) < ? AND (\(aging.condition)) LIMIT ?)
                """, arguments: [end, batch])
        return db.changesCount
    }
}
