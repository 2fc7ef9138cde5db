import Foundation
import GRDB
import Hummingbird
import Kernel
import Persistence
import Web

/// What staff ask, search and read for themselves: shown to an auditor who says why; who is looked at is told.
struct ActivityRoutes: Sendable {
    let store: AccountStore

    func add(to api: SignedInRoutes) {
        api.requiring(.readActivity, isCostly: true).post("audit/activity", use: list)
        api.requiring(.manageOwnAccount).get("account/activity-reads", use: told)
    }

    struct Wish: Decodable { let reason: String? }

    /// The query narrows as that of the trail does. Each person whose entries are shown gets an entry of their own that
    /// says who looked, when and why.
    func list(_ request: Request, context: SignedInContext) async throws -> AuditEntriesResponse {
        let reason = try AuditRoutes.reason(try await request.decode(as: Wish.self, context: context).reason)
        let query = request.uri.queryParameters
        var bounded = try await AuditRoutes.filter(query, context.user, .readActivity, store)
        bounded.isOfActivity = true
        let (filter, size) = (bounded, try query.sliceSize(most: 500, standard: 100))
        let origin = context.origin
        return try await store.database.write { [store] db in
            let slice = try size.slice { limit in try AuditTrail.entries(filter, limit: limit, db) }
            let place = try store.access.tree(db).district
            // Noted before anything is shown, also where nothing was found.
            let people = Set(slice.items.map(\.actor)).sorted()
            for person in people.isEmpty ? [""] : people {
                try AuditTrail.append(
                    .init(.activityRead, "person", person, place: place, details: ["reason": reason]), by: origin, db)
            }
            return AuditEntriesResponse(
                entries: try AuditRoutes.named(slice.items, for: .inquiry, store, db), next: slice.next(\.number))
        }
    }

    /// Who looked at one's own activity or had all exported that is kept of one, and why.
    func told(_ request: Request, context: SignedInContext) async throws -> AuditEntriesResponse {
        var own = AuditTrail.Filter(store.names.actions)
        own.subject = context.user.id
        let filters = [AuditAction.activityRead, .exported].map { action in
            var filter = own
            filter.action = action.rawValue
            return filter
        }
        let user = context.user
        return try await store.database.read { [store] db in
            let entries = try filters.flatMap { try AuditTrail.entries($0, limit: 100, db) }
                .filter { $0.actor != user.id }.sorted { $0.number > $1.number }
            return AuditEntriesResponse(
                entries: try AuditRoutes.named(entries, for: .user(user), store, db), next: nil)
        }
    }
}
