import Foundation
import GRDB
import Hummingbird
import Kernel
import Persistence
import Web

/// How long things are kept: every class of records, and the durations that a district sets.
struct RetentionRoutes: Sendable {
    let database: any DatabaseWriter
    let retention: Retention

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("retention", use: show)
            .put("retention", use: set)
    }

    struct ClassResponse: Codable, Sendable {
        /// How long: `days`, `asLongAs` what it belongs to, or `byRule`.
        enum Kind: String, Codable, Sendable { case days, asLongAs, byRule }

        let name: String, holds: String, tables: [String], kind: Kind
        /// Of `days`: what holds, what holds where nothing is set, and the bounds.
        var days: Int?, standardDays: Int?, leastDays: Int?, mostDays: Int?
        /// Of `asLongAs`: `account`, `district`, `document` or `appliance`.
        var owner: RetentionClass.Owner?
        /// Of `byRule`: the rule in words, the schedule that applies it, and the settings that it is set in.
        var rule: String?, schedule: String?, setting: String?

        init(_ one: RetentionClass, _ rules: RetentionRules) {
            (name, holds, tables) = (one.name, one.holds, one.tables)
            switch one.term {
            case .days(let standard, let bounds, _):
                kind = .days
                (days, standardDays) = (rules.days[one.name] ?? standard, standard)
                (leastDays, mostDays) = (bounds.lowerBound, bounds.upperBound)
            case .asLongAs(let owner):
                kind = .asLongAs
                self.owner = owner
            case .byRule(let rule):
                kind = .byRule
                (self.rule, schedule, setting) = (rule.words, rule.schedule, rule.setting)
            }
        }
    }

    struct RetentionResponse: ResponseCodable, Sendable {
        /// What was set, by class.
        let days: [String: Int]
        let classes: [ClassResponse]
    }

    private func shown(_ db: Database) throws -> RetentionResponse {
        let rules = try RetentionRules.setting.value(db)
        return RetentionResponse(days: rules.days, classes: retention.classes.map { ClassResponse($0, rules) })
    }

    func show(_ request: Request, context: SignedInContext) async throws -> RetentionResponse {
        try await database.read { db in try shown(db) }
    }

    struct Draft: Decodable, Sendable {
        /// All that is to be set; a class that it leaves out gets its standard again.
        let days: [String: Int]
    }

    func set(_ request: Request, context: SignedInContext) async throws -> RetentionResponse {
        let (draft, origin) = (try await request.decode(as: Draft.self, context: context), context.origin)
        return try await database.write(isTrial: request.uri.queryParameters.isTrial) { db in
            try retention.set(RetentionRules(days: draft.days), by: origin, db)
            return try shown(db)
        }
    }
}
