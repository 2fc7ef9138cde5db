import Foundation
import GRDB
import Hummingbird
import Kernel
import LanguageModel
import Outbound
import Persistence
import Vault
import Web

/// What may leave the building, how, and what did.
struct OutboundRoutes: Sendable {
    let database: any DatabaseWriter
    let gate: OutboundGate
    let ledger: OutboundLedger
    let stored: OutboundRules
    let routeChanged: Operations.RouteChange

    func add(to api: SignedInRoutes) {
        api.described(.writeSettings)
            .get("outbound-rules", "What may leave the building, and how", use: rules)
            .put("outbound-rules", "Change that", isCheckable: true, use: setRules)
            .get(
                "outbound-calls", "Every request that left this machine: to whom and how much, never what it said",
                query: [Self.limit, Self.before], use: calls)
    }

    private static let limit = LimitParameter(most: 500, standard: 100)
    private static let before = QueryParameter.integer("before", in: 1...)

    struct Rules: ResponseCodable, DescribedType, Sendable {
        let nothingLeaves: Bool, proxy: String?, authorities: String?
        /// Names of servers inside the building.
        let insideNames: [String]?
        /// A regular expression of the district's student numbers.
        let studentNumbers: String?
        /// Whether what names a student is data about students although the name is hidden; absent for no.
        let namedStudentsNeedPromises: Bool?

        static let schemaName: String? = "OutboundRules"
        static func describe(_ schema: inout JSONSchema) {
            schema.allowNull(for: "proxy", "authorities", "studentNumbers")
            schema.describe("authorities", as: "Certificates, PEM")
            schema.describe("studentNumbers", as: "A regular expression of the district's student numbers")
            schema.describe(
                "namedStudentsNeedPromises",
                as: "Whether what names a student is sent only to model providers that have promised what data about "
                    + "students takes, although names and numbers are hidden; false where it is absent")
            schema.limit("insideNames", to: 0...100)
            schema.limit("insideNames", toCharacters: 1...253)
            schema.describe(
                "insideNames", as: "Servers inside the building that may be looked up although nothing leaves")
        }
    }

    func rules(_ request: Request, context: SignedInContext) async throws -> Rules {
        let data = try await database.read { db in
            try PersonalDataRules.setting.value(db)
        }
        return Self.shown(gate.policy, data)
    }

    private static func shown(_ policy: OutboundPolicy, _ data: PersonalDataRules) -> Rules {
        Rules(
            nothingLeaves: policy.nothingLeaves, proxy: policy.proxy.map(OutboundRules.withoutPassword),
            authorities: policy.authorities, insideNames: policy.insideNames,
            studentNumbers: data.studentNumbers, namedStudentsNeedPromises: data.namedStudentsNeedPromises ? true : nil)
    }

    func setRules(_ request: Request, context: SignedInContext, wish: Rules) async throws -> Rules {
        let origin = context.origin
        var policy = OutboundPolicy()
        policy.nothingLeaves = wish.nothingLeaves
        policy.insideNames = (wish.insideNames ?? []).map { $0.lowercased() }
        // What was shown without its password keeps it.
        let old = gate.policy
        let isUnchanged = wish.proxy == old.proxy.map(OutboundRules.withoutPassword)
        policy.proxy = isUnchanged ? old.proxy : wish.proxy.flatMap { $0.isEmpty ? nil : $0 }
        policy.authorities = wish.authorities.flatMap { $0.isEmpty ? nil : $0 }
        var data = PersonalDataRules()
        data.studentNumbers = wish.studentNumbers.flatMap { $0.isEmpty ? nil : $0 }
        let (new, user) = (policy, context.user)
        let (given, needs) = (data, wish.namedStudentsNeedPromises)
        let isTrial = request.uri.queryParameters.isTrial
        let numbers = try await database.write(isTrial: isTrial) { db in
            // What an older program does not know of stays as it is.
            var numbers = given
            numbers.namedStudentsNeedPromises =
                try needs ?? PersonalDataRules.setting.value(db).namedStudentsNeedPromises
            let (before, after) = (try OutboundRules.route(stored.read(db)), try OutboundRules.route(new))
            try stored.write(new, by: origin, db)
            if before != after { try routeChanged(db, user, after) }
            // In the order in which they are stored: the last rules stored are the ones in force.
            db.afterNextTransaction { [gate] _ in gate.policy = new }
            try PersonalDataRules.setting.set(numbers, at: nil, by: origin, db)
            return numbers
        }
        return isTrial ? Self.shown(new, numbers) : try await rules(request, context: context)
    }

    struct CallsResponse: ResponseCodable, Sendable {
        struct Call: DescribedType, Encodable, Sendable {
            let number: Int64, at: Date, purpose: String, host: String, leftBuilding: Bool, classes: String, bytes: Int
            let hash: String, outcome: String, milliseconds: Int

            static let schemaName: String? = "OutboundCall"
        }
        let calls: [Call]
        /// Give as `before` for the next page; absent at the end.
        let next: Int64?
    }

    func calls(_ request: Request, context: SignedInContext) async throws -> CallsResponse {
        let query = request.uri.queryParameters
        let before = try Self.before.value(in: query).map(Int64.init)
        let slice = try await Self.limit.size(in: query).slice { limit in
            try await ledger.calls(limit: limit, before: before)
        }
        return CallsResponse(
            calls: slice.items.map {
                .init(
                    number: $0.number ?? 0, at: $0.at, purpose: $0.purpose, host: $0.host,
                    leftBuilding: $0.leftBuilding,
                    classes: $0.classes, bytes: $0.bytes, hash: Hexadecimal.encode($0.hash), outcome: $0.outcome,
                    milliseconds: $0.milliseconds)
            }, next: slice.next(\.number) ?? nil)
    }
}
