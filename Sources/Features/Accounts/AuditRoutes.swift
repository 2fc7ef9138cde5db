import Foundation
import GRDB
import Hummingbird
import Kernel
import Persistence
import Vault
import Web

/// The audit trail: looked through, exported and verified. A school's administrator sees what concerns the school; what
/// staff ask, search and read for themselves only an auditor sees, with a reason (`ActivityRoutes`).
struct AuditRoutes: Sendable {
    let store: AccountStore
    let keeper: AuditKeeper

    func add(to api: SignedInRoutes) {
        api.requiring(.readAudit)
            .get("audit", use: list)
            .get("audit/actions", use: actions)
            .post("audit/verify", use: verify)
        api.requiring(.runBackup).post("audit/accept", use: accept)
        api.requiring(.exportAudit, isCostly: true).get("audit/export", use: export)
    }

    /// What a request asks for, bounded to what the one who asks may see.
    static func filter(
        _ query: Parameters, _ user: Principal, _ permission: Permission, _ store: AccountStore
    ) async throws -> AuditTrail.Filter {
        var filter = AuditTrail.Filter(store.names.actions)
        filter.actor = query.get("actor")
        filter.action = query.get("action")
        filter.subject = query.get("subject")
        filter.outcome = query.get("outcome")
        filter.from = query.get("from")
        filter.until = query.get("until")
        filter.before = try query.integer("before", in: 1...Int.max).map(Int64.init)
        let wanted = try query.identifier("place")
        let tree = try await store.database.read { db in try store.access.tree(db) }
        if !user.mayEverywhere(permission, district: tree.district) {
            filter.places = tree.below(user.places(permission))
        }
        if let wanted {
            let below = tree.below([wanted])
            filter.places = filter.places?.intersection(below) ?? below
        }
        return filter
    }

    /// Entries with what people, things and places are called now, as far as the reader may know.
    static func named(
        _ entries: [AuditEntry], for reader: AuditNames.Reader, _ store: AccountStore, _ db: Database
    ) throws -> [AuditEntryResponse] {
        let actors = Set(entries.compactMap { UUID(uuidString: $0.actor) })
        let people = Dictionary(
            try store.people.names(of: actors, db).map { ($0.key.auditName, $0.value) }, uniquingKeysWith: { $1 })
        let subjects = try store.names.names(of: entries, for: reader, db)
        let places = Dictionary(
            try PlaceRecord.fetchAll(db, keys: Set(entries.compactMap(\.place))).map { ($0.id, $0.name) },
            uniquingKeysWith: { $1 })
        return entries.map { entry in
            let details = entry.read
            let detailNames = details.reduce(into: [String: String]()) { named, detail in
                if let kind = AuditNames.detailKinds[detail.key] {
                    named[detail.key] = subjects[kind]?[detail.value.lowercased()]
                }
            }
            return AuditEntryResponse(
                number: entry.number, at: entry.at, actor: entry.actor, actorName: people[entry.actor],
                address: entry.address, requestID: entry.requestID, action: entry.action,
                subjectKind: entry.subjectKind, subject: entry.subject,
                subjectName: subjects[entry.subjectKind]?[entry.subject], place: entry.place,
                placeName: entry.place.flatMap { places[$0] }, outcome: entry.outcome,
                details: details, detailNames: detailNames)
        }
    }

    func list(_ request: Request, context: SignedInContext) async throws -> AuditEntriesResponse {
        let query = request.uri.queryParameters
        let filter = try await Self.filter(query, context.user, .readAudit, store)
        let size = try query.sliceSize(most: 500, standard: 100)
        let user = context.user
        return try await store.database.read { [store] db in
            let slice = try size.slice { limit in try AuditTrail.entries(filter, limit: limit, db) }
            return AuditEntriesResponse(
                entries: try Self.named(slice.items, for: .user(user), store, db), next: slice.next(\.number))
        }
    }

    struct ActionsResponse: ResponseEncodable { let actions: [String] }

    func actions(_ request: Request, context: SignedInContext) async throws -> ActionsResponse {
        ActionsResponse(actions: store.names.actions.map(\.rawValue))
    }

    struct VerifyRequest: Decodable { let checkpoints: [AuditCheckpoint]? }

    func verify(_ request: Request, context: SignedInContext) async throws -> AuditVerification {
        let given = try await request.decode(as: VerifyRequest.self, context: context).checkpoints ?? []
        var (count, faults) = try await keeper.verify(given: given)
        let people = try await store.database.read { db in try StoredPerson.fetchCount(db) }
        if count == 0, people > 0 { faults.append("the trail is empty, though there are people: it was emptied") }
        if faults.isEmpty { try await keeper.keep() }
        return AuditVerification(
            entries: count, faults: faults, publicKey: Hexadecimal.encode(keeper.publicKey), head: keeper.newest)
    }

    struct AcceptRequest: Decodable { let reason: String? }

    /// Says why the trail lacks what was signed.
    func accept(_ request: Request, context: SignedInContext) async throws -> AuditAcceptance {
        let reason = try Self.reason(try await request.decode(as: AcceptRequest.self, context: context).reason)
        return AuditAcceptance(accepted: try await keeper.accept(reason, by: context.origin, in: store.database))
    }

    /// A written reason: long enough to say something.
    static func reason(_ text: String?) throws -> String {
        // Bytes first: a single character can be of any length.
        let text = text.flatMap { $0.utf8.count <= 2000 ? $0 : nil } ?? ""
        let reason = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (10...500).contains(reason.count) else {
            throw RequestFailure.invalid("Say why, in 10 to 500 characters; it is kept in the trail.")
        }
        return reason
    }
}
