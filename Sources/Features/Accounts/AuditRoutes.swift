import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Persistence
import Vault
import Web

/// The audit trail: looked through, exported and verified. A school's administrator sees what concerns the school.
struct AuditRoutes: Sendable {
    let store: AccountStore
    let keeper: AuditKeeper

    func add(to api: SignedInRoutes) {
        api.requiring(.readAudit)
            .get("audit", use: list)
            .get("audit/actions", use: actions)
            .post("audit/verify", use: verify)
        api.requiring(.exportAudit, isCostly: true).get("audit/export", use: export)
    }

    struct EntryResponse: Encodable {
        let number: Int64, at: String, actor: String, actorName: String?, address: String, requestID: String
        let action: String, subjectKind: String, subject: String, subjectName: String?, place: UUID?
        let outcome: String, details: [String: String]
    }

    struct ListResponse: ResponseEncodable {
        let entries: [EntryResponse]
        /// Give as `before` for the next page; absent at the end.
        let next: Int64?
    }

    private func filter(_ request: Request, _ context: SignedInContext, _ permission: Permission) throws
        -> AuditTrail.Filter
    {
        let query = request.uri.queryParameters
        var filter = AuditTrail.Filter()
        filter.actor = query.get("actor")
        filter.action = query.get("action")
        filter.subject = query.get("subject")
        filter.outcome = query.get("outcome")
        filter.from = query.get("from")
        filter.until = query.get("until")
        filter.before = try query.integer("before", in: 1...Int.max).map(Int64.init)
        let tree = try store.access.tree()
        if !context.user.mayEverywhere(permission, district: tree.district) {
            filter.places = tree.below(context.user.places(permission))
        }
        return filter
    }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        let filter = try filter(request, context, .readAudit)
        let limit = try request.uri.queryParameters.integer("limit", in: 1...500) ?? 100
        return try await store.database.read { db in
            let entries = try AuditTrail.entries(filter, limit: limit + 1, db)
            let shown = entries.prefix(limit)
            // Names are looked up for the page; the trail itself holds none.
            let named = Set(shown.flatMap { [$0.actor, $0.subject] }.compactMap { UUID(uuidString: $0) })
            let people = Dictionary(
                uniqueKeysWithValues: try PersonRecord.filter(named.contains(Column("id"))).fetchAll(db).map {
                    ($0.id.auditName, $0.name)
                })
            return ListResponse(
                entries: shown.map { entry in
                    EntryResponse(
                        number: entry.number, at: entry.at, actor: entry.actor, actorName: people[entry.actor],
                        address: entry.address, requestID: entry.requestID, action: entry.action,
                        subjectKind: entry.subjectKind, subject: entry.subject, subjectName: people[entry.subject],
                        place: entry.place, outcome: entry.outcome,
                        details: (try? JSONDecoder().decode([String: String].self, from: Data(entry.details.utf8)))
                            ?? [:])
                }, next: entries.count > limit ? entries[limit - 1].number : nil)
        }
    }

    struct ActionsResponse: ResponseEncodable { let actions: [String] }

    func actions(_ request: Request, context: SignedInContext) async throws -> ActionsResponse {
        ActionsResponse(actions: AuditAction.allCases.map(\.rawValue))
    }

    struct VerifyRequest: Decodable { let checkpoints: [AuditCheckpoint]? }
    struct VerifyResponse: ResponseEncodable, Codable {
        let entries: Int64, faults: [String], publicKey: String, head: AuditCheckpoint?
    }

    func verify(_ request: Request, context: SignedInContext) async throws -> VerifyResponse {
        let given = try await request.decode(as: VerifyRequest.self, context: context).checkpoints ?? []
        let known = given + [keeper.newest].compactMap { $0 }
        let (database, key) = (store.database, keeper.publicKey)
        let (count, faults) = try await Offload("homeroom.audit", width: 1) {
            try AuditTrail.faults(database, checkpoints: known, publicKey: key)
        }
        if faults.isEmpty { try keeper.keep() }
        return VerifyResponse(
            entries: count, faults: faults, publicKey: Hexadecimal.encode(key), head: keeper.newest)
    }

    /// Every entry that may be seen, one JSON object a line, hashes included; the export is itself noted.
    func export(_ request: Request, context: SignedInContext) async throws -> Response {
        let filter = try filter(request, context, .exportAudit)
        let origin = context.origin
        let database = store.database
        try await database.write { db in
            try AuditTrail.append(
                .init(.exported, "audit", "", place: try store.access.tree(db).district), by: origin, db)
        }
        let body = ResponseBody { writer in
            var filter = filter
            while true {
                let page = filter
                let entries = try await database.read { db in try AuditTrail.entries(page, limit: 1000, db) }
                guard let last = entries.last else { break }
                var buffer = ByteBuffer()
                for entry in entries { buffer.writeBytes(try JSONEncoder.wire.encode(entry) + [0x0A]) }
                try await writer.write(buffer)
                filter.before = last.number
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/x-ndjson", .contentDisposition: "attachment; filename=\"audit.ndjson\"",
            ], body: body)
    }
}
